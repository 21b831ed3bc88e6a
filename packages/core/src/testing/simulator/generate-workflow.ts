/** Random workflows for the simulation: everything follows from a seed. */

import type {
  Binding,
  EffectClass,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
} from '../../model/document.js';
import { indexGraph } from '../../graph/index-graph.js';
import { findLoops, type Loop } from '../../graph/loops.js';
import { topologicalOrder } from '../../graph/topological-order.js';
import { loadWorkflow, type Workflow } from '../../workflow/workflow.js';
import { Chance } from './chance.js';
import { indexWorkflow, type IndexedWorkflow } from './workflow-index.js';

export interface GeneratedWorkflows {
  /** The one that is started. */
  readonly main: WorkflowDocument;
  /** The one that its sub-workflow steps start. */
  readonly child: WorkflowDocument;
  /** Both, as engines take them. */
  readonly loaded: readonly Workflow[];
  /** Both by their ids, as the oracle sees them. */
  readonly indexed: ReadonlyMap<string, IndexedWorkflow>;
  /** The order in which steps end, and how long they take, makes no difference to the result. */
  readonly isDeterministic: boolean;
}

export const childWorkflowId = 'sim-child';
export const mainWorkflowId = 'sim-main';

interface Shape {
  /** Joins other than `all`, waits that time out, time limits. */
  readonly isRacy: boolean;
  readonly hasChildren: boolean;
  readonly hasUndo: boolean;
  readonly hasWaits: boolean;
  /** Back-edges. */
  readonly hasLoops: boolean;
}

/** Makes a workflow of 1 to 9 nodes and a smaller one for its sub-workflows. */
export function generateWorkflows(seed: number): GeneratedWorkflows {
  const chance = new Chance(seed ^ 0x2f6b1d);
  const isRacy = chance.is(0.3);
  const hasLoops = chance.is(0.35);
  const shape = { isRacy, hasUndo: chance.is(0.25), hasWaits: chance.is(0.6), hasLoops };
  const child = new Sketcher(chance, { ...shape, hasChildren: false }, 'c');
  const main = new Sketcher(chance, { ...shape, hasChildren: chance.is(0.35) }, 'n');
  const document = (id: string, body: WorkflowBody): WorkflowDocument => ({
    schema: 1,
    id,
    settings: {
      durability: chance.pick(['strict', 'strict', 'strict', 'pipelined', 'exit']),
      ...(chance.is(0.25) && { concurrency: chance.from(1, 3) }),
      ...(isRacy && chance.is(0.2) && { timeout: chance.from(2_000, 40_000) }),
    },
    ...body,
  });
  const made = {
    main: document(mainWorkflowId, main.graph(chance.from(2, 9), 2, [])),
    child: document(childWorkflowId, child.graph(chance.from(1, 3), 1, [])),
  };
  const loaded = [loadWorkflow(made.main), loadWorkflow(made.child)];
  const indexed = new Map([made.main, made.child].map((one) => [one.id, indexWorkflow(one)]));
  return { ...made, loaded, indexed, isDeterministic: !isRacy };
}

class Sketcher {
  readonly #chance: Chance;
  readonly #shape: Shape;
  readonly #prefix: string;
  #count = 0;

  constructor(chance: Chance, shape: Shape, prefix: string) {
    this.#chance = chance;
    this.#shape = shape;
    this.#prefix = prefix;
  }

