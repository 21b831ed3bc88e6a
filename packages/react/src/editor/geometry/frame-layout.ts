/** The frame of a container: its header, and below it a section for each of its inner graphs. */

import type { EditorNode, Point, Size } from '../records.js';
import type { Box } from './boxes.js';
import {
  sectionGap,
  sectionHeaderHeight,
  sectionMinHeight,
  sectionMinWidth,
  sectionPadding,
} from './measures.js';

export interface SectionLayout {
  readonly body: string;
  /** The whole section, relative to the frame. */
  readonly box: Box;
  /** Where the point 0, 0 of the inner graph is, relative to the frame. */
  readonly origin: Point;
}

export interface FrameLayout {
  readonly size: Size;
  readonly sections: readonly SectionLayout[];
}

export interface SectionContent {
  readonly body: string;
  /** What its nodes take up, in its own units; `null` when there are none. */
  readonly bounds: Box | null;
}

/** The inner graphs that a node's frame shows, in order; none when it is not a container. */
export function sectionNames(node: EditorNode): string[] {
  return [...node.bodies.keys()];
}

/**
 * Stacks the sections.
 *
 * @param top - The height of the frame's header.
 * @param wanted - What the user has set: the frame is at least that large. More height goes to the last section.
 */
export function layOutFrame(
  contents: readonly SectionContent[],
  top: number,
  wanted: Size | null,
): FrameLayout {
  const sizes = contents.map(({ bounds }) => sectionSize(bounds));
  const inner = Math.max(
    sectionMinWidth,
    (wanted?.width ?? 0) - 2 * sectionGap,
    ...sizes.map(({ width }) => width),
  );
  let y = top;
  const sections = contents.map(({ body, bounds }, index): SectionLayout => {
    const isLast = index === contents.length - 1;
    const least = sizes[index]?.height ?? sectionMinHeight;
    const rest = (wanted?.height ?? 0) - y - sectionGap;
    const height = isLast ? Math.max(least, rest) : least;
    const box = { x: sectionGap, y, width: inner, height };
    y += height + sectionGap;
    const before = spaceBefore(bounds);
    return {
      body,
      box,
      origin: {
        x: box.x + sectionPadding + before.x,
        y: box.y + sectionHeaderHeight + sectionPadding + before.y,
      },
    };
  });
  return { size: { width: inner + 2 * sectionGap, height: y }, sections };
}

/** Room for what lies left of or above the origin of its graph. */
function spaceBefore(bounds: Box | null): Point {
  return { x: Math.max(0, -(bounds?.x ?? 0)), y: Math.max(0, -(bounds?.y ?? 0)) };
}

function sectionSize(bounds: Box | null): Size {
  if (bounds === null) return { width: sectionMinWidth, height: sectionMinHeight };
  const before = spaceBefore(bounds);
  const right = bounds.x + bounds.width + before.x;
  const bottom = bounds.y + bounds.height + before.y;
  return {
    width: Math.max(sectionMinWidth, right + 2 * sectionPadding),
    height: Math.max(sectionMinHeight, sectionHeaderHeight + bottom + 2 * sectionPadding),
  };
}
