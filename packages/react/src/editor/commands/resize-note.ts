/** Sets the size of a note. */

import { checkNote } from '../check-note.js';
import type { Command } from '../command.js';
import type { Point, Size } from '../records.js';

export interface ResizeNoteArgs {
  readonly noteId: string;
  readonly size: Size;
  /** Where its start corner goes, when that is what was dragged. */
  readonly position?: Point | undefined;
}

/** A note is never smaller than this, so that it can be found and taken hold of. */
const smallestNote: Size = { width: 100, height: 60 };

export const resizeNote: Command<ResizeNoteArgs> = {
  name: 'resizeNote',
  check: checkNote,
  execute(transaction, { noteId, size: { width, height }, position }) {
    const size = {
      width: Math.max(width, smallestNote.width),
      height: Math.max(height, smallestNote.height),
    };
    transaction.updateNote(noteId, (note) => ({
      ...note,
      size,
      position: position ?? note.position,
    }));
  },
};
