/** What a fold of the journal leaves under way: what a worker that takes over a run has to do. */

import type { Effect } from './effect.js';
import type { RunState } from './run-state.js';
import { Phase, type ScopeState, type StepRef } from './scope-state.js';
import { currentStep, stepPath } from './step-path.js';

/**
 * Effects that bring a folded state back to life: starts for every step and compensation that was running,
 * child runs that were asked for and not started, cancellations in scopes that are closing. Timers need
 * none: the state holds them.
 */
export function outstandingEffects(state: RunState): readonly Effect[] {
  if (state.status !== 'running') return [];
  const effects: Effect[] = [];
  for (const scope of [state.root, ...(state.scopes?.values() ?? [])]) {
    if (scope.active > 0) collectSteps(state, scope, effects);
  }
  effects.push(...(state.openings?.values() ?? []));
  for (const [path, { ref }] of state.undoing ?? []) {
    if (!state.waiting?.has(path)) effects.push(startOf(state, ref));
  }
  return effects;
}

function collectSteps(state: RunState, scope: ScopeState, effects: Effect[]): void {
  for (const node of scope.graph.nodes) {
    if (node.kind !== 'step' || scope.phase[node.index] !== Phase.running) continue;
    const ref = currentStep(scope, node);
    effects.push(scope.closing === undefined ? startOf(state, ref) : { kind: 'cancelStep', ref });
  }
}

function startOf(state: RunState, ref: StepRef): Effect {
  const running = state.running?.get(stepPath(ref));
  return {
    kind: 'start',
    ref,
    attempt: running?.attempt ?? 1,
    wake: running?.wake,
    interrupted: running?.started ?? false,
  };
}
