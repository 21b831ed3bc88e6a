/** Compiles a valid document into a plan. */

import type {
  Binding,
  WorkflowBody,
  WorkflowDocument,
  WorkflowGraph,
  WorkflowNode,
  WorkflowSettings,
} from '../model/document.js';
import { defaultInputPort, defaultOutputPort, errorPort } from '../model/document.js';
import { parseDuration } from '../model/duration.js';
import { resolveRetryPolicy } from '../model/retry-policy.js';
import { controlManifests } from '../node/control-nodes.js';
import type { InputMigration } from '../node/node-type.js';
import type { ServingNodeType } from '../node/registry.js';
import { compileBinding, compileRecord, constant, type NodeLookup } from './compile-binding.js';
import { indexGraph } from './index-graph.js';
import { findLoops } from './loops.js';
import type {
  CompensationPlan,
  CompiledBinding,
  EdgePlan,
  GraphPlan,
  LoopPlan,
  NodePlan,
  Plan,
  RunPlace,
} from './plan.js';
import { topologicalOrder } from './topological-order.js';

/** Finds the node type that serves a node; `undefined` leaves the plan without it (for looking, not running). */
export type NodeTypeLookup = (type: string, version: number) => ServingNodeType | undefined;

/** Most steps of one run in flight at once, when the workflow names no number. */
export const defaultRunConcurrency = 100;

/**
 * Compiles `document`, which `validateWorkflow` has found sound.
 *
 * @throws {FlowgraftError} `EXPRESSION_SYNTAX` when a binding does not parse.
 * @throws {TypeError} when a duration is not one.
 */
export function compilePlan(
  document: WorkflowDocument,
  hash: string,
  lookup: NodeTypeLookup,
): Plan {
  const compiler = new PlanCompiler(document.settings ?? {}, lookup);
  const root = compiler.graph(document, undefined, '');
  compiler.bind();
  return {
    workflowId: document.id,
    hash,
    root,
    nodeCount: compiler.nodes.size,
    durability: document.settings?.durability ?? 'strict',
    timeoutMs: parseDuration(document.settings?.timeout),
    concurrency: document.settings?.concurrency ?? defaultRunConcurrency,
    place: placeOf(document.settings),
    missing: missingTypes(compiler.nodes.values()),
  };
}

function placeOf({ queue = 'default', region, labels = [] }: WorkflowSettings = {}): RunPlace {
  return { queue, region, labels };
}

function missingTypes(nodes: Iterable<NodePlan>): readonly string[] {
  const missing = new Set<string>();
  for (const { kind, disabled, nodeType, type, version, compensate } of nodes) {
    if (disabled) continue;
    if (kind === 'step' && nodeType === undefined) missing.add(`${type}@${version}`);
    if (compensate !== undefined && compensate.nodeType === undefined) {
      missing.add(`${compensate.type}@${compensate.version}`);
    }
  }
  return [...missing];
}

/** Bindings may refer to any node of the document, so nodes come first and bindings second. */
class PlanCompiler {
  readonly nodes = new Map<string, NodePlan>();
  readonly #settings: WorkflowSettings;
  readonly #lookup: NodeTypeLookup;
  readonly #unbound: (() => void)[] = [];
  readonly #find: NodeLookup = (id) => this.nodes.get(id);

  constructor(settings: WorkflowSettings, lookup: NodeTypeLookup) {
    this.#settings = settings;
    this.#lookup = lookup;
  }

  bind(): void {
    for (const bind of this.#unbound) bind();
  }

  graph(body: WorkflowBody, owner: NodePlan | undefined, bodyName: string): GraphPlan {
    const nodes: NodePlan[] = [];
    const byId = new Map<string, NodePlan>();
    const graph = {
      nodes,
      byId,
      owner,
      bodyName,
      loops: [],
      output: undefined,
    } as unknown as Mutable<GraphPlan>;
    for (const node of body.nodes) {
      const plan = this.#node(node, nodes.length, graph);
      nodes.push(plan);
      byId.set(plan.id, plan);
      this.nodes.set(plan.id, plan);
    }
    connect(body, graph);
    graph.pending = nodes.map((node) => node.incoming.length);
    graph.zeros = nodes.map(() => 0);
    graph.roots = nodes.filter((node) => node.incoming.length === 0);
    graph.sinks = nodes.filter((node) => node.outgoing.every((edge) => edge.loop !== undefined));
    const { output } = body;
    if (output !== undefined) {
      this.#unbound.push(() => (graph.output = compileBinding(output, this.#find)));
    }
    return graph;
  }

  #node(node: WorkflowNode, index: number, graph: GraphPlan): NodePlan {
    const control = controlManifests.get(node.type)?.control;
    const serving = control === undefined ? this.#lookup(node.type, node.version) : undefined;
    const nodeType = serving?.nodeType;
    const plan = {
      id: node.id,
      index,
      graph,
      kind: control ?? 'step',
      type: node.type,
      version: node.version,
      nodeType,
      disabled: node.disabled ?? false,
      join: node.join ?? 'all',
      needed: neededEdges(node),
      incoming: [],
      outgoing: [],
      catchesErrors: false,
      effect: node.effect ?? nodeType?.effect ?? 'idempotent',
      retry: resolveRetryPolicy(node.retry, nodeType?.retry, this.#settings.retry),
      timeoutMs: parseDuration(node.timeout) ?? nodeType?.timeoutMs,
      onError: node.onError ?? 'fail',
      fallback: undefined,
      compensate: undefined,
      parts: noParts,
    } as unknown as Mutable<NodePlan>;
    plan.bodies = this.#bodies(node, plan);
    this.#unbound.push(() => this.#bindNode(node, plan, serving?.migrations ?? []));
    return plan;
  }

  #bodies(node: WorkflowNode, owner: NodePlan): ReadonlyMap<string, GraphPlan> {
    const bodies = new Map<string, GraphPlan>();
    for (const [name, body] of Object.entries(node.bodies ?? {})) {
      bodies.set(name, this.graph(body, owner, name));
    }
    return bodies;
  }

