/**
 * Back-edges. Taking one runs the loop's body again; until the loop has ended, its dead exits are held back,
 * because a later pass may still take them. An exit that is taken resolves at once, and once.
 */

import type { EdgePlan, LoopPlan, NodePlan, StepResult } from '../graph/plan.js';
import { errorPort } from '../model/document.js';
import type { RunError } from '../model/run-error.js';
import { takes } from './binding-environment.js';
import { endFailed, failNode } from './fail-node.js';
import { leaveNode } from './leave-node.js';
import type { RunState } from './run-state.js';
import { Phase, type LoopState, type ScopeState } from './scope-state.js';
import { forgetStopped } from './settle-node.js';
import { startNode } from './start-node.js';
import { currentStep, stepPath } from './step-path.js';
import { keepForUndo } from './undo.js';

/** Where edges are resolved, and what counts one at its target. */
export interface Resolution {
  readonly state: RunState;
  readonly scope: ScopeState;
  readonly arrive: (edge: EdgePlan, isAlive: boolean) => void;
}

/** Resolves the outgoing edges of a node in a graph with back-edges. */
export function resolveLoopEdges(
  resolution: Resolution,
  node: NodePlan,
  result: StepResult | undefined,
): void {
  const { state, scope } = resolution;
  const isAlive = ({ port }: EdgePlan): boolean => result !== undefined && takes(result, port);
  const again = node.outgoing.find((edge) => edge.loop !== undefined && isAlive(edge))?.loop;
  if (again !== undefined && isSpent(scope, again)) {
    failLoop(state, scope, again);
    return;
  }
  // Its end counts: what had woken it is not needed any more.
  forgetStopped(scope, node);
  const ended = again === undefined ? node.outgoing.flatMap(({ loop }) => loop ?? []) : [];
  for (const loop of ended) loopState(scope, loop).ended = true;
  for (const edge of node.outgoing) {
    if (edge.loop !== undefined) continue;
    const taken = isAlive(edge) && result !== undefined ? result : null;
    // What stays in a body that runs again, or leaves it dead, is for the next pass to say.
    if (again !== undefined && (again.contains.has(edge.target) || taken === null)) continue;
    resolveOnce(resolution, edge, taken);
  }
  if (again !== undefined) runAgain(state, scope, again);
  for (const loop of ended) releaseExits(resolution, loop);
}

/** An exit may be taken in several passes, and counts once; a dead one counts when all its loops have ended. */
function resolveOnce(
  { scope, arrive }: Resolution,
  edge: EdgePlan,
  taken: StepResult | null,
): void {
  const arrived = (scope.arrived ??= new Map<EdgePlan, StepResult | null>());
  if (arrived.has(edge) || (taken === null && !hasLeft(scope, edge))) return;
  arrived.set(edge, taken);
  arrive(edge, taken !== null);
}

function hasLeft(scope: ScopeState, edge: EdgePlan): boolean {
  return edge.leaves.every((loop) => scope.loops?.get(loop)?.ended === true);
}

/** The loop has ended: exits that were not taken are dead for good. */
function releaseExits(resolution: Resolution, loop: LoopPlan): void {
  const { scope } = resolution;
  for (const exit of loop.exits) {
    const phase = scope.phase[exit.source];
    const result = scope.results[exit.source];
    // One that is taken resolves when its node's turn comes, if it has not already.
    const isDead =
      phase === Phase.skipped ||
      (phase === Phase.completed && result !== undefined && !takes(result, exit.port));
    if (isDead) resolveOnce(resolution, exit, null);
  }
}

function loopState(scope: ScopeState, loop: LoopPlan): LoopState {
  const loops = (scope.loops ??= new Map<LoopPlan, LoopState>());
  let found = loops.get(loop);
  if (found === undefined) loops.set(loop, (found = { iterations: 0, ended: false }));
  return found;
}

function isSpent(scope: ScopeState, loop: LoopPlan): boolean {
  return loopState(scope, loop).iterations >= loop.maxIterations;
}

/** The node that closes the loop fails: it has asked for more than it may. */
function failLoop(state: RunState, scope: ScopeState, { edge, maxIterations }: LoopPlan): void {
  const node = scope.graph.nodes[edge.source] as NodePlan;
  const ref = currentStep(scope, node);
  const step = stepPath(ref);
  const cause = scope.results[node.index]?.error;
  const message = `The loop that "${step}" closes was taken ${maxIterations} times, its limit`;
  const error: RunError = { category: 'permanent', code: 'LOOP_LIMIT', message, step };
  // Its completion is taken back.
  scope.active += 1;
  scope.remaining += 1;
  state.resolved -= 1;
  const isHandled = node.catchesErrors && edge.port !== errorPort;
  const fail = isHandled ? failNode : endFailed;
  fail(state, ref, cause === undefined ? error : { ...error, cause });
}

function runAgain(state: RunState, scope: ScopeState, loop: LoopPlan): void {
  loopState(scope, loop).iterations += 1;
  for (const index of loop.body) leaveNode(state, scope, scope.graph.nodes[index] as NodePlan);
  keepForUndo(state, scope, loop.contains);
  const visits = (scope.visits ??= scope.graph.nodes.map(() => 1));
  for (const index of loop.body) {
    scope.phase[index] = Phase.pending;
    visits[index] = (visits[index] as number) + 1;
    recount(scope, scope.graph.nodes[index] as NodePlan, loop);
  }
  forgetInnerLoops(scope, loop);
  startNode(state, scope, scope.graph.nodes[loop.edge.target] as NodePlan);
}

/** A plan lists a loop before those inside it; two with the same body are one inside the other. */
function forgetInnerLoops({ graph, loops }: ScopeState, loop: LoopPlan): void {
  for (const inner of graph.loops.slice(graph.loops.indexOf(loop) + 1)) {
    if (loop.contains.has(inner.edge.source)) loops?.delete(inner);
  }
}

/** Edges from outside the body keep what they brought; those inside are open again. */
function recount(scope: ScopeState, node: NodePlan, loop: LoopPlan): void {
  let pending = 0;
  let alive = 0;
  for (const edge of node.incoming) {
    if (loop.contains.has(edge.source)) scope.arrived?.delete(edge);
    const taken = scope.arrived?.get(edge);
    if (taken === undefined) pending += 1;
    else if (taken !== null) alive += 1;
  }
  scope.pending[node.index] = pending;
  scope.alive[node.index] = alive;
}
