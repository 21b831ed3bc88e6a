/** Pushes aside what would lie under something new. */

import type { Catalogue } from '@flowgraft/core';
import { geometryOf } from './geometry/geometry.js';
import { grid } from './geometry/measures.js';
import {
  isSameGraph,
  type EditorDocument,
  type GraphRef,
  type Point,
  type Size,
} from './records.js';
import type { Transaction } from './transaction.js';

/** Between a card and the next one in its row. */
export const rowGap = 80;

/**
 * Where what lies behind an edge begins: all of it can be pushed on, to make room for a node on the edge. `null` for an
 * edge that does not lead forward on the screen.
 */
export function behindEdge(
  document: EditorDocument,
  catalogue: Catalogue,
  edgeId: string,
): number | null {
  const edge = document.edges.get(edgeId);
  const source = document.nodes.get(edge?.data.from ?? '');
  const target = document.nodes.get(edge?.data.to ?? '');
  if (source === undefined || target === undefined) return null;
  const end = source.position.x + geometryOf(document, catalogue).sizeOf(source).width;
  return target.position.x >= end ? target.position.x : null;
}

/** Moves everything of a graph that begins at `from` or behind it, but one node. What was apart stays apart. */
export function pushOn(
  transaction: Transaction,
  graph: GraphRef,
  { axis, from, by, except }: Push,
): void {
  if (by <= 0) return;
  const step = Math.ceil(by / grid) * grid;
  const moved = (position: Point): Point => ({ ...position, [axis]: position[axis] + step });
  const isBehind = (item: { readonly graph: GraphRef; readonly position: Point }): boolean =>
    isSameGraph(item.graph, graph) && item.position[axis] >= from;
  const { nodes, notes } = transaction.document;
  for (const node of nodes.values())
    if (node.id !== except && isBehind(node))
      transaction.putNode({ ...node, position: moved(node.position) });
  for (const note of notes.values())
    if (isBehind(note))
      transaction.updateNote(note.id, (now) => ({ ...now, position: moved(now.position) }));
}

interface Push {
  readonly axis: 'x' | 'y';
  readonly from: number;
  readonly by: number;
  readonly except: string;
}

/** After a graph has got more in it: its frame has grown, and so have those around it. What lies beside them makes way. */
export function growFrames(
  transaction: Transaction,
  catalogue: Catalogue,
  graph: GraphRef,
  before: EditorDocument,
): void {
  const known = geometryOf(before, catalogue);
  for (let ref = graph; ref !== null;) {
    const was = before.nodes.get(ref.nodeId);
    const now = transaction.document.nodes.get(ref.nodeId);
    if (was === undefined || now === undefined) return;
    const size: Size = geometryOf(transaction.document, catalogue).sizeOf(now);
    const old = known.sizeOf(was);
    const push = { except: now.id };
    const { x, y } = was.position;
    pushOn(transaction, now.graph, {
      ...push,
      axis: 'x',
      from: x + old.width,
      by: size.width - old.width,
    });
    pushOn(transaction, now.graph, {
      ...push,
      axis: 'y',
      from: y + old.height,
      by: size.height - old.height,
    });
    ref = now.graph;
  }
}
