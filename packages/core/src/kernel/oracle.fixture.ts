/**
 * What a workflow means, said as plainly as possible: a recursive interpreter that finds the next node by
 * looking at all of them, works every edge out anew each time, and does one thing at a time. It shares no
 * code with the kernel.
 */

import type { WorkflowBody, WorkflowEdge, WorkflowNode } from '../model/document.js';
import { digest, type Behaviour } from './random-workflow.fixture.js';

export type Meaning =
  { readonly status: 'completed'; readonly output: unknown } | { readonly status: 'failed' };

export interface World {
  behave(path: string): Behaviour;
  /** Paths of the steps that ran, containers not included. */
  readonly ran: Set<string>;
  /** Graphs that failed, also where that was handled. */
  failures: number;
}

type Variables = Readonly<Record<string, unknown>>;
type Ports = Readonly<Record<string, unknown>>;

const failed: Meaning = { status: 'failed' };
/** Errors are all alike here. */
const someError = { category: 'permanent', message: 'boom' };

/** Interprets a graph; `prefix` begins the paths of its steps. */
export function interpret(
  graph: WorkflowBody,
  world: World,
  prefix = '',
  variables: Variables = {},
): Meaning {
  return new GraphRun(graph, world, prefix, variables).run();
}

interface Loop {
  readonly edge: WorkflowEdge;
  readonly body: ReadonlySet<string>;
}

class GraphRun {
  readonly #graph: WorkflowBody;
  readonly #world: World;
  readonly #prefix: string;
  readonly #variables: Variables;
  readonly #loops: readonly Loop[];
  /** Ports taken by each node that ended; none by one that was skipped. */
  readonly #ended = new Map<string, Ports>();
  readonly #visits = new Map<string, number>();
  /** What exits of loops brought. */
  readonly #taken = new Map<WorkflowEdge, unknown>();
  readonly #rounds = new Map<Loop, number>();
  readonly #over = new Set<Loop>();
  /** Nodes that a back-edge has led to and that have not run since. */
  readonly #entered = new Set<string>();

  constructor(graph: WorkflowBody, world: World, prefix: string, variables: Variables) {
    this.#graph = graph;
    this.#world = world;
    this.#prefix = prefix;
    this.#variables = variables;
    this.#loops = graph.edges
      .filter((edge) => edge.maxIterations !== undefined)
      .map((edge) => ({ edge, body: bodyOf(graph, edge) }));
  }

  run(): Meaning {
    for (;;) {
      const next = this.#graph.nodes.find(
        (node) => !this.#ended.has(node.id) && this.#decide(node) !== 'wait',
      );
      if (next === undefined) {
        // Loops that wait for each other's ends.
        if (this.#ended.size < this.#graph.nodes.length) return this.#fail();
        return { status: 'completed', output: this.#output() };
      }
      const ports = this.#decide(next) === 'skip' ? {} : this.#execute(next);
      if (ports !== 'fails' && this.#end(next, ports) !== 'fails') continue;
      return this.#fail();
    }
  }

  #fail(): Meaning {
    this.#world.failures += 1;
    return failed;
  }

  #incoming({ id }: WorkflowNode): readonly WorkflowEdge[] {
    return this.#graph.edges.filter((edge) => edge.to === id && edge.maxIterations === undefined);
  }

  #decide(node: WorkflowNode): 'wait' | 'skip' | 'run' {
    if (this.#entered.has(node.id)) return 'run';
    const edges = this.#incoming(node).map((edge) => this.#stateOf(edge));
    if (edges.length === 0) return 'run';
    const open = edges.filter((state) => state === 'open').length;
    const alive = edges.filter((state) => state === 'alive').length;
    if (node.join === undefined || node.join === 'all') {
      if (open > 0) return 'wait';
      return alive > 0 ? 'run' : 'skip';
    }
    const wanted = node.join === 'any' ? 1 : node.join.count;
    if (alive >= wanted) return 'run';
    return alive + open < wanted ? 'skip' : 'wait';
  }

