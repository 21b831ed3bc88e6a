/** What the outside says of a step, taken in when the step stands where it can be. */

import { defaultOutputPort } from '../model/document.js';
import type { RunError } from '../model/run-error.js';
import type { KernelEvent, StepResolved, StepStarted } from '../model/run-event.js';
import type { StepResult } from '../graph/plan.js';
import { failNode } from './fail-node.js';
import type { RunningStep, RunState } from './run-state.js';
import { Phase, type StepRef } from './scope-state.js';
import { cancelNode, completeNode } from './settle-node.js';
import { findStep, isCurrent } from './step-path.js';
import { childEnded, childRefused, childStarted } from './sub-workflow.js';
import { endUndo } from './undo.js';
import { awaitDecision, awaitRetry, beginWait, goOn } from './waits.js';

export type StepEvent = Exclude<
  Extract<KernelEvent, { readonly step: string }>,
  { readonly type: 'timer.fired' }
>;

/** @param known - The step, when the caller has it; it may have been entered anew since. */
export function takeStepEvent(state: RunState, event: StepEvent, known?: StepRef): void {
  if (event.type === 'child.started') return childStarted(state, event);
  const ref = known !== undefined && isCurrent(state, known) ? known : findStep(state, event.step);
  if (ref === undefined) return;
  if (event.type === 'step.resolved') return takeDecision(state, ref, event);
  if (!isRunning(state, ref, event.step)) return;
  if (ref.undo || ref.node.kind === 'step') takeOutcome(state, ref, event);
  else if (event.type === 'child.ended') childEnded(state, ref, event);
  else if (event.type === 'step.failed') childRefused(state, ref, event.error);
}

function isRunning({ waiting }: RunState, { scope, node, undo }: StepRef, path: string): boolean {
  return undo ? waiting?.has(path) !== true : scope.phase[node.index] === Phase.running;
}

type Outcome = Exclude<StepEvent, { readonly type: 'step.resolved' | 'child.started' }>;

function takeOutcome(state: RunState, ref: StepRef, event: Outcome): void {
  switch (event.type) {
    case 'step.completed': {
      const { port, output, outputs } = event;
      return complete(state, ref, { port, output, outputs, error: undefined });
    }
    case 'step.failed':
      return fail(state, ref, event.error);
    case 'step.cancelled':
      return cancel(state, ref);
    case 'step.started':
      return begun(state, ref, event);
    case 'step.retrying':
      return awaitRetry(state, ref, event);
    case 'step.waiting':
      return beginWait(state, ref, event);
    case 'step.unknown':
      return awaitDecision(state, ref, event);
    case 'child.ended':
  }
}

function begun(state: RunState, ref: StepRef, { step, attempt }: StepStarted): void {
  const running = (state.running ??= new Map<string, RunningStep>());
  running.set(step, { ref, attempt, wake: running.get(step)?.wake, started: true });
}

function complete(state: RunState, ref: StepRef, result: StepResult): void {
  if (ref.undo) endUndo(state, ref);
  else completeNode(state, ref, result);
}

function fail(state: RunState, ref: StepRef, error: RunError): void {
  if (ref.undo) endUndo(state, ref, error);
  else failNode(state, ref, error);
}

function cancel(state: RunState, ref: StepRef): void {
  if (ref.undo)
    endUndo(state, ref, { category: 'cancelled', message: 'The compensation was stopped' });
  else cancelNode(state, ref);
}

/** Somebody says what became of an attempt that a crash cut off. */
function takeDecision(state: RunState, ref: StepRef, { step, resolution }: StepResolved): void {
  const waiting = state.waiting?.get(step);
  if (waiting?.purpose !== 'unknown') return;
  if (resolution.action === 'retry') return goOn(state, step, waiting);
  state.waiting?.delete(step);
  if (resolution.action === 'fail') {
    return fail(state, ref, { category: 'permanent', message: resolution.message });
  }
  const { port = defaultOutputPort, output } = resolution;
  return complete(state, ref, { port, output, outputs: undefined, error: undefined });
}
