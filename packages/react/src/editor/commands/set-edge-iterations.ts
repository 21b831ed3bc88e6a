/** Says how often a loop may run that an edge leads back. */

import type { Command } from '../command.js';

export interface SetEdgeIterationsArgs {
  readonly edgeId: string;
  /** A whole number from 1; `null`: the edge does not lead back. */
  readonly maxIterations: number | null;
}

export const setEdgeIterations: Command<SetEdgeIterationsArgs> = {
  name: 'setEdgeIterations',
  check({ edges }, { edgeId, maxIterations }) {
    if (!edges.has(edgeId)) return { message: 'editor.noSuchEdge' };
    const isSound =
      maxIterations === null || (Number.isInteger(maxIterations) && maxIterations > 0);
    return isSound ? null : { message: 'editor.iterationsNumber' };
  },
  execute(transaction, { edgeId, maxIterations }) {
    const edge = transaction.document.edges.get(edgeId);
    const { maxIterations: before = null, ...data } = edge?.data ?? {};
    if (edge === undefined || before === maxIterations) return;
    const { from, to } = edge.data;
    const limit = maxIterations === null ? {} : { maxIterations };
    transaction.restoreEdge({ ...edge, data: { ...data, from, to, ...limit } });
  },
};