  #stateOf(edge: WorkflowEdge): 'open' | 'alive' | 'dead' {
    if (this.#taken.has(edge)) return 'alive';
    const ports = this.#ended.get(edge.from);
    if (ports === undefined) return 'open';
    const left = this.#loops.filter(({ body }) => body.has(edge.from) && !body.has(edge.to));
    if (left.length > 0) return left.every((loop) => this.#over.has(loop)) ? 'dead' : 'open';
    return Object.hasOwn(ports, edge.fromPort ?? 'out') ? 'alive' : 'dead';
  }

  #payloads(node: WorkflowNode): readonly unknown[] {
    return this.#incoming(node)
      .filter((edge) => this.#stateOf(edge) === 'alive')
      .map((edge) => {
        if (this.#taken.has(edge)) return this.#taken.get(edge);
        return this.#ended.get(edge.from)?.[edge.fromPort ?? 'out'];
      });
  }

  #execute(node: WorkflowNode): Ports | 'fails' {
    this.#entered.delete(node.id);
    const payloads = this.#payloads(node);
    if (node.disabled === true) return { out: payloads.length === 1 ? payloads[0] : payloads };
    const visit = this.#visits.get(node.id) ?? 1;
    const path = `${this.#prefix}${node.id}${visit === 1 ? '' : `@${visit}`}`;
    const ports = this.#work(node, path, payloads);
    return ports === 'fails' ? this.#handle(node) : ports;
  }

  #handle(node: WorkflowNode): Ports | 'fails' {
    if (this.#catches(node)) return { error: someError };
    return node.onError === 'continue' ? { out: node.fallback } : 'fails';
  }

  #work(node: WorkflowNode, path: string, payloads: readonly unknown[]): Ports | 'fails' {
    const input = node.input ?? {};
    const inner = (name: string, key: string | number, more: Variables): Meaning => {
      const body = node.bodies?.[name] as WorkflowBody;
      return interpret(body, this.#world, `${path}[${key}]/`, { ...this.#variables, ...more });
    };
    switch (node.type) {
      case 'flow.forEach':
        return forEach(input, inner);
      case 'flow.while':
      case 'flow.until':
        return repeat(node.type === 'flow.while', input, inner);
      case 'flow.parallel':
        return parallel(Object.keys(node.bodies ?? {}), input, inner);
      case 'flow.try':
        return attempt(node.bodies ?? {}, inner);
      case 'flow.subWorkflow':
        return this.#step(path, (input['input'] ?? {}) as Variables, payloads, true);
      default:
        return this.#step(path, input, payloads, false);
    }
  }

  #step(
    path: string,
    input: Variables,
    payloads: readonly unknown[],
    isChild: boolean,
  ): Ports | 'fails' {
    this.#world.ran.add(path);
    const behaviour = this.#world.behave(path);
    if (behaviour === 'fails') return 'fails';
    const value = (input['v'] as { readonly $ref: string } | undefined)?.$ref;
    const read = value === undefined ? undefined : this.#variables[value];
    const given = {
      ...('in' in input && { in: payloads }),
      ...(read !== undefined && { v: read }),
    };
    const output = digest(path, given);
    if (isChild) return { out: output };
    return Object.fromEntries(behaviour.map((port) => [port, `${output}.${port}`]));
  }

