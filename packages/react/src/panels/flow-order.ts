/** The order in which people read a graph: what comes first in it first, a branch to its end before the next one. */

import type { EditorEdge, EditorNode } from '../editor/records.js';

/**
 * The nodes of one graph, each after all that lead to it. Back-edges do not count; what stands in a circle without one
 * follows in the document's order.
 *
 * @param edges - Those that leave nodes of this graph.
 */
export function flowOrder(nodes: readonly EditorNode[], edges: Iterable<EditorEdge>): EditorNode[] {
  const byOrder = nodes.toSorted((a, b) => a.order - b.order);
  const known = new Map(byOrder.map((node) => [node.id, node]));
  const waiting = new Map(byOrder.map(({ id }) => [id, 0]));
  const targets = new Map<string, string[]>();
  for (const { data } of edges) {
    if (data.maxIterations !== undefined || !known.has(data.from) || !known.has(data.to)) continue;
    waiting.set(data.to, (waiting.get(data.to) ?? 0) + 1);
    targets.set(data.from, [...(targets.get(data.from) ?? []), data.to]);
  }
  const ready = byOrder.filter(({ id }) => waiting.get(id) === 0).reverse();
  const ordered = new Map<string, EditorNode>();
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    ordered.set(node.id, node);
    const next: EditorNode[] = [];
    for (const id of targets.get(node.id) ?? []) {
      const open = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, open);
      const target = known.get(id);
      if (open === 0 && target !== undefined) next.push(target);
    }
    ready.push(...next.reverse());
  }
  return [...ordered.values(), ...byOrder.filter(({ id }) => !ordered.has(id))];
}
