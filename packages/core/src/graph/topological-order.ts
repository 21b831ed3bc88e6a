/** An order of nodes in which every forward edge leads from an earlier node to a later one. */

import { isBackEdge, type IndexedGraph } from './index-graph.js';
import { stronglyConnected } from './strongly-connected.js';

export type TopologicalOrder =
  | { readonly ok: true; readonly order: readonly number[] }
  /** One cycle for each knot of forward edges, each as nodes in the order in which its edges lead. */
  | { readonly ok: false; readonly cycles: readonly (readonly number[])[] };

/**
 * The nodes of `graph` in an order that follows its forward edges; back-edges do not count.
 *
 * Among nodes that no edge orders, the one that became free first comes first, and those free from the start
 * come in document order; so the same document always gives the same order. Takes time in proportion to
 * nodes and edges.
 *
 * @see A. B. Kahn, "Topological sorting of large networks", Communications of the ACM 5(11), 1962.
 */
export function topologicalOrder(graph: IndexedGraph): TopologicalOrder {
  const open = new Int32Array(graph.size);
  for (const edge of graph.edges) {
    if (!isBackEdge(edge)) open[edge.target] = (open[edge.target] ?? 0) + 1;
  }
  const order: number[] = [];
  for (let node = 0; node < graph.size; node++) {
    if (open[node] === 0) order.push(node);
  }
  // Grows while it is read: `order` is its own queue.
  for (const node of order) {
    for (const edge of graph.outgoing[node] ?? []) {
      if (isBackEdge(edge)) continue;
      const left = (open[edge.target] ?? 0) - 1;
      open[edge.target] = left;
      if (left === 0) order.push(edge.target);
    }
  }
  return order.length === graph.size
    ? { ok: true, order }
    : { ok: false, cycles: findCycles(graph) };
}

function findCycles(graph: IndexedGraph): number[][] {
  const knotOf = stronglyConnected(graph, (edge) => !isBackEdge(edge)).componentOf;
  const seen = new Set<number>();
  const cycles: number[][] = [];
  for (const edge of graph.edges) {
    const knot = knotOf[edge.source] ?? 0;
    if (isBackEdge(edge) || knot !== knotOf[edge.target] || seen.has(knot)) continue;
    seen.add(knot);
    cycles.push(shortestPath(graph, knotOf, edge.target, edge.source));
  }
  return cycles;
}

/** Breadth first inside one knot, where a path always exists: short cycles make short messages. */
function shortestPath(graph: IndexedGraph, knotOf: Int32Array, from: number, to: number): number[] {
  const cameFrom = new Map<number, number>([[from, from]]);
  const queue = [from];
  for (const node of queue) {
    if (node === to) break;
    for (const edge of graph.outgoing[node] ?? []) {
      const { target } = edge;
      if (isBackEdge(edge) || knotOf[target] !== knotOf[from] || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  const path = [to];
  for (let node = to; node !== from;) {
    node = cameFrom.get(node) ?? from;
    path.push(node);
  }
  return path.reverse();
}
