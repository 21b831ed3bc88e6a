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

const margin = 32;

/** What lies over the two lower corners of the canvas, with the space around it: tools, and the overview. */
export interface Corners {
  readonly left: Size;
  readonly right: Size;
}

export const noCorners: Corners = {
  left: { width: 0, height: 0 },
  right: { width: 0, height: 0 },
};

interface FitOptions {
  /** The smallest zoom. */
  readonly least: number;
  /** The workflow's start is on the right. */
  readonly isMirrored?: boolean | undefined;
  readonly corners?: Corners | undefined;
}

/**
 * Shows all of `bounds`, and beside the corners, when that does not need a smaller zoom than `least`, else its start. Of the
 * ways to stay clear of the corners it takes the one that shows the workflow largest.
 */
export function viewportFor(
  bounds: Box | null,
  screen: Size,
  { least, isMirrored = false, corners = noCorners }: FitOptions,
): ViewportPlace {
  if (bounds === null) return { x: screen.width / 2, y: screen.height / 2, zoom: 1 };
  const { left, right } = corners;
  const whole = { x: margin, y: margin, ...shrink(screen, 2 * margin, 2 * margin) };
  const onWhole = placeIn(bounds, whole, least, isMirrored);
  if (!covers(corners, screen, bounds, onWhole)) return onWhole;
  const above = shrink(screen, 2 * margin, margin + Math.max(left.height, right.height, margin));
  const fromX = Math.max(left.width, margin);
  const between = shrink(screen, fromX + Math.max(right.width, margin), 2 * margin);
  const places = [
    placeIn(bounds, { x: margin, y: margin, ...above }, least, isMirrored),
    placeIn(bounds, { x: fromX, y: margin, ...between }, least, isMirrored),
  ].filter((place) => !covers(corners, screen, bounds, place));
  // Where nothing stays clear of the corners, all of it on the screen is worth more.
  return places.sort((a, b) => b.zoom - a.zoom)[0] ?? onWhole;
}

function shrink({ width, height }: Size, byWidth: number, byHeight: number): Size {
  return { width: Math.max(1, width - byWidth), height: Math.max(1, height - byHeight) };
}

function placeIn(bounds: Box, area: Box, least: number, isMirrored: boolean): ViewportPlace {
  const fitting = Math.min(
    area.width / Math.max(1, bounds.width),
    area.height / Math.max(1, bounds.height),
  );
  const zoom = Math.min(1, Math.max(least, fitting));
  const [freeX, freeY] = [area.width - bounds.width * zoom, area.height - bounds.height * zoom];
  // What is too large shows its start.
  const start = isMirrored ? freeX : 0;
  const x = area.x + (freeX < 0 ? start : freeX / 2);
  const y = area.y + Math.max(0, freeY / 2);
  return { x: x - bounds.x * zoom, y: y - bounds.y * zoom, zoom };
}

/** Whether something of the workflow lies under one of the corners. */
function covers(corners: Corners, screen: Size, bounds: Box, place: ViewportPlace): boolean {
  const { left, right } = corners;
  const startX = place.x + bounds.x * place.zoom;
  const endX = startX + bounds.width * place.zoom;
  const endY = place.y + (bounds.y + bounds.height) * place.zoom;
  const isUnder = (corner: Size): boolean =>
    corner.width > 0 && endY > screen.height - corner.height;
  return (
    (isUnder(left) && startX < left.width) || (isUnder(right) && endX > screen.width - right.width)
  );
}

/** The same place in the middle of the screen after it has become another size. */
export function keepCentre(
  { x, y, zoom }: ViewportPlace,
  before: Size,
  after: Size,
): ViewportPlace {
  return {
    x: x + (after.width - before.width) / 2,
    y: y + (after.height - before.height) / 2,
    zoom,
  };
}
