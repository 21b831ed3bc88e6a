import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { indexGraph } from './index-graph.js';
import { answerPaths } from './reachability.js';

function graphOf(size: number, edges: readonly (readonly [number, number])[]) {
  return indexGraph({
    nodes: Array.from({ length: size }, (_, i) => ({ id: `n${i}`, type: 't', version: 1 })),
    edges: edges.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
  });
}

describe('answerPaths', () => {
  it('says nothing of a graph that nothing is asked about', () => {
    expect(answerPaths(graphOf(0, []), [])).toEqual([]);
  });

  it.each([
    ['the next node', 0, 1, true],
    ['a node further on', 0, 3, true],
    ['a node before', 3, 0, false],
    ['a node beside', 1, 2, false],
    ['itself, outside any loop', 0, 0, false],
    ['itself, in a loop', 4, 4, true],
    ['a node of its loop', 5, 4, true],
  ])('follows edges to %s', (_name, source, target, answer) => {
    const graph = graphOf(6, [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 4],
    ]);

    expect(answerPaths(graph, [{ source, target }])).toEqual([answer]);
  });

  it('agrees with a search for each pair, also with more sources than bits in a word', () => {
    const pair = fc.tuple(fc.nat(79), fc.nat(79));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 160 }), (edges) => {
        const graph = graphOf(80, edges);
        const questions = Array.from({ length: 6_400 }, (_, i) => ({
          source: Math.floor(i / 80),
          target: i % 80,
        }));

        const answers = answerPaths(graph, questions);

        const expected = questions.map(({ source, target }) => search(edges, source).has(target));
        expect(answers).toEqual(expected);
      }),
      { seed: 9, numRuns: 15 },
    );
  });
});

function search(edges: readonly (readonly [number, number])[], source: number): Set<number> {
  const found = new Set(edges.filter(([from]) => from === source).map(([, to]) => to));
  for (const node of found) for (const [from, to] of edges) if (from === node) found.add(to);
  return found;
}
