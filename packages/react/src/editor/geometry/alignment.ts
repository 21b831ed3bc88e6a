/** Lines that show what a node that is being dragged is level with. */

import type { Box } from './boxes.js';

export interface Guide {
  readonly axis: 'x' | 'y';
  /** Where the line is on its axis. */
  readonly at: number;
  /** From where to where it goes on the other axis. */
  readonly from: number;
  readonly to: number;
}

/** What counts as level, in units of the canvas. */
const tolerance = 1;

/** At most one line for each axis: to the nearest of `others` with an edge or a middle at the same place. */
export function guidesFor(moved: Box, others: readonly Box[]): Guide[] {
  const found: Guide[] = [];
  for (const axis of ['x', 'y'] as const) {
    let best: { readonly guide: Guide; readonly distance: number } | null = null;
    for (const other of others) {
      const at = sharedLine(moved, other, axis);
      if (at === null) continue;
      const [from, to] = span(moved, other, axis === 'x' ? 'y' : 'x');
      const distance = to - from;
      if (best === null || distance < best.distance)
        best = { guide: { axis, at, from, to }, distance };
    }
    if (best !== null) found.push(best.guide);
  }
  return found;
}

function sharedLine(a: Box, b: Box, axis: 'x' | 'y'): number | null {
  const lines = linesOf(b, axis);
  return (
    linesOf(a, axis).find((line) => lines.some((other) => Math.abs(other - line) <= tolerance)) ??
    null
  );
}

function linesOf(box: Box, axis: 'x' | 'y'): number[] {
  const [start, size] = axis === 'x' ? [box.x, box.width] : [box.y, box.height];
  return [start, start + size / 2, start + size];
}

function span(a: Box, b: Box, axis: 'x' | 'y'): [number, number] {
  const first = linesOf(a, axis);
  const second = linesOf(b, axis);
  return [Math.min(...first, ...second), Math.max(...first, ...second)];
}