  /** Takes a node's end in; when it closes a loop, the loop's body may have to run again. */
  #end(node: WorkflowNode, ports: Ports): 'fails' | undefined {
    const closing = this.#loops.filter(({ edge }) => edge.from === node.id);
    const again = closing.find(({ edge }) => Object.hasOwn(ports, edge.fromPort ?? 'out'));
    if (again !== undefined && this.#isSpent(again)) {
      const isCaught = again.edge.fromPort !== 'error' && this.#catches(node);
      return isCaught ? this.#end(node, { error: someError }) : 'fails';
    }
    this.#ended.set(node.id, ports);
    this.#takeExits(node, ports);
    if (again === undefined) for (const loop of closing) this.#over.add(loop);
    else this.#restart(again);
    return undefined;
  }

  #isSpent(loop: Loop): boolean {
    return (this.#rounds.get(loop) ?? 0) >= (loop.edge.maxIterations ?? 0);
  }

  #catches({ id }: WorkflowNode): boolean {
    return this.#graph.edges.some(({ from, fromPort }) => from === id && fromPort === 'error');
  }

  #takeExits({ id }: WorkflowNode, ports: Ports): void {
    for (const edge of this.#graph.edges) {
      const isExit = this.#loops.some(({ body }) => body.has(edge.from) && !body.has(edge.to));
      const port = edge.fromPort ?? 'out';
      const isForward = edge.from === id && edge.maxIterations === undefined;
      if (!isForward || !isExit || !Object.hasOwn(ports, port)) continue;
      if (!this.#taken.has(edge)) this.#taken.set(edge, ports[port]);
    }
  }

  #restart(loop: Loop): void {
    this.#entered.add(loop.edge.to);
    this.#rounds.set(loop, (this.#rounds.get(loop) ?? 0) + 1);
    for (const id of loop.body) {
      this.#ended.delete(id);
      this.#visits.set(id, (this.#visits.get(id) ?? 1) + 1);
    }
    for (const inner of this.#loops) {
      if (inner.body.size >= loop.body.size || ![...inner.body].every((id) => loop.body.has(id)))
        continue;
      this.#rounds.delete(inner);
      this.#over.delete(inner);
    }
    for (const edge of this.#taken.keys()) {
      if (loop.body.has(edge.from) && loop.body.has(edge.to)) this.#taken.delete(edge);
    }
  }

  #output(): unknown {
    const outputOf = (id: string): unknown => Object.values(this.#ended.get(id) ?? {})[0];
    const { output, nodes, edges } = this.#graph;
    if (output !== undefined)
      return outputOf((output as { readonly $ref: string }).$ref.split('.')[1] ?? '');
    const sinks = nodes.filter(
      ({ id }) => !edges.some((edge) => edge.from === id && edge.maxIterations === undefined),
    );
    const done = sinks.filter(({ id }) => Object.keys(this.#ended.get(id) ?? {}).length > 0);
    if (done.length === 1) return outputOf(done[0]?.id ?? '');
    return done.length === 0
      ? undefined
      : Object.fromEntries(done.map(({ id }) => [id, outputOf(id)]));
  }
}

type Inner = (name: string, key: string | number, variables: Variables) => Meaning;

function forEach(input: Variables, inner: Inner): Ports | 'fails' {
  const given = input['items'] as readonly unknown[];
  const size = (input['batchSize'] as number | undefined) ?? 0;
  const items =
    size === 0
      ? given
      : given.flatMap((_, i) => (i % size === 0 ? [given.slice(i, i + size)] : []));
  const outcomes = items.map((item, index) => inner('body', index, { item, index }));
  const bad = outcomes.flatMap(({ status }, index) => (status === 'failed' ? [index] : []));
  if (bad.length > 0 && input['onItemError'] !== 'continue') return 'fails';
  const results = outcomes.map((outcome) => (outcome.status === 'failed' ? null : outcome.output));
  const output = {
    results,
    count: items.length,
    failed: bad.map((index) => ({ index, error: someError })),
  };
  if (input['reduce'] === undefined) return { out: output };
  const value = outcomes.reduce(
    (sum, { status }, index) => (status === 'failed' ? sum : sum + index + 1),
    0,
  );
  return { out: { ...output, value } };
}

function repeat(isWhile: boolean, input: Variables, inner: Inner): Ports | 'fails' {
  const { $expr } = input['condition'] as { readonly $expr: string };
  const bound = Number($expr.split(' ').at(-1));
  const limit = (input['maxIterations'] as number | undefined) ?? 1_000;
  const wanted = isWhile ? bound : bound + 1;
  let value = input['initial'];
  for (let index = 0; index < wanted; index++) {
    if (index === limit) return 'fails';
    const pass = inner('body', index, { index, value });
    if (pass.status === 'failed') return 'fails';
    value = pass.output;
  }
  return { out: { value, iterations: wanted } };
}

function parallel(names: readonly string[], input: Variables, inner: Inner): Ports | 'fails' {
  const branches = names.map((name) => [name, inner(name, name, {})] as const);
  const isBroken = branches.some(([, { status }]) => status === 'failed');
  if (isBroken && input['onBranchError'] !== 'continue') return 'fails';
  return {
    out: Object.fromEntries(
      branches.map(([name, branch]) => [name, branch.status === 'failed' ? null : branch.output]),
    ),
  };
}

function attempt(bodies: Readonly<Record<string, WorkflowBody>>, inner: Inner): Ports | 'fails' {
  const body = inner('body', 'body', {});
  const isCaught = body.status === 'failed' && 'catch' in bodies;
  const end = isCaught ? inner('catch', 'catch', { error: someError }) : body;
  const last = 'finally' in bodies ? inner('finally', 'finally', {}) : undefined;
  if (end.status === 'failed' || last?.status === 'failed') return 'fails';
  return { out: { value: end.output, caught: isCaught ? someError : null } };
}

/** Every node on a path of forward edges from the loop's start to its end, by trying all of them. */
function bodyOf({ nodes, edges }: WorkflowBody, loop: WorkflowEdge): ReadonlySet<string> {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set([from]);
    for (const id of seen) {
      for (const edge of edges)
        if (edge.from === id && edge.maxIterations === undefined) seen.add(edge.to);
    }
    return seen;
  };
  const after = reach(loop.to);
  return new Set(
    nodes.map(({ id }) => id).filter((id) => after.has(id) && reach(id).has(loop.from)),
  );
}
