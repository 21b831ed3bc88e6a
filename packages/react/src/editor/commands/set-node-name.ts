/** Names a node for the screen. */

import type { Command } from '../command.js';

export interface SetNodeNameArgs {
  readonly nodeId: string;
  /** Empty: it is called what its type is called. */
  readonly name: string;
}

export const setNodeName: Command<SetNodeNameArgs> = {
  name: 'setNodeName',
  check: ({ nodes }, { nodeId }) => (nodes.has(nodeId) ? null : { message: 'editor.noSuchNode' }),
  execute(transaction, { nodeId, name }) {
    transaction.updateNode(nodeId, (node) => {
      const { name: before, ...data } = node.data;
      const after = name.trim();
      if (after === (before ?? '')) return node;
      return { ...node, data: after === '' ? data : { ...data, name: after } };
    });
  },
};
