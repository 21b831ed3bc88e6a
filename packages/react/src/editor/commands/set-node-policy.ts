/** Sets how a node is run: retries, time limit, what happens when it fails. */

import type { Command } from '../command.js';
import type { NodeData } from '../records.js';
import { isSameJson } from '../../store/is-same-json.js';

/** What a node may say of itself besides its input. A member that is `undefined` is taken away. */
export type NodePolicy = Pick<
  NodeData,
  'join' | 'disabled' | 'retry' | 'timeout' | 'effect' | 'onError' | 'fallback' | 'compensate'
>;

export interface SetNodePolicyArgs {
  readonly nodeId: string;
  readonly policy: NodePolicy;
}

export const setNodePolicy: Command<SetNodePolicyArgs> = {
  name: 'setNodePolicy',
  check: ({ nodes }, { nodeId }) => (nodes.has(nodeId) ? null : { message: 'editor.noSuchNode' }),
  execute(transaction, { nodeId, policy }) {
    transaction.updateNode(nodeId, (node) => {
      const entries = Object.entries({ ...node.data, ...policy });
      const data = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
      return isSameJson(data, node.data) ? node : { ...node, data: data as unknown as NodeData };
    });
  },
};
