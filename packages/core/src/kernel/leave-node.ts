/** Leaving a pass of a loop: what its nodes still do is stopped and no longer counts. */

import type { NodePlan } from '../graph/plan.js';
import { askFor, type RunState } from './run-state.js';
import { Phase, type ScopeState, type StepRef } from './scope-state.js';
import { forgetRunning } from './settle-node.js';
import { currentStep, stepPath } from './step-path.js';
import { adoptUndo } from './undo.js';

/** Takes a node out of the pass it is in. */
export function leaveNode(state: RunState, scope: ScopeState, node: NodePlan): void {
  const phase = scope.phase[node.index];
  if (phase === Phase.completed || phase === Phase.skipped) {
    scope.remaining += 1;
    state.resolved -= 1;
  } else if (phase === Phase.running || phase === Phase.waiting) {
    scope.active -= 1;
    abandon(state, currentStep(scope, node), scope);
  }
}

/** @param home - The scope of the loop. */
function abandon(state: RunState, ref: StepRef, home: ScopeState): void {
  const { scope, node } = ref;
  const container = scope.containers?.get(node);
  if (container === undefined) {
    stop(state, ref);
    return;
  }
  scope.containers?.delete(node);
  for (const inner of container.scopes) abandonScope(state, inner, home);
}

function abandonScope(state: RunState, scope: ScopeState, home: ScopeState): void {
  state.scopes?.delete(scope.path);
  scope.ended = true;
  for (const node of scope.graph.nodes) {
    const phase = scope.phase[node.index];
    const isUnderWay = phase === Phase.running || phase === Phase.waiting;
    if (isUnderWay || scope.containers?.has(node)) abandon(state, currentStep(scope, node), home);
  }
  adoptUndo(state, scope, home);
}

function stop(state: RunState, ref: StepRef): void {
  const path = stepPath(ref);
  forgetRunning(state, ref);
  if (state.waiting?.delete(path)) return;
  state.openings?.delete(path);
  const childId = state.children?.get(path);
  if (childId !== undefined) {
    state.children?.delete(path);
    const reason = 'a new pass of the loop around it began';
    askFor(state, { kind: 'cancelChild', childId, reason });
  } else if (ref.node.kind === 'step') {
    askFor(state, { kind: 'cancelStep', ref });
  }
}
