/** How a node's work ends: completed, skipped or cancelled. Failing is in `fail-node.ts`. */

import type { NodePlan, StepResult } from '../graph/plan.js';
import { queueCheck, queueResolve, type RunningStep, type RunState } from './run-state.js';
import { Phase, type ScopeState, type StepRef, type StoppedStep } from './scope-state.js';
import { stepPath } from './step-path.js';

/** Takes in the result of a node whose work is under way; its edges are resolved by the work list. */
export function completeNode(state: RunState, ref: StepRef, result: StepResult): void {
  const { scope, node } = ref;
  const wake = forgetRunning(state, ref)?.wake;
  // When its loop has gone round too often it fails after all, and is made again in a resumed run.
  if (wake !== undefined && node.outgoing.some(({ loop }) => loop !== undefined)) {
    keepStopped(ref, { attempt: 1, wake, interrupted: false });
  }
  scope.phase[node.index] = Phase.completed;
  scope.results[node.index] = result;
  scope.active -= 1;
  scope.remaining -= 1;
  state.resolved += 1;
  const hasWorked = !node.disabled && result.error === undefined;
  if (node.compensate !== undefined && hasWorked) (state.undoable ??= []).push(ref);
  queueResolve(state, ref);
}

/** Passes over a node that no alive edge can reach any more. */
export function skipNode(state: RunState, ref: StepRef): void {
  const { scope, node } = ref;
  scope.phase[node.index] = Phase.skipped;
  scope.results[node.index] = undefined;
  scope.remaining -= 1;
  state.resolved += 1;
  queueResolve(state, ref);
}

/** Ends a node whose work was stopped because its scope closes. */
export function cancelNode(state: RunState, ref: StepRef): void {
  const { scope, node } = ref;
  const running = forgetRunning(state, ref);
  if (running !== undefined) {
    const { attempt, wake, started } = running;
    keepStopped(ref, { attempt: started ? attempt : 1, wake, interrupted: started });
  }
  scope.phase[node.index] = Phase.cancelled;
  scope.active -= 1;
  queueCheck(state, scope);
}

/** Remembers what resuming a step needs, when that is more than starting it anew. */
export function keepStopped({ scope, node }: StepRef, stopped: StoppedStep): void {
  if (stopped.wake === undefined && !stopped.interrupted) return;
  (scope.stopped ??= new Map()).set(node, stopped);
}

export function forgetStopped({ stopped }: ScopeState, node: NodePlan): void {
  stopped?.delete(node);
}

/** What was known of a running step, which is known no longer. */
export function forgetRunning({ running }: RunState, ref: StepRef): RunningStep | undefined {
  if (running === undefined || running.size === 0) return undefined;
  const path = stepPath(ref);
  const known = running.get(path);
  running.delete(path);
  return known;
}
