/** Recomputes from scratch what the kernel keeps count of, and compares states. */

import type { EdgePlan, NodePlan } from '../graph/plan.js';
import type { RunState } from './run-state.js';
import { Phase, type Container, type ScopeState } from './scope-state.js';
import { stepPath } from './step-path.js';

/** @throws when a counter or a map of `state` is not what the phases of its nodes say (K2 to K5). */
export function checkInvariants(state: RunState): void {
  same(state.work.length, 0, 'work is done before advance returns');
  same(state.effects, undefined, 'effects are handed out');
  const scopes = openScopes(state.root);
  same(
    [...(state.scopes?.values() ?? [])].map(({ path }) => path).toSorted(),
    scopes
      .filter((scope) => scope !== state.root)
      .map(({ path }) => path)
      .toSorted(),
    'state.scopes holds every scope that a container keeps, and no other',
  );
  for (const scope of scopes) checkScope(state, scope);
  same(state.status === 'running', !state.root.ended, 'the run ends with its root');
  checkSteps(state, scopes);
}

/** The root and the scopes that containers keep, found through the containers. */
function openScopes(root: ScopeState): readonly ScopeState[] {
  const found = [root];
  for (const scope of found) {
    for (const { scopes } of scope.containers?.values() ?? []) found.push(...scopes);
  }
  return found;
}

function checkScope(state: RunState, scope: ScopeState): void {
  const at = `scope "${scope.path}"`;
  const count = (...phases: readonly number[]): number =>
    scope.phase.filter((phase) => phases.includes(phase)).length;
  const settled = count(Phase.completed, Phase.skipped);
  same(scope.remaining, scope.graph.nodes.length - settled, `K3 remaining of ${at}`);
  const undoing = [...(state.undoing?.values() ?? [])].filter(
    (undo) => undo.scope === scope,
  ).length;
  same(scope.active, count(Phase.running, Phase.waiting) + undoing, `K4 active of ${at}`);
  same(scope.unresolved, 0, `unresolved of ${at}`);
  if (state.begun) same(scope.ended, scope.active === 0, `K5 end of ${at}`);
  for (const node of scope.graph.nodes) {
    checkJoin(scope, node, at);
    checkContainer(scope, node, at);
  }
}

function checkJoin(scope: ScopeState, node: NodePlan, at: string): void {
  const states = node.incoming.map((edge) => arrival(scope, edge));
  const open = states.filter((state) => state === 'open').length;
  const alive = states.filter((state) => state === 'alive').length;
  same(scope.pending[node.index], open, `K2 pending of ${node.id} in ${at}`);
  same(scope.alive[node.index], alive, `K2 alive of ${node.id} in ${at}`);
}

function arrival(scope: ScopeState, edge: EdgePlan): 'open' | 'alive' | 'dead' {
  if (scope.graph.loops.length > 0 && edge.leaves.length > 0) {
    const taken = scope.arrived?.get(edge);
    if (taken === undefined) return 'open';
    return taken === null ? 'dead' : 'alive';
  }
  const phase = scope.phase[edge.source];
  const isHeld = scope.held?.some(({ index }) => index === edge.source) === true;
  if (isHeld) return 'open';
  if (phase === Phase.skipped) return 'dead';
  if (phase !== Phase.completed) return 'open';
  const result = scope.results[edge.source];
  const ports = result?.outputs === undefined ? [result?.port] : Object.keys(result.outputs);
  return ports.includes(edge.port) ? 'alive' : 'dead';
}

function checkContainer(scope: ScopeState, node: NodePlan, at: string): void {
  const container = scope.containers?.get(node);
  const phase = scope.phase[node.index];
  const isRunning = phase === Phase.running && node.kind !== 'step' && node.kind !== 'subWorkflow';
  if (isRunning) claim(container !== undefined, `${node.id} in ${at} is open`);
  if (container === undefined) return;
  claim(phase !== Phase.completed, `${node.id} in ${at} has completed and is forgotten`);
  const open = [...container.scopes].filter(({ ended }) => !ended).length;
  same(container.open, open, `open scopes of ${node.id} in ${at}`);
  if (isRunning) claim(open > 0, `${node.id} in ${at} has something to wait for`);
  if (container.kind === 'forEach') claim(open <= container.concurrency, 'C1 concurrency');
}

