/** Removes a branch. */

import { checkBranch, checkContainer } from '../check-branch.js';
import type { Command, Refusal } from '../command.js';
import { edgesAt, withInner } from '../document-queries.js';
import { isSameGraph } from '../records.js';

export interface RemoveBranchArgs {
  readonly nodeId: string;
  readonly name: string;
}

/** With all that is in it. */
export const removeBranch: Command<RemoveBranchArgs> = {
  name: 'removeBranch',
  check(document, { nodeId, name }, { catalogue }): Refusal | null {
    const refusal =
      checkContainer(document, catalogue, nodeId) ?? checkBranch(document, nodeId, name);
    if (refusal !== null) return refusal;
    const isLast = document.nodes.get(nodeId)?.bodies.size === 1;
    return isLast ? { message: 'editor.lastBranch' } : null;
  },
  execute(transaction, { nodeId, name }) {
    const { document } = transaction;
    const branch = { nodeId, body: name };
    const roots = [...document.nodes.values()].filter(({ graph }) => isSameGraph(graph, branch));
    const gone = withInner(
      document,
      roots.map(({ id }) => id),
    );
    for (const { id } of edgesAt(document, gone)) transaction.removeEdge(id);
    for (const { id, graph } of document.notes.values())
      if (isSameGraph(graph, branch) || (graph !== null && gone.has(graph.nodeId)))
        transaction.removeNote(id);
    for (const id of gone) transaction.removeNode(id);
    transaction.updateNode(nodeId, (node) => {
      const bodies = new Map(node.bodies);
      bodies.delete(name);
      return { ...node, bodies };
    });
  },
};
