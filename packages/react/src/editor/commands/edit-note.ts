/** Writes a note. */

import { checkNote } from '../check-note.js';
import type { Command } from '../command.js';

export interface EditNoteArgs {
  readonly noteId: string;
  readonly text: string;
}

export const editNote: Command<EditNoteArgs> = {
  name: 'editNote',
  check: checkNote,
  execute(transaction, { noteId, text }) {
    transaction.updateNote(noteId, (note) => (note.text === text ? note : { ...note, text }));
  },
};
