import fc from 'fast-check';
import { expect, it } from 'vitest';

import { Ancestors } from './ancestors.js';

/** For each node the nodes before it that lead to it. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 80 })
  .map((lists) =>
    lists.map((picks, node) => (node === 0 ? [] : [...new Set(picks.map((pick) => pick % node))])),
  );

it('knows a node as an ancestor exactly when a path leads from it', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const ancestors = new Ancestors();
      for (const sources of graph) ancestors.add(sources);
      for (const node of graph.keys()) {
        const reached = reachedFrom(graph, node);
        for (const other of graph.keys()) {
          expect(ancestors.has(node, other)).toBe(reached.has(other));
        }
      }
    }),
    { seed: 7, numRuns: 50 },
  );
});

function reachedFrom(graph: readonly (readonly number[])[], node: number): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [...(graph[node] ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(graph[next] ?? []));
  }
  return reached;
}
