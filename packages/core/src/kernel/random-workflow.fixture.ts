/** Random workflows, and what their steps do: everything follows from a seed. */

import type {
  Binding,
  WorkflowBody,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
} from '../model/document.js';
import { indexGraph } from '../graph/index-graph.js';
import { findLoops, type Loop } from '../graph/loops.js';
import { topologicalOrder } from '../graph/topological-order.js';

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** 32 bits of a text (FNV-1a, mixed once more). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** What a step gives: it differs when its path or anything that came in differs. Errors count as one. */
export function digest(path: string, input: unknown): string {
  return hashOf(path + JSON.stringify(essence(input) ?? null)).toString(36);
}

/** A value in which every error is the same: which of several failures comes first is a matter of luck. */
export function essence(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(essence);
  if ('category' in value && 'message' in value) return 'an error';
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, essence(member)]));
}

/** The ports that a step takes, or its failure. */
export type Behaviour = readonly string[] | 'fails';

/** @param failing - Share of the steps that fail. @param failingNow - The same, of what is drawn apart. */
export function behaviourOf(
  seed: number,
  path: string,
  failing: number,
  failingNow = 0,
): Behaviour {
  const draw = hashOf(`${seed}:${path}`) % 1_000;
  if (draw < failing * 1_000 || hashOf(`now ${seed}:${path}`) % 1_000 < failingNow * 1_000)
    return 'fails';
  if (draw % 10 === 0) return ['alt'];
  if (draw % 10 === 1) return ['again'];
  return draw % 10 < 4 ? ['out', 'alt'] : ['out'];
}

export interface WorkflowShape {
  readonly seed: number;
  /** Most nodes, bodies included. */
  readonly nodes: number;
  /** Containers in containers. */
  readonly depth: number;
  readonly loops: boolean;
  /** Joins other than `all`. With loops, the order in which steps end matters then. */
  readonly joins: boolean;
  /** Error edges, `onError`, `try` with `catch`, and policies that go on after a failure. */
  readonly handlers: boolean;
  /** Steps that can be undone. */
  readonly undo: boolean;
}

/** A random workflow that `validateWorkflow` would find sound. */
export function randomWorkflow(shape: WorkflowShape): WorkflowBody {
  return new Sketcher(shape).graph(shape.nodes, shape.depth, []);
}

class Sketcher {
  readonly #shape: WorkflowShape;
  readonly #random: () => number;
  #count = 0;

  constructor(shape: WorkflowShape) {
    this.#shape = shape;
    this.#random = randomOf(shape.seed);
  }

