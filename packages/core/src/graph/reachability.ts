/** Answers, for many pairs of nodes at once, whether edges lead from one to the other. */

import type { IndexedGraph } from './index-graph.js';
import { stronglyConnected } from './strongly-connected.js';

/** "Does a path of at least one edge lead from `source` to `target`?" */
export interface PathQuestion {
  readonly source: number;
  readonly target: number;
}

/** Sources that one pass over the graph answers for: the bits of a word. */
const wordBits = 32;

/**
 * The answers to `questions`, in their order. Back-edges count, so a node in a loop leads to itself.
 *
 * Sets of nodes that all reach each other are folded into one first. Then 32 sources at a time are carried
 * along the edges, each as one bit. That takes (nodes + edges) × sources / 32 steps and memory in proportion
 * to the graph, where a table of ancestors would take nodes².
 */
export function answerPaths(graph: IndexedGraph, questions: readonly PathQuestion[]): boolean[] {
  const answers = questions.map(() => false);
  if (questions.length === 0) return answers;
  const folded = fold(graph);
  const { componentOf } = folded;
  const bySource = new Map<number, number[]>();
  for (const [index, { source, target }] of questions.entries()) {
    const from = componentOf[source] ?? 0;
    const to = componentOf[target] ?? 0;
    if (from === to) answers[index] = folded.isCyclic[from] === 1;
    // Edges between components lead to lower numbers only.
    else if (from > to) append(bySource, from, index);
  }
  const sources = [...bySource.keys()].sort((a, b) => b - a);
  for (let start = 0; start < sources.length; start += wordBits) {
    const batch = sources.slice(start, start + wordBits);
    const targets = batch.map((source) =>
      (bySource.get(source) ?? []).map((index) => ({
        index,
        component: componentOf[questions[index]?.target ?? 0] ?? 0,
      })),
    );
    const lowest = targets
      .flat()
      .reduce((low, { component }) => Math.min(low, component), batch[0] ?? 0);
    const reached = spread(folded, batch, lowest);
    for (const [bit, asked] of targets.entries()) {
      for (const { index, component } of asked) {
        answers[index] = ((reached[component] ?? 0) & (1 << bit)) !== 0;
      }
    }
  }
  return answers;
}

interface FoldedGraph {
  readonly componentOf: Int32Array;
  readonly isCyclic: Uint8Array;
  /** `targets[starts[c]] … targets[starts[c + 1] - 1]` are the components that `c` leads to. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

function fold(graph: IndexedGraph): FoldedGraph {
  const { count, componentOf } = stronglyConnected(graph);
  const isCyclic = new Uint8Array(count);
  const starts = new Int32Array(count + 1);
  for (const { source, target } of graph.edges) {
    const from = componentOf[source] ?? 0;
    if (from === componentOf[target]) isCyclic[from] = 1;
    else starts[from + 1] = (starts[from + 1] ?? 0) + 1;
  }
  for (let c = 0; c < count; c++) starts[c + 1] = (starts[c + 1] ?? 0) + (starts[c] ?? 0);
  const next = starts.slice();
  const targets = new Int32Array(starts[count] ?? 0);
  for (const { source, target } of graph.edges) {
    const from = componentOf[source] ?? 0;
    const to = componentOf[target] ?? 0;
    if (from === to) continue;
    const at = next[from] ?? 0;
    targets[at] = to;
    next[from] = at + 1;
  }
  return { componentOf, isCyclic, starts, targets };
}

/** For each component down to `lowest`, the bits of the sources that lead to it. */
function spread(graph: FoldedGraph, sources: readonly number[], lowest: number): Int32Array {
  const { starts, targets } = graph;
  const reached = new Int32Array(starts.length);
  for (const [bit, source] of sources.entries())
    reached[source] = (reached[source] ?? 0) | (1 << bit);
  for (let component = sources[0] ?? 0; component > lowest; component--) {
    const bits = reached[component] ?? 0;
    if (bits === 0) continue;
    const end = starts[component + 1] ?? 0;
    for (let i = starts[component] ?? 0; i < end; i++) {
      const target = targets[i] ?? 0;
      reached[target] = (reached[target] ?? 0) | bits;
    }
  }
  return reached;
}

function append(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
