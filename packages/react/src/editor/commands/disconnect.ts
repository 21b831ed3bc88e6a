/** Removes edges. */

import type { Command } from '../command.js';

export interface DisconnectArgs {
  readonly edgeIds: readonly string[];
}

export const disconnect: Command<DisconnectArgs> = {
  name: 'disconnect',
  check: ({ edges }, { edgeIds }) =>
    edgeIds.some((id) => edges.has(id)) ? null : { message: 'editor.noSuchEdge' },
  execute(transaction, { edgeIds }) {
    for (const id of edgeIds) transaction.removeEdge(id);
  },
};