  graph(most: number, depth: number, variables: readonly string[]): WorkflowBody {
    const nodes: WorkflowNode[] = [];
    const edges: WorkflowEdge[] = [];
    const size = this.#chance(0.05)
      ? 0
      : Math.ceil(Math.min(most, 14) * (0.3 + 0.7 * this.#random()));
    const until = this.#count + most;
    while (nodes.length < size && this.#count < until) {
      const id = `n${this.#count++}`;
      const incoming = nodes.length === 0 ? 0 : this.#below(4);
      for (let i = 0; i < incoming; i++) edges.push(this.#edge(this.#pick(nodes).id, id));
      nodes.push(this.#node(id, incoming, until - this.#count, { depth, variables }));
    }
    if (this.#shape.loops) this.#addLoops(nodes, edges);
    const output: Binding = { $ref: `nodes.${nodes.at(-1)?.id ?? 'none'}.output` };
    return { nodes, edges, ...(nodes.length > 0 && this.#chance(0.3) && { output }) };
  }

  #edge(from: string, to: string): WorkflowEdge {
    const draw = this.#random();
    if (draw < 0.15) return { from, to, fromPort: 'alt' };
    if (draw < 0.17) return { from, to, fromPort: 'never' };
    if (draw < 0.22 && this.#shape.handlers) return { from, to, fromPort: 'error' };
    return { from, to };
  }

  #node(
    id: string,
    incoming: number,
    room: number,
    { depth, variables }: { readonly depth: number; readonly variables: readonly string[] },
  ): WorkflowNode {
    const join = this.#join(incoming);
    const isOrdered = join === undefined;
    const policy = this.#policy();
    const bodied = depth > 0 && this.#chance(0.3);
    if (bodied)
      return { id, version: 1, ...this.#container(room, depth, variables), ...join, ...policy };
    const isDisabled = isOrdered && this.#chance(0.15);
    const input = {
      ...(isOrdered && { in: { $ref: 'incoming' } }),
      ...(variables.length > 0 && { v: { $ref: this.#pick(variables) } }),
    };
    if (this.#chance(0.06)) {
      const workflow = { workflowId: 'child', input };
      return { id, type: 'flow.subWorkflow', version: 1, input: workflow, ...join, ...policy };
    }
    return {
      id,
      type: 'test.step',
      version: 1,
      input,
      ...join,
      ...policy,
      ...(isDisabled && { disabled: true }),
      ...(this.#shape.undo &&
        this.#chance(0.5) && { compensate: { type: 'test.undo', version: 1 } }),
    };
  }

  #join(incoming: number): Pick<WorkflowNode, 'join'> | undefined {
    if (!this.#shape.joins || incoming < 2 || this.#chance(0.75)) return undefined;
    return { join: this.#chance(0.6) ? 'any' : { count: 1 + this.#below(incoming) } };
  }

  #policy(): Pick<WorkflowNode, 'onError' | 'fallback'> {
    if (!this.#shape.handlers || this.#chance(0.85)) return {};
    return { onError: 'continue', ...(this.#chance(0.6) && { fallback: 'instead' }) };
  }

  #container(
    room: number,
    depth: number,
    variables: readonly string[],
  ): Pick<WorkflowNode, 'type' | 'input' | 'bodies'> {
    const body = (...names: string[]): WorkflowBody =>
      this.graph(1 + this.#below(Math.ceil(room / 2)), depth - 1, [...variables, ...names]);
    const goesOn = this.#shape.handlers && this.#chance(0.5) ? 'continue' : 'fail';
    const count = this.#below(4);
    switch (this.#below(5)) {
      case 0: {
        const items = Array.from({ length: count + this.#below(3) }, (_, i) => `i${i}`);
        const input = {
          items,
          ...(this.#chance(0.5) && { concurrency: 1 + this.#below(3) }),
          ...(this.#chance(0.2) && { batchSize: 2 }),
          ...(this.#chance(0.3) && { reduce: { initial: 0, each: { $expr: 'acc + index + 1' } } }),
          onItemError: goesOn,
        };
        return { type: 'flow.forEach', input, bodies: { body: body('item', 'index') } };
      }
      case 1: {
        const input = { condition: { $expr: `index < ${count}` }, initial: 'first' };
        return { type: 'flow.while', input, bodies: { body: body('value', 'index') } };
      }
      case 2: {
        const input = {
          condition: { $expr: `index >= ${count}` },
          ...(this.#chance(0.3) && { maxIterations: 3 }),
        };
        return { type: 'flow.until', input, bodies: { body: body('value', 'index') } };
      }
      case 3: {
        const names = ['left', 'right', 'middle'].slice(0, 1 + this.#below(3));
        const bodies = Object.fromEntries(names.map((name) => [name, body()]));
        return { type: 'flow.parallel', input: { onBranchError: goesOn }, bodies };
      }
      default: {
        const bodies = {
          body: body(),
          ...(this.#shape.handlers && this.#chance(0.5) && { catch: body('error') }),
          ...(this.#chance(0.5) && { finally: body() }),
        };
        return { type: 'flow.try', input: {}, bodies };
      }
    }
  }

  /**
   * Tries some back-edges and keeps those that make sound loops. Where loops are nested and a back-edge and an
   * exit were taken together, order would matter: the outer loop could begin anew while the inner one goes on.
   */
  #addLoops(nodes: readonly WorkflowNode[], edges: WorkflowEdge[]): void {
    if (nodes.length === 0) return;
    let isNested = false;
    for (let tries = this.#below(6); tries > 0; tries--) {
      const back = this.#backEdge(nodes);
      const isKnown = edges.some(
        ({ maxIterations, from, to }) =>
          maxIterations !== undefined && from === back.from && to === back.to,
      );
      const loops = isKnown ? undefined : soundLoops({ nodes, edges: [...edges, back] });
      if (loops === undefined) continue;
      edges.push(back);
      isNested = loops.some(({ parent }) => parent !== undefined);
    }
    if (!isNested || this.#shape.joins) return;
    for (const [index, edge] of edges.entries()) {
      if (edge.maxIterations !== undefined) edges[index] = { ...edge, fromPort: 'again' };
    }
  }

  #backEdge(nodes: readonly WorkflowNode[]): WorkflowEdge {
    const ports = ['out', 'alt', 'again', 'again', this.#shape.handlers ? 'error' : 'alt'];
    return {
      from: this.#pick(nodes).id,
      to: this.#pick(nodes).id,
      fromPort: this.#pick(ports),
      maxIterations: 1 + this.#below(4),
    };
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
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
