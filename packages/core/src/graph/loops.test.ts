import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { WorkflowEdge, WorkflowGraph } from '../model/document.js';
import { indexGraph } from './index-graph.js';
import { findLoops, type Loops } from './loops.js';
import { topologicalOrder } from './topological-order.js';

/** `a>b` is an edge, `b<a` would be `a>b`; `c^a` is a back-edge from c to a with three passes. */
function graphOf(text: string): WorkflowGraph {
  const edges = text.split(' ').map((word): WorkflowEdge => {
    const [from = '', to = ''] = word.split(/[>^]/);
    return word.includes('^') ? { from, to, maxIterations: 3 } : { from, to };
  });
  const ids = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  return { nodes: ids.map((id) => ({ id, type: 't', version: 1 })), edges };
}

function loopsOf(graph: WorkflowGraph): Loops {
  const indexed = indexGraph(graph);
  const sorted = topologicalOrder(indexed);
  return findLoops(indexed, sorted.ok ? sorted.order : []);
}

function describeLoops(graph: WorkflowGraph) {
  const { loops, faults } = loopsOf(graph);
  const name = (index: number): string => graph.nodes[index]?.id ?? '?';
  return {
    loops: loops.map((loop) => [...loop.body].map(name).toSorted().join('')),
    parents: loops.map(({ parent }) => parent),
    faults: faults.map(({ kind, edgeIndex }) => `${kind} ${edgeIndex}`),
  };
}

describe('findLoops', () => {
  it.each([
    ['a self-loop', 'a>b b^b b>c', ['b'], [undefined]],
    ['a chain', 'a>b b>c c>d c^b', ['bc'], [undefined]],
    ['only nodes between target and source', 'a>b b>c b>x c>d d^b y>c', ['bcd'], [undefined]],
    ['nested loops, outer first', 'a>b b>c c>d c^b d^a', ['abcd', 'bc'], [undefined, 0]],
    ['three levels', 'a>b b>c c>d d^a c^b b^b', ['abcd', 'bc', 'b'], [undefined, 0, 1]],
    ['disjoint loops', 'a>b b^a b>c c>d d^c', ['ab', 'cd'], [undefined, undefined]],
    [
      'two back-edges with one body, the first outside',
      'a>b b^a b^a',
      ['ab', 'ab'],
      [undefined, 0],
    ],
    ['a body with parallel branches', 's>a s>b a>t b>t t^s', ['abst'], [undefined]],
  ])('finds %s', (_name, text, bodies, parents) => {
    expect(describeLoops(graphOf(text))).toEqual({ loops: bodies, parents, faults: [] });
  });

  it.each([
    ['crossing ranges of a chain', 'a>b b>c c>d c^a d^b', ['overlap 4']],
    ['two branches back to one node', 'a>b a>c b^a c^a', ['overlap 3']],
    ['a loop across the border of an inner loop', 'a>b b>c c>d d>e e^a c^b d^c', ['overlap 6']],
    [
      'a loop across the border of the loop around its target',
      'a>b b>c c>d d>x c^a b^b d^b',
      ['overlap 6'],
    ],
    ['a loop that starts outside', 'x>b a>b b>c c>d c^a d^x', ['overlap 4']],
  ])('refuses %s', (_name, text, faults) => {
    expect(describeLoops(graphOf(text)).faults).toEqual(faults);
  });

  it.each([
    ['to a node that comes after', 'a>b a^b'],
    ['to a node of another branch', 'a>b a>c b^c'],
  ])('refuses a back-edge %s', (_name, text) => {
    expect(describeLoops(graphOf(text)).faults).toEqual([expect.stringMatching(/^notBack/)]);
  });

  it('names the loop that is crossed, not one inside it', () => {
    const graph = graphOf('a>b b>c c>d d>e e^a c^c d^b');
    const crossing: WorkflowGraph = {
      ...graph,
      nodes: [...graph.nodes, { id: 'z', type: 't', version: 1 }],
      edges: [...graph.edges, { from: 'e', to: 'z' }, { from: 'z', to: 'c', maxIterations: 2 }],
    };

    const { faults } = loopsOf(crossing);

    expect(faults).toEqual([{ kind: 'overlap', edgeIndex: 8, otherEdgeIndex: 4 }]);
  });

  it('names the loop around its target, where that is the one that it leaves', () => {
    const { faults } = loopsOf(graphOf('a>b b>c c>d d>e e^a c^b d^c'));

    expect(faults).toEqual([{ kind: 'overlap', edgeIndex: 6, otherEdgeIndex: 5 }]);
  });

  it('stops when loops around each other would take too long', () => {
    const size = 6_000;
    const nodes = Array.from({ length: size }, (_, i) => ({ id: `n${i}`, type: 't', version: 1 }));
    const chain = nodes.slice(1).map(({ id }, i) => ({ from: `n${i}`, to: id }));
    const back = Array.from({ length: size / 2 }, (_, i) => ({
      from: `n${size - 1 - i}`,
      to: `n${i}`,
      maxIterations: 2,
    }));

    const { faults } = loopsOf({ nodes, edges: [...chain, ...back] });

    expect(faults.map(({ kind }) => kind)).toEqual(['tooMuch']);
  });

  it('agrees with reachability computed naively, and every two loops are nested or apart', () => {
    const pair = fc.tuple(fc.nat(7), fc.nat(7));
    fc.assert(
      fc.property(
        fc.array(pair, { maxLength: 14 }),
        fc.array(pair, { maxLength: 4 }),
        (fwd, back) => {
          const forward = fwd.filter(([a, b]) => a < b);
          const graph: WorkflowGraph = {
            nodes: Array.from({ length: 8 }, (_, i) => ({ id: `n${i}`, type: 't', version: 1 })),
            edges: [
              ...forward.map(([a, b]) => ({ from: `n${a}`, to: `n${b}` })),
              ...back.map(([a, b]) => ({ from: `n${a}`, to: `n${b}`, maxIterations: 2 })),
            ],
          };
          const reaches = closure(8, forward);
          const { loops, faults } = loopsOf(graph);

          for (const { body, target, source } of loops) {
            const expected = [...Array(8).keys()].filter(
              (n) => reaches[target]?.[n] === true && reaches[n]?.[source] === true,
            );
            expect([...body].toSorted((a, b) => a - b)).toEqual(expected);
          }
          for (const [i, a] of loops.entries()) {
            for (const b of loops.slice(i + 1)) {
              const shared = [...b.body].filter((n) => a.body.has(n)).length;
              expect([0, b.body.size]).toContain(shared);
            }
          }
          for (const fault of faults.filter(({ kind }) => kind === 'notBack')) {
            const [source, target] = back[fault.edgeIndex - forward.length] ?? [0, 0];
            expect(reaches[target]?.[source]).toBe(false);
          }
          expect(loops.length + faults.length).toBe(back.length);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});

function closure(size: number, edges: readonly (readonly [number, number])[]): boolean[][] {
  const reaches = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_unused, j) => i === j),
  );
  for (const [a, b] of edges) (reaches[a] ?? [])[b] = true;
  for (let k = 0; k < size; k++) {
    const through = reaches[k] ?? [];
    for (const row of reaches.filter((one) => one[k] === true)) {
      for (let j = 0; j < size; j++) row[j] ||= through[j] === true;
    }
  }
  return reaches;
}
