/** What commands on notes check. */

import type { Refusal } from './command.js';
import type { EditorDocument } from './records.js';

/** Whether the note is there. */
export function checkNote(
  { notes }: EditorDocument,
  { noteId }: { readonly noteId: string },
): Refusal | null {
  return notes.has(noteId) ? null : { message: 'editor.noSuchNote' };
}
