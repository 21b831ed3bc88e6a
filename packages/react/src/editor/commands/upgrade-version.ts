/** Makes a node one of the newest version of its type. */

import type { Command, Refusal } from '../command.js';
import { labelOf } from '../document-queries.js';
import { changeNodeType } from './change-node-type.js';

export interface UpgradeVersionArgs {
  readonly nodeId: string;
}

/** To the highest version that the server has of the node's type. */
export const upgradeVersion: Command<UpgradeVersionArgs, readonly string[]> = {
  name: 'upgradeVersion',
  check(document, { nodeId }, { catalogue }): Refusal | null {
    const node = document.nodes.get(nodeId);
    if (node === undefined) return { message: 'editor.noSuchNode' };
    const latest = catalogue.versions(node.data.type).at(-1);
    return latest === undefined || latest <= node.data.version
      ? { message: 'editor.isNewest', values: { node: labelOf(node, catalogue) } }
      : null;
  },
  execute(transaction, { nodeId }, context) {
    const { type = '', version = 0 } = transaction.document.nodes.get(nodeId)?.data ?? {};
    const latest = context.catalogue.versions(type).at(-1) ?? version;
    return changeNodeType.execute(transaction, { nodeId, type, version: latest }, context);
  },
};
