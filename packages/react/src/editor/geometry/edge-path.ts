/** The line of an edge that leads back: around below both of its nodes. */

import type { Point } from '../records.js';

/** How far such a line goes out at its ends, and below the nodes. */
const [reach, below, radius] = [28, 28, 12];

export interface LoopEnds {
  readonly from: Point;
  readonly to: Point;
  /** The lower end of the lower of both nodes. */
  readonly bottom: number;
  readonly isMirrored: boolean;
}

export interface EdgeLine {
  /** SVG path data. */
  readonly path: string;
  /** Where a label goes. */
  readonly middle: Point;
}

export function loopLine({ from, to, bottom, isMirrored }: LoopEnds): EdgeLine {
  const out = isMirrored ? -reach : reach;
  const y = bottom + below;
  const path = roundedLine([
    from,
    { x: from.x + out, y: from.y },
    { x: from.x + out, y },
    { x: to.x - out, y },
    { x: to.x - out, y: to.y },
    to,
  ]);
  return { path, middle: { x: (from.x + to.x) / 2, y } };
}

/** A line through points, each turn a curve. */
function roundedLine(points: readonly Point[]): string {
  const parts = points.map((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (before === undefined) return `M${point.x},${point.y}`;
    if (after === undefined) return `L${point.x},${point.y}`;
    const start = towards(point, before);
    const end = towards(point, after);
    return `L${start.x},${start.y} Q${point.x},${point.y} ${end.x},${end.y}`;
  });
  return parts.join(' ');
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(radius, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
