/** Going on with a failed run: what failed or was stopped starts again, what completed stays. */

import { advanceForEach } from './for-each.js';
import { endContainer } from './open-container.js';
import { continueRepeat } from './repeat.js';
import { queueCheck, queueResolve, Task, type RunState } from './run-state.js';
import { Phase, type Container, type RepeatContainer, type ScopeState } from './scope-state.js';
import { takeUp } from './set-aside.js';
import { keepStopped } from './settle-node.js';
import { startNode } from './start-node.js';
import { currentStep } from './step-path.js';
import { stageToResume } from './try-catch.js';

/** A run that was undone stays ended, unless it was set aside. */
export function canResume({ status, isSetAside, undone }: RunState): boolean {
  return status === 'failed' && (isSetAside || !undone);
}

/** Opens a failed run again, from the root down to the steps that failed. */
export function resumeRun(state: RunState, at: number): void {
  if (!canResume(state)) return;
  if (state.isSetAside) return takeUp(state, at);
  state.status = 'running';
  // Its time limit counts from here again.
  state.startedAt = at;
  state.error = undefined;
  reopen(state, state.root);
}

function reopen(state: RunState, scope: ScopeState): void {
  const { held, stopped } = scope;
  scope.closing = undefined;
  scope.ended = false;
  scope.held = undefined;
  scope.stopped = undefined;
  for (const node of scope.graph.nodes) {
    const phase = scope.phase[node.index];
    if (phase !== Phase.failed && phase !== Phase.cancelled) continue;
    const container = scope.containers?.get(node);
    if (container === undefined) startNode(state, scope, node, stopped?.get(node));
    else reopenContainer(state, container);
  }
  for (const node of held ?? []) {
    const ref = currentStep(scope, node);
    const kept = stopped?.get(node);
    if (kept !== undefined) keepStopped(ref, kept);
    queueResolve(state, ref);
  }
  queueCheck(state, scope);
}

function reopenContainer(state: RunState, container: Container): void {
  const { scope, node } = container.ref;
  scope.phase[node.index] = Phase.running;
  scope.active += 1;
  container.failure = undefined;
  const kept = container.kind === 'try' ? stageToResume(state, container) : undefined;
  for (const inner of kept === undefined ? container.scopes : [kept]) {
    container.open += 1;
    reopen(state, inner);
  }
  // Not at once: it may fail again and close the scope, whose other nodes are not all reopened yet.
  state.work.push({ task: Task.open, scope, node, visit: container.ref.visit });
}

/** Goes on with a reopened container: with its next items, or from between two passes. */
export function continueContainer(state: RunState, container: Container): void {
  if (container.ref.scope.closing !== undefined) {
    if (container.open === 0) endContainer(state, container);
  } else if (container.kind === 'forEach') {
    advanceForEach(state, container);
  } else if (container.open === 0) {
    continueRepeat(state, container as RepeatContainer);
  }
}
