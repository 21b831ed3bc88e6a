/** From node to node by arrow keys. */

import { headerHeight } from './measures.js';
import type { EditorDocument, EditorNode, Point } from '../records.js';
import type { Geometry } from './geometry.js';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** How much more it counts to be off to the side than to be far. */
const sideWeight = 3;

/**
 * The node that an arrow key leads to: along an edge where one leads that way, else the nearest on that side.
 *
 * @returns `null` where there is none.
 */
export function nodeTowards(
  document: EditorDocument,
  geometry: Geometry,
  fromId: string,
  direction: Direction,
): string | null {
  const from = document.nodes.get(fromId);
  if (from === undefined) return firstNode(document, geometry);
  const along =
    direction === 'left' || direction === 'right' ? neighbours(document, fromId, direction) : [];
  return (
    nearest(geometry, from, along, () => true) ??
    nearest(geometry, from, document.nodes.values(), (dx, dy) => isTowards(direction, dx, dy))
  );
}

/** Where the keyboard begins: the first node in the order of reading, those that nothing leads to before others. */
export function firstNode(document: EditorDocument, geometry: Geometry): string | null {
  const arrivedAt = new Set([...document.edges.values()].map(({ data }) => data.to));
  const roots = [...geometry.nodesIn(null)];
  const starts = roots.filter(({ id }) => !arrivedAt.has(id));
  const [first] = (starts.length > 0 ? starts : roots).toSorted(
    (a, b) => a.position.x - b.position.x || a.position.y - b.position.y,
  );
  return first?.id ?? null;
}

/** The edge of a node that comes after `edgeId` in its list: those that leave it, then those that arrive. */
export function nextEdgeOf(
  { edges }: EditorDocument,
  nodeId: string,
  edgeId: string | null,
): string | null {
  const leaving = [...edges.values()].filter(({ data }) => data.from === nodeId);
  const arriving = [...edges.values()].filter(
    ({ data }) => data.to === nodeId && data.from !== nodeId,
  );
  const ids = [...leaving, ...arriving].map(({ id }) => id);
  return ids[(ids.indexOf(edgeId ?? '') + 1) % ids.length] ?? null;
}

function neighbours(
  { nodes, edges }: EditorDocument,
  id: string,
  direction: 'left' | 'right',
): EditorNode[] {
  return [...edges.values()].flatMap(({ data }) => {
    if (data.maxIterations !== undefined) return [];
    const other =
      direction === 'right'
        ? data.from === id && nodes.get(data.to)
        : data.to === id && nodes.get(data.from);
    return other ? [other] : [];
  });
}

function nearest(
  geometry: Geometry,
  from: EditorNode,
  candidates: Iterable<EditorNode>,
  fits: (dx: number, dy: number) => boolean,
): string | null {
  const start = anchorOf(geometry, from);
  let best: { readonly id: string; readonly distance: number } | null = null;
  for (const node of candidates) {
    if (node.id === from.id) continue;
    const { x, y } = anchorOf(geometry, node);
    const [dx, dy] = [x - start.x, y - start.y];
    if (!fits(dx, dy)) continue;
    const [ahead, aside] =
      Math.abs(dx) > Math.abs(dy) ? [Math.abs(dx), Math.abs(dy)] : [Math.abs(dy), Math.abs(dx)];
    const distance = ahead + aside * sideWeight;
    if (best === null || distance < best.distance) best = { id: node.id, distance };
  }
  return best?.id ?? null;
}

/** Its header: the middle of a large frame would be among the nodes in it. */
function anchorOf(geometry: Geometry, node: EditorNode): Point {
  const { x, y } = geometry.absolutePosition(node.id) ?? node.position;
  return { x, y: y + headerHeight / 2 };
}

function isTowards(direction: Direction, dx: number, dy: number): boolean {
  switch (direction) {
    case 'left':
      return dx < 0 && Math.abs(dx) >= Math.abs(dy);
    case 'right':
      return dx > 0 && Math.abs(dx) >= Math.abs(dy);
    case 'up':
      return dy < 0 && Math.abs(dy) >= Math.abs(dx);
    case 'down':
      return dy > 0 && Math.abs(dy) >= Math.abs(dx);
  }
}