  graph(most: number, depth: number, variables: readonly string[]): WorkflowBody {
    const nodes: WorkflowNode[] = [];
    const edges: WorkflowEdge[] = [];
    const until = this.#count + most;
    while (this.#count < until) {
      const id = `${this.#prefix}${this.#count++}`;
      const sources = this.#sources(nodes);
      for (const from of sources) edges.push(this.#edge(from, id));
      const room = until - this.#count;
      nodes.push(this.#node(id, sources.size, { room, depth, variables }));
    }
    if (this.#shape.hasLoops && this.#chance.is(0.7)) this.#addLoops(nodes, edges);
    const last = nodes.at(-1)?.id ?? '';
    const output: Binding = { $ref: `nodes.${last}.output` };
    return { nodes, edges, ...(this.#chance.is(0.3) && { output }) };
  }

  /**
   * Tries some back-edges and keeps those that make sound loops. Where loops are nested and a back-edge and an
   * exit were taken together, order would matter: the outer loop could begin anew while the inner one goes on.
   */
  #addLoops(nodes: WorkflowNode[], edges: WorkflowEdge[]): void {
    let isNested = false;
    for (let tries = this.#chance.from(1, 3); tries > 0; tries--) {
      const back = this.#backEdge(nodes);
      const isKnown = edges.some(({ from, to }) => from === back?.from && to === back.to);
      if (back === undefined || isKnown) continue;
      const loops = soundLoops({ nodes, edges: [...edges, back] });
      if (loops === undefined) continue;
      edges.push(back);
      isNested = loops.some(({ parent }) => parent !== undefined);
    }
    for (const [index, edge] of edges.entries()) {
      if (edge.maxIterations === undefined) continue;
      if (isNested) edges[index] = { ...edge, fromPort: 'again' };
      if (edges[index]?.fromPort === 'again') this.#repeat(nodes, edge.from);
    }
  }

  /** From a node whose end is to be seen in the journal; mostly on a port that only it takes. */
  #backEdge(nodes: readonly WorkflowNode[]): WorkflowEdge | undefined {
    const { id: from, type } = this.#chance.pick(nodes);
    if (!type.startsWith('sim.')) return undefined;
    const fromPort = this.#chance.pick(['again', 'again', 'again', 'alt', 'error', 'out']);
    return {
      from,
      to: this.#chance.pick(nodes).id,
      fromPort,
      maxIterations: this.#chance.from(1, 3),
    };
  }

  #repeat(nodes: WorkflowNode[], id: string): void {
    const index = nodes.findIndex((node) => node.id === id);
    const node = nodes[index] as WorkflowNode;
    nodes[index] = { ...node, input: { ...node.input, repeats: true } };
  }

  #sources(nodes: readonly WorkflowNode[]): ReadonlySet<WorkflowNode> {
    const most = Math.min(nodes.length, this.#chance.pick([0, 1, 1, 1, 2, 3]));
    const sources = new Set<WorkflowNode>();
    for (let i = 0; i < most; i++) sources.add(this.#chance.pick(nodes));
    return sources;
  }

  #edge({ id: from, type }: WorkflowNode, to: string): WorkflowEdge {
    const draw = this.#chance.next();
    if (draw < 0.12 && type.startsWith('sim.')) return { from, to, fromPort: 'alt' };
    if (draw < 0.2) return { from, to, fromPort: 'error' };
    return { from, to };
  }

  #node(id: string, incoming: number, place: Place): WorkflowNode {
    const join = this.#join(incoming);
    const onError = this.#chance.is(0.15) ? { onError: 'continue' as const } : {};
    const shared = { id, version: 1, ...join, ...onError };
    const draw = this.#chance.next();
    if (place.depth > 0 && place.room > 0 && draw < 0.25) {
      return { ...shared, ...this.#container(place) };
    }
    const input = {
      ...(join === undefined && { in: { $ref: 'incoming' } }),
      ...(place.variables.length > 0 && { v: { $ref: this.#chance.pick(place.variables) } }),
    };
    if (this.#shape.hasChildren && draw < 0.45) {
      const child = { workflowId: childWorkflowId, input };
      return { ...shared, type: 'flow.subWorkflow', input: child };
    }
    if (this.#shape.hasWaits && draw > 0.85) {
      return { ...shared, type: 'sim.wait', input: { ...input, ...this.#wait() } };
    }
    const work = this.#work();
    const writes = work.effect === 'transactional' ? { writes: true } : {};
    return { ...shared, type: 'sim.step', input: { ...input, ...writes }, ...work };
  }

  #join(incoming: number): Pick<WorkflowNode, 'join'> | undefined {
    if (!this.#shape.isRacy || incoming < 2 || this.#chance.is(0.5)) return undefined;
    return { join: this.#chance.is(0.5) ? 'any' : { count: this.#chance.from(1, incoming) } };
  }

  #work(): Partial<WorkflowNode> {
    const effect = this.#chance.pick<EffectClass>([
      'pure',
      'idempotent',
      'idempotent',
      'transactional',
      'atMostOnce',
    ]);
    const isUndone = this.#shape.hasUndo && this.#chance.is(0.5);
    return {
      effect,
      ...(this.#chance.is(0.3) && { fallback: 'instead' }),
      retry: { attempts: this.#chance.from(1, 3), delay: this.#chance.pick([50, 400, 3_000]) },
      ...(this.#shape.isRacy && this.#chance.is(0.1) && { timeout: this.#chance.from(500, 4_000) }),
      ...(isUndone && { compensate: { type: 'sim.undo', version: 1 } }),
    };
  }

  #wait(): Readonly<Record<string, Binding>> {
    const kind = this.#chance.pick(['time', 'signal', this.#shape.isRacy ? 'either' : 'time']);
    const afterMs = this.#chance.pick([10, 900, 4_000, 20_000]);
    return { ...(kind !== 'signal' && { afterMs }), ...(kind !== 'time' && { forSignal: true }) };
  }

  #container({ room, depth, variables }: Place): Pick<WorkflowNode, 'type' | 'input' | 'bodies'> {
    const most = Math.max(1, Math.ceil(room / 2));
    const body = (...names: string[]): WorkflowBody =>
      this.graph(this.#chance.from(1, most), depth - 1, [...variables, ...names]);
    const goesOn = this.#chance.is(0.4) ? 'continue' : 'fail';
    const times = this.#chance.below(4);
    switch (this.#chance.below(4)) {
      case 0: {
        const input = {
          items: Array.from({ length: times }, (_, i) => `i${i}`),
          ...(this.#chance.is(0.5) && { concurrency: this.#chance.from(1, 2) }),
          onItemError: goesOn,
        };
        return { type: 'flow.forEach', input, bodies: { body: body('item', 'index') } };
      }
      case 1: {
        const input = { condition: { $expr: `index < ${times}` }, initial: 'first' };
        return { type: 'flow.while', input, bodies: { body: body('value', 'index') } };
      }
      case 2: {
        const bodies = { left: body(), ...(this.#chance.is(0.7) && { right: body() }) };
        return { type: 'flow.parallel', input: { onBranchError: goesOn }, bodies };
      }
      default: {
        const bodies = {
          body: body(),
          ...(this.#chance.is(0.6) && { catch: body('error') }),
          ...(this.#chance.is(0.4) && { finally: body() }),
        };
        return { type: 'flow.try', input: {}, bodies };
      }
    }
  }
}

/** The loops of a graph, unless a back-edge does not make a sound one. */
function soundLoops(graph: WorkflowGraph): readonly Loop[] | undefined {
  const indexed = indexGraph(graph);
  const sorted = topologicalOrder(indexed);
  if (!sorted.ok) return undefined;
  const { loops, faults } = findLoops(indexed, sorted.order);
  return faults.length === 0 ? loops : undefined;
}

interface Place {
  /** Nodes that may still be made, bodies included. */
  readonly room: number;
  readonly depth: number;
  readonly variables: readonly string[];
}
