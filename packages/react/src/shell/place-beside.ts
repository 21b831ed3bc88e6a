/** Where a popover goes. */

import type { RefObject } from 'react';

/** What a popover stands beside: an element, or a place in the window. */
export type Anchor = RefObject<Element | null> | { readonly x: number; readonly y: number };

/** From the edges of the window. */
const margin = 8;
const gap = 4;

/** Puts a popover under its anchor, its start at the anchor's; above or further back where there is no room. */
export function placeBeside(popover: HTMLElement, anchor: Anchor): void {
  const at = rectOf(anchor);
  const { width, height } = popover.getBoundingClientRect();
  const isRtl = getComputedStyle(popover).direction === 'rtl';
  const wanted = isRtl ? at.right - width : at.left;
  const fitsBelow = at.bottom + gap + height <= window.innerHeight - margin;
  const fitsAbove = at.top - gap - height >= margin;
  const top = fitsBelow || !fitsAbove ? at.bottom + gap : at.top - gap - height;
  popover.style.setProperty('left', `${within(wanted, width, window.innerWidth)}px`);
  popover.style.setProperty('top', `${within(top, height, window.innerHeight)}px`);
}

function within(start: number, size: number, room: number): number {
  return Math.max(margin, Math.min(start, room - margin - size));
}

function rectOf(anchor: Anchor): Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'> {
  if ('current' in anchor) return anchor.current?.getBoundingClientRect() ?? new DOMRect();
  return { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
}
