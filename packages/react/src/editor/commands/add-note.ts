/** Adds a note. Moving one is `moveNodes`, removing one `removeSelection`. */

import type { Command } from '../command.js';
import { hasGraph } from '../document-queries.js';
import type { GraphRef, NoteColour, Point, Size } from '../records.js';
import { nextOrder } from '../transaction.js';

export interface AddNoteArgs {
  readonly graph: GraphRef;
  readonly position: Point;
  readonly text?: string | undefined;
  readonly size?: Size | undefined;
  readonly colour?: NoteColour | undefined;
}

/** @returns the id of the new note. */
export const addNote: Command<AddNoteArgs, string> = {
  name: 'addNote',
  check: (document, { graph }, { catalogue }) =>
    hasGraph(document, catalogue, graph) ? null : { message: 'editor.noSuchGraph' },
  execute(transaction, { graph, position, text = '', size, colour = 'yellow' }, { newId }) {
    const { document } = transaction;
    const id = newId(document, 'note');
    transaction.openGraph(graph);
    transaction.putNote({
      id,
      graph,
      order: nextOrder(document.notes.values()),
      position,
      size: size ?? { width: 220, height: 120 },
      text,
      colour,
      ui: {},
    });
    return id;
  },
};
