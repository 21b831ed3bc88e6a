/** Puts nodes where a layout says. */

import type { Command } from '../command.js';
import type { Point } from '../records.js';
import { moveNodes } from './move-nodes.js';

export interface ApplyLayoutArgs {
  /** Where nodes go, by id, in the units of their graphs. */
  readonly positions: ReadonlyMap<string, Point>;
}

/** All of a layout as one edit. Nodes that are no longer there are passed over. */
export const applyLayout: Command<ApplyLayoutArgs> = {
  name: 'applyLayout',
  execute(transaction, { positions }, context) {
    const nodes = [...positions].map(([id, position]) => ({ id, position }));
    moveNodes.execute(transaction, { nodes }, context);
  },
};
