/** Nodes along one axis: what lining up and spacing are made of. */

import type { Catalogue } from '@flowgraft/core';
import type { Refusal } from './command.js';
import { geometryOf } from './geometry/geometry.js';
import { grid } from './geometry/measures.js';
import type { Move } from './commands/move-nodes.js';
import { isSameGraph, type EditorDocument, type EditorNode } from './records.js';

/** A node along one axis. */
export interface Span {
  readonly node: EditorNode;
  readonly at: number;
  readonly length: number;
}

/** Where nodes begin along an axis, and how long they are. */
export function spansOf(
  document: EditorDocument,
  catalogue: Catalogue,
  ids: readonly string[],
  axis: 'x' | 'y',
): Span[] {
  const geometry = geometryOf(document, catalogue);
  return ids.flatMap((id) => {
    const node = document.nodes.get(id);
    if (node === undefined) return [];
    const { width, height } = geometry.sizeOf(node);
    return [{ node, at: node.position[axis], length: axis === 'x' ? width : height }];
  });
}

/** The move that puts a node there along an axis, on the grid. */
export function moveTo({ id, position }: EditorNode, axis: 'x' | 'y', at: number): Move {
  // Halves of the grid, so that the middles of cards of different heights can be on one line.
  const step = grid / 2;
  return { id, position: { ...position, [axis]: Math.round(at / step) * step } };
}

/** Whether there are enough of them, and all in one graph. */
export function checkTogether(
  { nodes }: EditorDocument,
  ids: readonly string[],
  least: number,
): Refusal | null {
  const found = ids.flatMap((id) => nodes.get(id) ?? []);
  const [first] = found;
  if (first === undefined || found.length < least)
    return { message: 'editor.selectMore', values: { count: least } };
  return found.every(({ graph }) => isSameGraph(graph, first.graph))
    ? null
    : { message: 'editor.notTogether' };
}
