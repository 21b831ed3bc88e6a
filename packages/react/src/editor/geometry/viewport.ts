/** What part of the canvas is on the screen. */

import type { Size } from '../records.js';
import type { Box } from './boxes.js';

export interface ViewportPlace {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const minZoom = 0.1;
export const maxZoom = 2;
/** Below this, nodes are plain boxes: nobody could read them. */
export const placeholderZoom = 0.35;

const margin = 40;

/**
 * Shows all of `bounds` when that does not need a smaller zoom than `least`, else its start.
 *
 * @param isMirrored - Its start is on the right.
 */
export function viewportFor(
  bounds: Box | null,
  screen: Size,
  least: number,
  isMirrored = false,
): ViewportPlace {
  if (bounds === null) return { x: screen.width / 2, y: screen.height / 2, zoom: 1 };
  const fitting = Math.min(
    (screen.width - 2 * margin) / Math.max(1, bounds.width),
    (screen.height - 2 * margin) / Math.max(1, bounds.height),
  );
  const zoom = Math.min(1, Math.max(least, fitting));
  const [width, height] = [bounds.width * zoom, bounds.height * zoom];
  const start = isMirrored ? screen.width - margin - width : margin;
  const x = width > screen.width - 2 * margin ? start : (screen.width - width) / 2;
  const y = height > screen.height - 2 * margin ? margin : (screen.height - height) / 2;
  return { x: x - bounds.x * zoom, y: y - bounds.y * zoom, zoom };
}
