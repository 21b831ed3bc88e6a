/** Puts in what was copied. */

import type { ClipboardContent } from '../clipboard.js';
import type { Command } from '../command.js';
import { hasGraph } from '../document-queries.js';
import { insertContent, type Inserted } from '../insert-content.js';
import type { GraphRef, Point } from '../records.js';

export interface PasteArgs {
  /** What `readClipboard` gave. */
  readonly content: ClipboardContent;
  readonly graph: GraphRef;
  /** Where the upper left corner of all of it goes; `null`: beside where it was copied. */
  readonly position: Point | null;
}

/** @returns what to select. */
export const paste: Command<PasteArgs, Inserted> = {
  name: 'paste',
  check: (document, { graph }, { catalogue }) =>
    hasGraph(document, catalogue, graph) ? null : { message: 'editor.noSuchGraph' },
  execute(transaction, { content, graph, position }) {
    const corner = cornerOf(content);
    const by =
      position === null
        ? { x: pasteOffset, y: pasteOffset }
        : { x: position.x - corner.x, y: position.y - corner.y };
    const place = ({ position: { x, y } }: { readonly position: Point }) => ({
      graph,
      position: { x: x + by.x, y: y + by.y },
    });
    return insertContent(transaction, content, place);
  },
};

/** How far a copy lies beside what it is a copy of. */
export const pasteOffset = 40;

function cornerOf({ nodes, notes }: ClipboardContent): Point {
  const places = [...nodes.map(({ ui }) => ui), ...notes].map((place) => {
    const { x, y } = (place ?? {}) as Readonly<Record<string, unknown>>;
    return { x: typeof x === 'number' ? x : 0, y: typeof y === 'number' ? y : 0 };
  });
  const least = (axis: 'x' | 'y'): number =>
    places.reduce((low, place) => Math.min(low, place[axis]), places[0]?.[axis] ?? 0);
  return { x: least('x'), y: least('y') };
}
