/** Spaces nodes evenly. */

import type { Command } from '../command.js';
import { checkTogether, moveTo, spansOf } from '../spans.js';
import { moveNodes } from './move-nodes.js';

export interface DistributeArgs {
  readonly nodes: readonly string[];
  readonly along: 'x' | 'y';
}

/** The same gap between each and the next; the first and the last stay. */
export const distribute: Command<DistributeArgs> = {
  name: 'distribute',
  check: (document, { nodes }) => checkTogether(document, nodes, 3),
  execute(transaction, { nodes, along }, context) {
    const spans = spansOf(transaction.document, context.catalogue, nodes, along).toSorted(
      (a, b) => a.at - b.at,
    );
    const [first, last] = [spans[0], spans.at(-1)];
    if (first === undefined || last === undefined) return;
    const lengths = spans.reduce((sum, { length }) => sum + length, 0);
    const gap = (last.at + last.length - first.at - lengths) / (spans.length - 1);
    let at = first.at;
    const moved = spans.map(({ node, length }) => {
      const move = moveTo(node, along, at);
      at += length + gap;
      return move;
    });
    moveNodes.execute(transaction, { nodes: moved }, context);
  },
};
