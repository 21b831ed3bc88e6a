/** Turns a layout upside down when that puts more of what follows a node in the order of its ports. */

import { groupBy } from '../store/group-by.js';
import type { LayeredGraph, Placement } from './layered-graph.js';

/** Engines know no ports: what follows the first port may come out below what follows the last. */
export function inPortOrder({ nodes, edges }: LayeredGraph, placed: Placement): Placement {
  const heights = new Map(nodes.map(({ id, size }) => [id, size.height]));
  const middleOf = (id: string): number => (placed.get(id)?.y ?? 0) + (heights.get(id) ?? 0) / 2;
  let balance = 0;
  for (const leaving of groupBy(edges, ({ from }) => from).values()) {
    for (const [index, { to, isError }] of leaving.slice(1).entries()) {
      const above = middleOf(leaving[index]?.to ?? to);
      balance += Math.sign(middleOf(to) - above) * (isError ? 0.5 : 1);
    }
  }
  if (balance >= 0) return placed;
  return new Map(
    [...placed].map(([id, { x, y }]) => [id, { x, y: -(y + (heights.get(id) ?? 0)) }]),
  );
}
