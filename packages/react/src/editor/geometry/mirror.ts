/** The same workflow drawn from left to right or, mirrored, from right to left. Only the drawing differs, never the document. */

import type { Point } from '../records.js';
import type { SectionLayout } from './frame-layout.js';

/** What something lies in: nothing (the workflow's own graph), or a section of a frame that is so wide. */
export interface Surroundings {
  readonly section: SectionLayout;
  readonly frameWidth: number;
}

/**
 * Where something is drawn, relative to the frame around it.
 *
 * @param position - Its upper left corner in its graph.
 */
export function toDrawn(
  position: Point,
  width: number,
  around: Surroundings | null,
  isMirrored: boolean,
): Point {
  const origin = around?.section.origin ?? { x: 0, y: 0 };
  const x = origin.x + position.x;
  return {
    x: isMirrored ? (around?.frameWidth ?? 0) - x - width : x,
    y: origin.y + position.y,
  };
}

/** The other way: from where something is drawn to its position in its graph. */
export function fromDrawn(
  drawn: Point,
  width: number,
  around: Surroundings | null,
  isMirrored: boolean,
): Point {
  const origin = around?.section.origin ?? { x: 0, y: 0 };
  const x = isMirrored ? (around?.frameWidth ?? 0) - drawn.x - width : drawn.x;
  return { x: x - origin.x, y: drawn.y - origin.y };
}
