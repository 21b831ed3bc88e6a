/** The loops that back-edges draw, and how they lie in each other. */

import { isBackEdge, type IndexedEdge, type IndexedGraph } from './index-graph.js';

/** One back-edge with what it runs again. */
export interface Loop {
  /** Position of the back-edge in the graph's `edges`. */
  readonly edgeIndex: number;
  /** The node the back-edge leads to: where each pass starts. */
  readonly target: number;
  /** The node the back-edge starts from. */
  readonly source: number;
  /** Every node on a forward path from `target` to `source`, both included. */
  readonly body: ReadonlySet<number>;
  readonly maxIterations: number;
  /** Position, in the list of loops, of the smallest loop around this one. */
  readonly parent: number | undefined;
}

/** Why a back-edge is not a loop. */
export type LoopFault =
  /** Its source does not come after its target on any forward path. */
  | { readonly kind: 'notBack'; readonly edgeIndex: number }
  /** Its body shares nodes with the body of `otherEdgeIndex`, and neither lies inside the other. */
  | { readonly kind: 'overlap'; readonly edgeIndex: number; readonly otherEdgeIndex: number }
  /** The loops from this one on were not looked at: together they cover too much of the graph. */
  | { readonly kind: 'tooMuch'; readonly edgeIndex: number };

export interface Loops {
  /** Larger bodies first, so that a loop comes after the one it lies in; equal bodies in document order. */
  readonly loops: readonly Loop[];
  /** In document order of the back-edges. */
  readonly faults: readonly LoopFault[];
}

/**
 * Visits of nodes and edges that all loops of a graph may cost together. 20,000 nodes in 32 levels of loops
 * stay below; without it, n loops around each other would take n² time and memory.
 */
const maxVisits = 4_000_000;

/**
 * The loops of one graph.
 *
 * @param order - What `topologicalOrder` gave for the same graph.
 */
export function findLoops(graph: IndexedGraph, order: readonly number[]): Loops {
  const positionOf = new Int32Array(graph.size);
  for (const [position, node] of order.entries()) positionOf[node] = position;
  const found: Omit<Loop, 'parent'>[] = [];
  const faults: LoopFault[] = [];
  let budget = maxVisits;
  for (const edge of graph.edges) {
    if (edge.maxIterations === undefined) continue;
    if (budget <= 0) {
      faults.push({ kind: 'tooMuch', edgeIndex: edge.index });
      break;
    }
    const { body, visits } = bodyOf(graph, positionOf, edge);
    budget -= visits;
    const { index: edgeIndex, target, source, maxIterations } = edge;
    if (body === undefined) faults.push({ kind: 'notBack', edgeIndex });
    else found.push({ edgeIndex, target, source, body, maxIterations });
  }
  const { loops, overlaps } = nest(found, graph.size);
  return { loops, faults: [...faults, ...overlaps].sort((a, b) => a.edgeIndex - b.edgeIndex) };
}

interface BodySearch {
  readonly body: ReadonlySet<number> | undefined;
  readonly visits: number;
}

/** Forward from the target, then back from the source through what was found; never past either position. */
function bodyOf(graph: IndexedGraph, positionOf: Int32Array, edge: IndexedEdge): BodySearch {
  const last = positionOf[edge.source] ?? 0;
  const after = new Set([edge.target]);
  let visits = 0;
  for (const node of after) {
    const leaving = graph.outgoing[node] ?? [];
    visits += 1 + leaving.length;
    for (const next of leaving) {
      if (!isBackEdge(next) && (positionOf[next.target] ?? 0) <= last) after.add(next.target);
    }
  }
  if (!after.has(edge.source)) return { body: undefined, visits };
  const body = new Set([edge.source]);
  for (const node of body) {
    const arriving = graph.incoming[node] ?? [];
    visits += 1 + arriving.length;
    for (const before of arriving) {
      if (!isBackEdge(before) && after.has(before.source)) body.add(before.source);
    }
  }
  return { body, visits };
}

/**
 * Puts each loop into the smallest one around it. Larger ones are placed first and own their nodes; a loop
 * whose nodes have more than one owner lies across a border.
 */
function nest(found: readonly Omit<Loop, 'parent'>[], size: number) {
  const largestFirst = found.toSorted((a, b) => b.body.size - a.body.size);
  const owner: (number | undefined)[] = Array.from({ length: size });
  const loops: Loop[] = [];
  const overlaps: LoopFault[] = [];
  for (const loop of largestFirst) {
    const parent = owner[loop.target];
    const across = findAcross(loop, owner, loops);
    if (across === undefined) {
      for (const node of loop.body) owner[node] = loops.length;
      loops.push({ ...loop, parent });
    } else {
      const { edgeIndex } = loop;
      overlaps.push({ kind: 'overlap', edgeIndex, otherEdgeIndex: across.edgeIndex });
    }
  }
  return { loops, overlaps };
}

/** A placed loop that holds some but not all nodes of `loop`. */
function findAcross(
  loop: Omit<Loop, 'parent'>,
  owner: readonly (number | undefined)[],
  loops: readonly Loop[],
): Loop | undefined {
  const expected = owner[loop.target];
  for (const node of loop.body) {
    const actual = owner[node];
    if (actual === expected) continue;
    const around = expected === undefined ? undefined : loops[expected];
    // Where the loop around the target holds this node as well, the node's own is a smaller one inside it.
    const isCrossed = around !== undefined && !around.body.has(node);
    return isCrossed || actual === undefined ? around : loops[actual];
  }
  return undefined;
}
