import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { indexGraph } from './index-graph.js';
import { topologicalOrder } from './topological-order.js';

function graphOf(size: number, edges: readonly (readonly [number, number, number?])[]) {
  return indexGraph({
    nodes: Array.from({ length: size }, (_, i) => ({ id: `n${i}`, type: 't', version: 1 })),
    edges: edges.map(([from, to, maxIterations]) => ({
      from: `n${from}`,
      to: `n${to}`,
      maxIterations,
    })),
  });
}

describe('topologicalOrder', () => {
  it.each([
    ['an empty graph', 0, [], []],
    ['nodes without edges, in document order', 3, [], [0, 1, 2]],
    [
      'a chain drawn backwards',
      3,
      [
        [2, 1],
        [1, 0],
      ],
      [2, 1, 0],
    ],
    [
      'a diamond',
      4,
      [
        [0, 2],
        [0, 1],
        [2, 3],
        [1, 3],
      ],
      [0, 2, 1, 3],
    ],
    [
      'a back-edge, which does not count',
      2,
      [
        [0, 1],
        [1, 0, 5],
      ],
      [0, 1],
    ],
    ['a self-loop, which does not count', 1, [[0, 0, 5]], [0]],
    [
      'double edges',
      2,
      [
        [0, 1],
        [0, 1],
      ],
      [0, 1],
    ],
    [
      'edges to nodes that do not exist, which do not count',
      1,
      [
        [0, 9],
        [9, 0],
      ],
      [0],
    ],
  ] as const)('orders %s', (_name, size, edges, order) => {
    expect(topologicalOrder(graphOf(size, edges))).toEqual({ ok: true, order });
  });

  it.each([
    ['a self-edge', 1, [[0, 0]], [[0]]],
    [
      'two nodes',
      2,
      [
        [0, 1],
        [1, 0],
      ],
      [[1, 0]],
    ],
    [
      'a cycle behind a chain',
      4,
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 1],
      ],
      [[2, 3, 1]],
    ],
    [
      'two knots, each once',
      5,
      [
        [0, 1],
        [1, 0],
        [2, 3],
        [3, 2],
        [3, 3],
        [1, 4],
      ],
      [
        [1, 0],
        [3, 2],
      ],
    ],
  ] as const)('names the cycle of %s', (_name, size, edges, cycles) => {
    expect(topologicalOrder(graphOf(size, edges))).toEqual({ ok: false, cycles });
  });

  it('takes the first of two nodes with one id', () => {
    const graph = indexGraph({
      nodes: [
        { id: 'a', type: 't', version: 1 },
        { id: 'a', type: 't', version: 1 },
      ],
      edges: [{ from: 'a', to: 'a', maxIterations: 2 }],
    });

    expect(graph.edges).toMatchObject([{ source: 0, target: 0 }]);
  });

  it('orders every acyclic graph along its edges, and finds real cycles in every other', () => {
    const edge = fc.tuple(fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 20 }), (edges) => {
        const sorted = topologicalOrder(graphOf(10, edges));
        const has = (from: number, to: number): boolean =>
          edges.some(([a, b]) => a === from && b === to);
        const order = sorted.ok ? sorted.order : [];
        const cycles = sorted.ok ? [] : sorted.cycles;

        expect(order.toSorted((a, b) => a - b)).toEqual(sorted.ok ? [...Array(10).keys()] : []);
        expect(cycles.length > 0).toBe(!sorted.ok);
        for (const [a, b] of sorted.ok ? edges : []) {
          expect(order.indexOf(a)).toBeLessThan(order.indexOf(b));
        }
        for (const cycle of cycles) {
          for (const [i, node] of cycle.entries()) {
            expect(has(node, cycle[(i + 1) % cycle.length] ?? -1)).toBe(true);
          }
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it.each([
    ['a chain of 20,000', chainEdges(20_000), true],
    ['a ring of 20,000', [...chainEdges(20_000), [19_999, 0] as const], false],
  ])('does not recurse: %s', (_name, edges, isOrdered) => {
    expect(topologicalOrder(graphOf(20_000, edges)).ok).toBe(isOrdered);
  });
});

function chainEdges(size: number): (readonly [number, number])[] {
  return Array.from({ length: size - 1 }, (_, i) => [i, i + 1] as const);
}
