/** `flow.parallel`: every branch at the same time, results by name. */

import type { NodePlan } from '../graph/plan.js';
import {
  completeContainer,
  endContainer,
  evaluatePart,
  failTogether,
  keepContainer,
} from './open-container.js';
import type { RunState } from './run-state.js';
import type { Closing, ParallelContainer, ScopeState } from './scope-state.js';
import { dropScope, openScope } from './scopes.js';
import { currentStep } from './step-path.js';

export function openParallel(state: RunState, scope: ScopeState, node: NodePlan): void {
  const onBranchError = evaluatePart(state, scope, node, { name: 'onBranchError' });
  const container = keepContainer<ParallelContainer>({
    kind: 'parallel',
    ref: currentStep(scope, node),
    node,
    scopes: new Set(),
    open: 0,
    failure: undefined,
    continues: onBranchError === 'continue',
    results: new Map(),
  });
  for (const [name, body] of node.bodies) openScope(state, container, body, { key: name });
}

export function branchCompleted(
  state: RunState,
  container: ParallelContainer,
  scope: ScopeState,
  output: unknown,
): void {
  container.results.set(scope.key as string, output);
  dropScope(state, scope);
  afterBranch(state, container);
}

export function branchClosed(
  state: RunState,
  container: ParallelContainer,
  scope: ScopeState,
  closing: Closing,
): void {
  const isOwn = closing.kind === 'failed' && container.ref.scope.closing === undefined;
  if (isOwn && container.continues) {
    container.results.set(scope.key as string, null);
    dropScope(state, scope);
  } else if (isOwn) {
    failTogether(state, container, closing);
  }
  afterBranch(state, container);
}

/** Ends the container when its last branch has ended. */
function afterBranch(state: RunState, container: ParallelContainer): void {
  if (container.open > 0) return;
  if (container.results.size === container.node.bodies.size) finish(state, container);
  else endContainer(state, container);
}

function finish(state: RunState, container: ParallelContainer): void {
  const { results, node } = container;
  const byName = [...node.bodies.keys()].map((name) => [name, results.get(name)] as const);
  completeContainer(state, container, Object.fromEntries(byName));
}