  #bindNode(
    node: WorkflowNode,
    plan: Mutable<NodePlan>,
    migrations: readonly InputMigration[],
  ): void {
    const given = node.input ?? {};
    const input = migrations.reduce<Readonly<Record<string, unknown>>>(
      (old, step) => step(old),
      given,
    );
    const bindings = input as { readonly [name: string]: Binding };
    plan.input = plan.kind === 'step' ? compileRecord(bindings, this.#find) : constant(undefined);
    if (plan.kind !== 'step') plan.parts = this.#parts(bindings);
    if (node.fallback !== undefined) plan.fallback = compileBinding(node.fallback, this.#find);
    plan.compensate = this.#compensation(node);
  }

  /** A container evaluates its bindings one at a time; `reduce` has two of its own. */
  #parts(bindings: { readonly [name: string]: Binding }): ReadonlyMap<string, CompiledBinding> {
    const { reduce, ...others } = bindings;
    const parts = new Map<string, CompiledBinding>();
    const add = (name: string, part: Binding | undefined): void => {
      if (part !== undefined) parts.set(name, compileBinding(part, this.#find));
    };
    for (const [name, part] of Object.entries(others)) add(name, part);
    const steps = (reduce ?? {}) as { readonly initial?: Binding; readonly each?: Binding };
    add('reduce.initial', steps.initial);
    add('reduce.each', steps.each);
    return parts;
  }

  #compensation({ compensate }: WorkflowNode): CompensationPlan | undefined {
    if (compensate === undefined) return undefined;
    const { type, version } = compensate;
    const nodeType = this.#lookup(type, version)?.nodeType;
    return {
      nodeType,
      type,
      version,
      input: compileRecord(compensate.input ?? {}, this.#find),
      retry: resolveRetryPolicy(nodeType?.retry, this.#settings.retry),
      timeoutMs: nodeType?.timeoutMs,
    };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const noParts: ReadonlyMap<string, CompiledBinding> = new Map();

function neededEdges({ join }: WorkflowNode): number {
  if (join === undefined || join === 'all') return 0;
  return join === 'any' ? 1 : join.count;
}

function connect(body: WorkflowGraph, graph: Mutable<GraphPlan>): void {
  const edges = body.edges.map((edge): EdgePlan => {
    const source = graph.byId.get(edge.from) as Mutable<NodePlan>;
    const target = graph.byId.get(edge.to) as NodePlan;
    const plan: EdgePlan = {
      source: source.index,
      port: edge.fromPort ?? defaultOutputPort,
      target: target.index,
      toPort: edge.toPort ?? defaultInputPort,
      loop: undefined,
      leaves: [],
    };
    source.outgoing.push(plan);
    if (plan.port === errorPort) source.catchesErrors = true;
    if (edge.maxIterations === undefined) target.incoming.push(plan);
    return plan;
  });
  if (body.edges.some((edge) => edge.maxIterations !== undefined)) planLoops(body, graph, edges);
}

function planLoops(
  body: WorkflowGraph,
  graph: Mutable<GraphPlan>,
  edges: readonly EdgePlan[],
): void {
  const indexed = indexGraph(body);
  const sorted = topologicalOrder(indexed);
  const { loops } = findLoops(indexed, sorted.ok ? sorted.order : []);
  graph.loops = loops.map((found): LoopPlan => {
    const edge = edges[found.edgeIndex] as EdgePlan;
    const contains = found.body;
    const exits = edges.filter(
      (other, index) =>
        body.edges[index]?.maxIterations === undefined &&
        contains.has(other.source) &&
        !contains.has(other.target),
    );
    const loop: LoopPlan = {
      edge,
      maxIterations: found.maxIterations,
      body: [...contains].sort((a, b) => a - b),
      contains,
      exits,
    };
    edge.loop = loop;
    for (const exit of exits) exit.leaves = [...exit.leaves, loop];
    return loop;
  });
}
