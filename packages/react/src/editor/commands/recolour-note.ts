/** Gives a note another colour. */

import { checkNote } from '../check-note.js';
import type { Command } from '../command.js';
import type { NoteColour } from '../records.js';

export interface RecolourNoteArgs {
  readonly noteId: string;
  readonly colour: NoteColour;
}

export const recolourNote: Command<RecolourNoteArgs> = {
  name: 'recolourNote',
  check: checkNote,
  execute(transaction, { noteId, colour }) {
    transaction.updateNote(noteId, (note) => {
      if (note.colour === colour) return note;
      const { colour: _unknown, ...ui } = note.ui;
      return { ...note, colour, ui };
    });
  },
};
