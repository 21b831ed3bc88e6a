/** Step paths: how the journal names a step. */

import type { NodePlan } from '../graph/plan.js';
import type { RunState } from './run-state.js';
import type { ScopeState, StepRef } from './scope-state.js';

const undoSuffix = '~undo';

/** `each[3]/fetch`, `poll@2` for the second visit, `charge~undo` for a compensation. */
export function stepPath({ scope, node, visit, undo }: StepRef): string {
  let path = scope.path === '' ? node.id : scope.path + node.id;
  if (visit > 1) path += `@${visit}`;
  return undo ? path + undoSuffix : path;
}

/** Which time it is that `node` is entered in this scope, from 1. */
export function visitOf(scope: ScopeState, node: NodePlan): number {
  return scope.visits?.[node.index] ?? 1;
}

/** The step that a node of a scope stands at now. */
export function currentStep(scope: ScopeState, node: NodePlan): StepRef {
  return { scope, node, visit: visitOf(scope, node), undo: false };
}

/** True for the step of the workflow itself that its node stands at now; others are looked up by their path. */
export function isCurrent(state: RunState, { scope, node, visit, undo }: StepRef): boolean {
  return scope === state.root && !undo && visit === visitOf(scope, node);
}

/** The step of that path, or `undefined` when its scope has ended or its node was entered anew since. */
export function findStep(state: RunState, path: string): StepRef | undefined {
  const undoing = state.undoing?.get(path);
  if (undoing !== undefined) return undoing.ref;
  const slash = path.lastIndexOf('/');
  const scope = slash < 0 ? state.root : state.scopes?.get(path.slice(0, slash + 1));
  if (scope === undefined) return undefined;
  const name = slash < 0 ? path : path.slice(slash + 1);
  const at = name.indexOf('@');
  const node = scope.graph.byId.get(at < 0 ? name : name.slice(0, at));
  if (node === undefined) return undefined;
  const ref = currentStep(scope, node);
  const isNow = at < 0 ? ref.visit === 1 : name.slice(at) === `@${ref.visit}` && ref.visit > 1;
  return isNow ? ref : undefined;
}
