/** Starting a node whose join rule holds. */

import type { NodePlan } from '../graph/plan.js';
import { defaultOutputPort } from '../model/document.js';
import { incomingOf } from './binding-environment.js';
import { askFor, Task, type RunState } from './run-state.js';
import { Phase, type ScopeState, type StepRef, type StoppedStep } from './scope-state.js';
import { completeNode } from './settle-node.js';
import { currentStep, stepPath } from './step-path.js';

/**
 * Starts `node`: a step by an effect, a container by the work list, a disabled node by passing it through.
 *
 * @param stopped - What is known of the step when it was stopped before.
 */
export function startNode(
  state: RunState,
  scope: ScopeState,
  node: NodePlan,
  stopped?: StoppedStep,
): void {
  const ref = currentStep(scope, node);
  scope.phase[node.index] = Phase.running;
  scope.active += 1;
  if (node.disabled) passThrough(state, ref);
  else if (node.kind !== 'step')
    state.work.push({ task: Task.open, scope, node, visit: ref.visit });
  else if (stopped !== undefined) startStopped(state, ref, stopped);
  else askFor(state, { kind: 'start', ref, attempt: 1, wake: undefined, interrupted: false });
}

function startStopped(
  state: RunState,
  ref: StepRef,
  { attempt, wake, interrupted }: StoppedStep,
): void {
  const running = { ref, attempt, wake, started: interrupted };
  (state.running ??= new Map()).set(stepPath(ref), running);
  askFor(state, { kind: 'start', ref, attempt, wake, interrupted });
}

function passThrough(state: RunState, ref: StepRef): void {
  const arrived = incomingOf(ref.scope, ref.node).map(([, payload]) => payload);
  completeNode(state, ref, {
    port: defaultOutputPort,
    output: arrived.length === 1 ? arrived[0] : arrived,
    outputs: undefined,
    error: undefined,
  });
}
