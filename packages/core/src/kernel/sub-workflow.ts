/** `flow.subWorkflow`: another workflow as a run of its own. */

import type { NodePlan } from '../graph/plan.js';
import { defaultOutputPort } from '../model/document.js';
import type { RunError } from '../model/run-error.js';
import type { ChildEnded, ChildStarted } from '../model/run-event.js';
import type { StartChildEffect } from './effect.js';
import { failNode } from './fail-node.js';
import { evaluatePart, refuseInput } from './open-container.js';
import { askFor, type RunState } from './run-state.js';
import type { ScopeState, StepRef } from './scope-state.js';
import { cancelNode, completeNode } from './settle-node.js';
import { currentStep, stepPath } from './step-path.js';

export function openSubWorkflow(state: RunState, scope: ScopeState, node: NodePlan): void {
  const read = (name: string): unknown => evaluatePart(state, scope, node, { name });
  const workflowId = read('workflowId');
  if (typeof workflowId !== 'string')
    refuseInput(node, 'workflowId', 'the id of a workflow', workflowId);
  const hash = read('hash');
  if (hash !== undefined && typeof hash !== 'string') refuseInput(node, 'hash', 'a hash', hash);
  const ref = currentStep(scope, node);
  const effect: StartChildEffect = {
    kind: 'startChild',
    ref,
    workflowId,
    hash,
    input: read('input'),
  };
  (state.openings ??= new Map()).set(stepPath(ref), effect);
  askFor(state, effect);
}

/** The child exists now. When its step no longer waits for one, it is cancelled: nobody else would. */
export function childStarted(state: RunState, { step, childId }: ChildStarted): void {
  if (state.openings?.delete(step)) {
    (state.children ??= new Map()).set(step, childId);
  } else if (state.children?.get(step) !== childId) {
    const reason = 'the step that started it no longer waits for it';
    askFor(state, { kind: 'cancelChild', childId, reason });
  }
}

/** The child could not be made. */
export function childRefused(state: RunState, ref: StepRef, error: RunError): void {
  if (state.openings?.delete(stepPath(ref))) failNode(state, ref, error);
}

/** The child has ended; a child that is no longer the step's own is passed over. */
export function childEnded(state: RunState, ref: StepRef, event: ChildEnded): void {
  if (state.children?.get(event.step) !== event.childId) return;
  state.children.delete(event.step);
  const { outcome, childId } = event;
  if (outcome.status === 'completed') {
    const { output } = outcome;
    completeNode(state, ref, {
      port: defaultOutputPort,
      output,
      outputs: undefined,
      error: undefined,
    });
  } else if (ref.scope.closing !== undefined) {
    cancelNode(state, ref);
  } else {
    failNode(state, ref, errorOfChild(childId, outcome));
  }
}

function errorOfChild(
  childId: string,
  { status, error }: Extract<ChildEnded['outcome'], { readonly error: RunError }>,
): RunError {
  const { category, message, code, details } = error;
  const ended = status === 'failed' ? 'failed' : 'was cancelled';
  return {
    category: status === 'cancelled' ? 'permanent' : category,
    message: `Run ${childId} of the sub-workflow ${ended}: ${message}`,
    ...(code !== undefined && { code }),
    ...(details !== undefined && { details }),
    cause: error,
  };
}
