/** Switches nodes off, or on again: a node that is off lets pass what comes in. */

import type { Command } from '../command.js';

export interface ToggleDisabledArgs {
  readonly nodeIds: readonly string[];
}

/** All of them on when all are off, else all off. @returns whether they are off now. */
export const toggleDisabled: Command<ToggleDisabledArgs, boolean> = {
  name: 'toggleDisabled',
  check: ({ nodes }, { nodeIds }) =>
    nodeIds.some((id) => nodes.has(id)) ? null : { message: 'editor.noSuchNode' },
  execute(transaction, { nodeIds }) {
    const { nodes } = transaction.document;
    const found = nodeIds.flatMap((id) => nodes.get(id) ?? []);
    const isOff = !found.every(({ data }) => data.disabled === true);
    for (const node of found) {
      const { disabled, ...data } = node.data;
      if ((disabled ?? false) === isOff) continue;
      transaction.putNode({ ...node, data: isOff ? { ...data, disabled: true } : data });
    }
    return isOff;
  },
};