function checkSteps(state: RunState, scopes: readonly ScopeState[]): void {
  const paths = (phase: number, accepts: (node: NodePlan) => boolean): string[] =>
    scopes.flatMap((scope) =>
      scope.graph.nodes
        .filter((node) => scope.phase[node.index] === phase && accepts(node))
        .map((node) => pathOf(scope, node)),
    );
  const undone = [...(state.undoing?.keys() ?? [])];
  const waiting = [...(state.waiting?.keys() ?? [])];
  same(
    waiting.filter((path) => !undone.includes(path)).toSorted(),
    paths(Phase.waiting, () => true).toSorted(),
    'waiting steps are those in phase waiting',
  );
  const running = new Set([...paths(Phase.running, ({ kind }) => kind === 'step'), ...undone]);
  for (const path of state.running?.keys() ?? []) claim(running.has(path), `${path} runs`);
  const subWorkflows = paths(Phase.running, ({ kind }) => kind === 'subWorkflow');
  const children = [...(state.children?.keys() ?? []), ...(state.openings?.keys() ?? [])];
  same(children.toSorted(), subWorkflows.toSorted(), 'sub-workflows have one child');
}

function pathOf(scope: ScopeState, node: NodePlan): string {
  const visit = scope.visits?.[node.index] ?? 1;
  return `${scope.path}${node.id}${visit > 1 ? `@${visit}` : ''}`;
}

/** A state as plain data: equal for equal states. Stacks are left out. */
export function dump(state: RunState): unknown {
  const { status, begun, input, output, error, startedAt, undone, resolved, signals } = state;
  return plain({
    status,
    begun,
    input,
    output,
    error,
    startedAt,
    undone,
    resolved,
    signals,
    waiting: entries(state.waiting, ({ ref, ...waiting }) => ({ ...waiting, step: stepPath(ref) })),
    running: entries(state.running, ({ ref, ...running }) => ({ ...running, step: stepPath(ref) })),
    openings: entries(state.openings, ({ ref, ...opening }) => ({
      ...opening,
      step: stepPath(ref),
    })),
    children: entries(state.children, (id) => id),
    undoable: state.undoable?.map(stepPath),
    undoing: entries(state.undoing, ({ ref, scope }) => [stepPath(ref), scope.path]),
    scopes: openScopes(state.root).map(dumpScope),
  });
}

function dumpScope(scope: ScopeState): unknown {
  const { path, key, variables, pending, alive, phase, results, remaining, active } = scope;
  const { closing, ended, visits } = scope;
  const edges = new Map(
    scope.graph.nodes.flatMap(({ outgoing }) => outgoing).map((e, i) => [e, i]),
  );
  return {
    path,
    key,
    variables,
    pending,
    alive,
    phase,
    results,
    remaining,
    active,
    closing,
    ended,
    visits,
    loops: [...(scope.loops ?? [])].map(([loop, at]) => [edges.get(loop.edge), { ...at }]),
    arrived: [...(scope.arrived ?? [])].map(([edge, result]) => [edges.get(edge), result]),
    held: scope.held?.map(({ id }) => id),
    stopped: [...(scope.stopped ?? [])].map(([{ id }, stopped]) => [id, stopped]),
    containers: [...(scope.containers?.values() ?? [])].map(dumpContainer),
  };
}

function dumpContainer({ ref, scopes, ...rest }: Container): unknown {
  return {
    ...rest,
    node: ref.node.id,
    step: stepPath(ref),
    scopes: [...scopes].map(({ path }) => path),
  };
}

function entries<T>(map: ReadonlyMap<string, T> | undefined, show: (value: T) => unknown): unknown {
  return Array.from(map ?? [], ([key, value]) => [key, show(value)]);
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => {
      if (key === 'stack') return undefined;
      return member instanceof Map ? [...member] : member;
    }),
  );
}

export function claim(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold that ${what}`);
}

/** Compares plain data by its JSON. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, found ${found}`);
}
