/** Opening and closing scopes. */

import type { GraphPlan, NodePlan } from '../graph/plan.js';
import { startNode } from './start-node.js';
import { askFor, queueCheck, type RunState } from './run-state.js';
import {
  isShielded,
  Phase,
  ScopeState,
  type Closing,
  type Container,
  type ScopeVariables,
} from './scope-state.js';
import { cancelNode, keepStopped } from './settle-node.js';
import { currentStep, stepPath } from './step-path.js';

/** Opens a pass through a body of `container`, and starts its first nodes. */
export function openScope(
  state: RunState,
  container: Container,
  graph: GraphPlan,
  { key, variables }: { readonly key: number | string; readonly variables?: ScopeVariables },
): void {
  const path = `${stepPath(container.ref)}[${key}]/`;
  const parent = container.ref.scope;
  const scope = new ScopeState(graph, path, { parent, container, key, variables });
  container.scopes.add(scope);
  container.open += 1;
  (state.scopes ??= new Map()).set(path, scope);
  beginScope(state, scope);
}

/** Starts the nodes that nothing leads to; a scope without nodes ends at once. */
export function beginScope(state: RunState, scope: ScopeState): void {
  for (const node of scope.graph.roots) startNode(state, scope, node);
  if (scope.graph.nodes.length === 0) queueCheck(state, scope);
}

/** Forgets an inner scope that will not be needed again, with the failed ones inside it. */
export function dropScope(state: RunState, scope: ScopeState): void {
  scope.container?.scopes.delete(scope);
  state.scopes?.delete(scope.path);
  for (const { scopes } of scope.containers?.values() ?? []) {
    for (const inner of scopes) dropScope(state, inner);
  }
}

/**
 * Begins to end `scope`: nothing in it starts any more, what waits is let go, what runs is told to stop.
 * The scope has ended when the last of it has answered (K5). Closing it again changes nothing.
 */
export function closeScope(state: RunState, scope: ScopeState, closing: Closing): void {
  if (scope.closing !== undefined) return;
  scope.closing = closing;
  for (const node of scope.graph.nodes) {
    const phase = scope.phase[node.index];
    if (phase === Phase.waiting) stopWaiting(state, scope, node);
    else if (phase === Phase.running) stopNode(state, scope, node, closing);
  }
  queueCheck(state, scope);
}

function stopWaiting(state: RunState, scope: ScopeState, node: NodePlan): void {
  const ref = currentStep(scope, node);
  const path = stepPath(ref);
  const waiting = state.waiting?.get(path);
  state.waiting?.delete(path);
  const interrupted = waiting?.purpose === 'unknown';
  const attempt = interrupted ? waiting.attempt : 1;
  keepStopped(ref, { attempt, wake: waiting?.wake, interrupted });
  scope.phase[node.index] = Phase.cancelled;
  scope.active -= 1;
}

function stopNode(state: RunState, scope: ScopeState, node: NodePlan, closing: Closing): void {
  const container = scope.containers?.get(node);
  const ref = currentStep(scope, node);
  if (container !== undefined) {
    closeInner(state, container, closing);
  } else if (node.kind === 'step') {
    askFor(state, { kind: 'cancelStep', ref });
  } else {
    const childId = state.children?.get(stepPath(ref));
    if (childId === undefined) cancelUnopened(state, ref);
    else askFor(state, { kind: 'cancelChild', childId, reason: closing.error.message });
  }
}

function closeInner(state: RunState, container: Container, { error }: Closing): void {
  if (isShielded(container)) return;
  for (const open of container.scopes) closeScope(state, open, { kind: 'cancelled', error });
}

/** A container that was about to open, or a sub-workflow whose child does not exist yet. */
function cancelUnopened(state: RunState, ref: ReturnType<typeof currentStep>): void {
  state.openings?.delete(stepPath(ref));
  cancelNode(state, ref);
}
