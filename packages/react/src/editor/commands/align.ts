/** Lines nodes up. */

import type { Command } from '../command.js';
import { checkTogether, moveTo, spansOf } from '../spans.js';
import { moveNodes } from './move-nodes.js';

export type Alignment = 'start' | 'centre' | 'end' | 'top' | 'middle' | 'bottom';

export interface AlignArgs {
  readonly nodes: readonly string[];
  readonly to: Alignment;
}

/** `start`, `centre` and `end` are one above the other, `top`, `middle` and `bottom` side by side. */
export const align: Command<AlignArgs> = {
  name: 'align',
  check: (document, { nodes }) => checkTogether(document, nodes, 2),
  execute(transaction, { nodes, to }, context) {
    const axis = to === 'start' || to === 'centre' || to === 'end' ? 'x' : 'y';
    const share = to === 'start' || to === 'top' ? 0 : to === 'end' || to === 'bottom' ? 1 : 0.5;
    const spans = spansOf(transaction.document, context.catalogue, nodes, axis);
    const least = Math.min(...spans.map(({ at }) => at));
    const most = Math.max(...spans.map(({ at, length }) => at + length));
    const line = least + (most - least) * share;
    const moved = spans.map(({ node, length }) => moveTo(node, axis, line - length * share));
    moveNodes.execute(transaction, { nodes: moved }, context);
  },
};
