/** Makes copies of nodes and notes beside them, with the edges among them. */

import { takeContent } from '../clipboard.js';
import type { Command } from '../command.js';
import { insertContent, type Inserted } from '../insert-content.js';
import { pasteOffset } from './paste.js';

export interface DuplicateArgs {
  readonly nodes?: Iterable<string> | undefined;
  readonly notes?: Iterable<string> | undefined;
}

/** Each copy is in the graph of what it is a copy of. @returns what to select. */
export const duplicate: Command<DuplicateArgs, Inserted> = {
  name: 'duplicate',
  execute(transaction, { nodes = [], notes = [] }) {
    const { document } = transaction;
    const content = takeContent(document, { nodes: new Set(nodes), notes: new Set(notes) });
    return insertContent(transaction, content, ({ id, position: { x, y } }) => ({
      graph: (document.nodes.get(id) ?? document.notes.get(id))?.graph ?? null,
      position: { x: x + pasteOffset, y: y + pasteOffset },
    }));
  },
};
