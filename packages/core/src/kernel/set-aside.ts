/** A run that is set aside as it stands, because its workers die of it, and taken up again when somebody asks. */

import type { RunError } from '../model/run-error.js';
import { finishRun } from './finish-run.js';
import { outstandingEffects } from './outstanding.js';
import { askFor, type RunState } from './run-state.js';
import { Phase, type ScopeState } from './scope-state.js';
import { cancelNode } from './settle-node.js';
import { currentStep, stepPath } from './step-path.js';
import { openSubWorkflow } from './sub-workflow.js';
import { offerSignals } from './waits.js';

/**
 * Ends the run at once: nothing of it is stopped or undone, because doing so may be what its workers die of. Its
 * children are cancelled: nobody would take in how they end.
 */
export function setAside(state: RunState, error: RunError): void {
  for (const childId of state.children?.values() ?? []) {
    askFor(state, { kind: 'cancelChild', childId, reason: error.message });
  }
  state.isSetAside = true;
  finishRun(state, 'failed', { output: undefined, error });
}

/**
 * Goes on where the run stood; its time limit counts from here again, and its children are started anew. What was
 * sent to it meanwhile is taken in.
 */
export function takeUp(state: RunState, at: number): void {
  state.isSetAside = false;
  state.status = 'running';
  state.startedAt = at;
  state.error = undefined;
  for (const effect of outstandingEffects(state)) askFor(state, effect);
  for (const scope of [state.root, ...(state.scopes?.values() ?? [])])
    replaceChildren(state, scope);
  offerSignals(state);
}

function replaceChildren(state: RunState, scope: ScopeState): void {
  if (scope.active === 0) return;
  for (const node of scope.graph.nodes) {
    if (node.kind !== 'subWorkflow' || scope.phase[node.index] !== Phase.running) continue;
    const ref = currentStep(scope, node);
    if (!state.children?.delete(stepPath(ref))) continue;
    if (scope.closing === undefined) openSubWorkflow(state, scope, node);
    else cancelNode(state, ref);
  }
}
