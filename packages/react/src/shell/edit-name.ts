/** What an edit is called in "Undo: …". */

import type { Edit } from '../editor/document-store.js';
import type { MessageKey } from '../language/message.js';
import type { Texts } from '../language/text.js';

/** The edit's name, with how many things it changed where that matters: "move 3 nodes". */
export function editName(texts: Texts, { name, changes }: Edit): string {
  const counted = changes.filter(({ kind }) => kind === 'node' || kind === 'note').length;
  if (counted > 0 && texts.maybe(`edit.${name}`, '') !== '') {
    return texts(`edit.${name}` as MessageKey, { count: counted });
  }
  return texts.maybe(`command.${name}`, texts('action.edit'));
}
