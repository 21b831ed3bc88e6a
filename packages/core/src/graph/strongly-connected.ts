/** Sets of nodes that can all reach each other. */

import type { IndexedEdge, IndexedGraph } from './index-graph.js';

export interface Components {
  readonly count: number;
  /**
   * The component of each node. Numbers are a reverse topological order: an edge between two components leads
   * from a higher number to a lower one.
   */
  readonly componentOf: Int32Array;
}

const unvisited = -1;

/**
 * Strongly connected components over the edges that `follows` admits, without recursion, in time proportional
 * to nodes and edges.
 *
 * @see R. E. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1(2), 1972.
 */
export function stronglyConnected(
  graph: IndexedGraph,
  follows: (edge: IndexedEdge) => boolean = () => true,
): Components {
  const componentOf = new Int32Array(graph.size).fill(unvisited);
  const visitedAt = new Int32Array(graph.size).fill(unvisited);
  const low = new Int32Array(graph.size);
  const nextEdge = new Int32Array(graph.size);
  const open: number[] = [];
  const path: number[] = [];
  let time = 0;
  let count = 0;

  const enter = (node: number): void => {
    visitedAt[node] = low[node] = time++;
    open.push(node);
    path.push(node);
  };
  const lower = (node: number, to: number): void => {
    if (to < (low[node] ?? 0)) low[node] = to;
  };
  const leave = (node: number): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) lower(parent, low[node] ?? 0);
    if (low[node] !== visitedAt[node]) return;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      componentOf[member] = count;
      if (member === node) break;
    }
    count++;
  };
  const step = (node: number): void => {
    const position = nextEdge[node] ?? 0;
    nextEdge[node] = position + 1;
    const edge = graph.outgoing[node]?.[position];
    if (edge === undefined) leave(node);
    else if (!follows(edge)) return;
    else if (visitedAt[edge.target] === unvisited) enter(edge.target);
    else if (componentOf[edge.target] === unvisited) lower(node, visitedAt[edge.target] ?? 0);
  };

  for (let root = 0; root < graph.size; root++) {
    if (visitedAt[root] !== unvisited) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) step(node);
  }
  return { count, componentOf };
}
