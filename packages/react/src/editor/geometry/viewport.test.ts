import { describe, expect, it } from 'vitest';
import { keepCentre, viewportFor, type ViewportPlace } from './viewport.js';

const screen = { width: 1_000, height: 600 };
const corners = { left: { width: 64, height: 132 }, right: { width: 208, height: 150 } };

/** Where bounds are on the screen. */
function shown(bounds: { x: number; y: number; width: number; height: number }, at: ViewportPlace) {
  const left = at.x + bounds.x * at.zoom;
  const top = at.y + bounds.y * at.zoom;
  return {
    left,
    top,
    right: left + bounds.width * at.zoom,
    bottom: top + bounds.height * at.zoom,
  };
}

describe('what part of the canvas is shown', () => {
  it('is all of a workflow, in the middle and never larger than it is', () => {
    const bounds = { x: -100, y: 40, width: 400, height: 200 };
    const place = viewportFor(bounds, screen, { least: 0.4, corners });
    expect(place.zoom).toBe(1);
    expect(shown(bounds, place)).toEqual({ left: 300, top: 200, right: 700, bottom: 400 });
  });

  it.each([
    { width: 900, height: 700 },
    { width: 1_800, height: 300 },
    { width: 400, height: 1_200 },
    { width: 1_500, height: 900 },
  ])('leaves nothing of $width x $height under what lies in its corners', (size) => {
    const bounds = { x: 20, y: -300, ...size };
    const place = viewportFor(bounds, screen, { least: 0.1, corners });
    const { left, top, right, bottom } = shown(bounds, place);
    expect(Math.min(left, top, screen.width - right, screen.height - bottom)).toBeGreaterThan(30);
    expect(bottom <= screen.height - 132 || left >= 64).toBe(true);
    expect(bottom <= screen.height - 150 || right <= screen.width - 208).toBe(true);
  });

  it('is the start of one that is too large', () => {
    const bounds = { x: 0, y: 0, width: 9_000, height: 100 };
    const place = viewportFor(bounds, screen, { least: 0.4, corners });
    expect(place.zoom).toBe(0.4);
    expect(shown(bounds, place).left).toBeCloseTo(32);
    const mirrored = viewportFor(bounds, screen, { least: 0.4, corners, isMirrored: true });
    expect(shown(bounds, mirrored).right).toBeCloseTo(screen.width - 32);
  });

  it('has the same middle when the screen becomes another size', () => {
    const after = { width: 700, height: 350 };
    const before = { x: -30, y: 12, zoom: 0.8 };
    const place = keepCentre(before, screen, after);
    const middle = (at: ViewportPlace, { width, height }: typeof screen) => [
      (width / 2 - at.x) / at.zoom,
      (height / 2 - at.y) / at.zoom,
    ];
    expect(middle(place, after)).toEqual(middle(before, screen));
  });
});
