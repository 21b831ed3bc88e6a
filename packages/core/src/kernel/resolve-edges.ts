/** Joins: what a node's end means for the nodes after it. O(out-degree) per node. */

import type { EdgePlan, NodePlan } from '../graph/plan.js';
import { takes } from './binding-environment.js';
import { resolveLoopEdges } from './loops.js';
import type { RunState } from './run-state.js';
import { Phase, type ScopeState } from './scope-state.js';
import { skipNode } from './settle-node.js';
import { startNode } from './start-node.js';
import { currentStep } from './step-path.js';

/** Resolves the outgoing edges of a node that has completed or was skipped. */
export function resolveEdges(state: RunState, scope: ScopeState, node: NodePlan): void {
  if (scope.closing !== undefined) {
    (scope.held ??= []).push(node);
    return;
  }
  const result = scope.results[node.index];
  if (scope.graph.loops.length > 0) {
    const count = (edge: EdgePlan, isAlive: boolean): void => arrive(state, scope, edge, isAlive);
    resolveLoopEdges({ state, scope, arrive: count }, node, result);
  } else {
    for (const edge of node.outgoing) {
      arrive(state, scope, edge, result !== undefined && takes(result, edge.port));
    }
  }
}

/** Counts an edge as resolved at its target, and starts or skips the target when that decides it (K2). */
function arrive(state: RunState, scope: ScopeState, edge: EdgePlan, isAlive: boolean): void {
  const { target } = edge;
  const pending = (scope.pending[target] as number) - 1;
  scope.pending[target] = pending;
  const alive = (scope.alive[target] as number) + (isAlive ? 1 : 0);
  scope.alive[target] = alive;
  if (scope.phase[target] !== Phase.pending) return;
  const node = scope.graph.nodes[target] as NodePlan;
  const { needed } = node;
  const isStarted = needed === 0 ? pending === 0 && alive > 0 : alive >= needed;
  const isSkipped = needed === 0 ? pending === 0 : alive + pending < needed;
  if (isStarted) startNode(state, scope, node);
  else if (isSkipped) skipNode(state, currentStep(scope, node));
}
