/** One graph of a document by numbers: nodes and edges by their position, and the edges of each node. */

import type { WorkflowGraph } from '../model/document.js';

export interface IndexedEdge {
  /** Position in the graph's `edges`. */
  readonly index: number;
  /** Position of the node it starts from. */
  readonly source: number;
  /** Position of the node it leads to. */
  readonly target: number;
  /** Set on a back-edge only. */
  readonly maxIterations: number | undefined;
}

/** Nodes are numbers from 0 to `size - 1`, in document order; every list of edges is in document order too. */
export interface IndexedGraph {
  readonly size: number;
  readonly indexOf: ReadonlyMap<string, number>;
  /** Edges whose two ends are nodes of this graph. */
  readonly edges: readonly IndexedEdge[];
  /** Edges that leave each node, back-edges included. */
  readonly outgoing: readonly (readonly IndexedEdge[])[];
  /** Edges that lead to each node, back-edges included. */
  readonly incoming: readonly (readonly IndexedEdge[])[];
}

/**
 * Numbers the nodes and edges of one graph, bodies not included.
 *
 * An edge with an end that is not in this graph is left out; of two nodes with one id the first counts.
 */
export function indexGraph(graph: WorkflowGraph): IndexedGraph {
  const indexOf = new Map<string, number>();
  for (const [index, { id }] of graph.nodes.entries()) {
    if (!indexOf.has(id)) indexOf.set(id, index);
  }
  const edges: IndexedEdge[] = [];
  const outgoing: IndexedEdge[][] = graph.nodes.map(() => []);
  const incoming: IndexedEdge[][] = graph.nodes.map(() => []);
  for (const [index, { from, to, maxIterations }] of graph.edges.entries()) {
    const source = indexOf.get(from);
    const target = indexOf.get(to);
    if (source === undefined || target === undefined) continue;
    const edge: IndexedEdge = { index, source, target, maxIterations };
    edges.push(edge);
    outgoing[source]?.push(edge);
    incoming[target]?.push(edge);
  }
  return { size: graph.nodes.length, indexOf, edges, outgoing, incoming };
}

/** True for an edge that runs a loop again; the others are called forward. */
export function isBackEdge(edge: IndexedEdge): boolean {
  return edge.maxIterations !== undefined;
}
