/** Renames a branch. */

import { checkBranch, checkContainer, checkName } from '../check-branch.js';
import type { Command, Refusal } from '../command.js';
import { isSameGraph, type BodyRef } from '../records.js';
import { nodesReferredBy, rewriteBinding, rewriteNode, type KeyChange } from '../references.js';
import { isSameJson } from '../../store/is-same-json.js';
import type { Transaction } from '../transaction.js';

export interface RenameBranchArgs {
  readonly nodeId: string;
  readonly from: string;
  readonly to: string;
}

/** What reads the branch's result by its name reads it by the new one. */
export const renameBranch: Command<RenameBranchArgs> = {
  name: 'renameBranch',
  check(document, { nodeId, from, to }, { catalogue }): Refusal | null {
    const refusal =
      checkContainer(document, catalogue, nodeId) ?? checkBranch(document, nodeId, from);
    if (refusal !== null || from === to) return refusal;
    return checkName(document, nodeId, to);
  },
  execute(transaction, { nodeId, from, to }) {
    if (from === to) return;
    transaction.updateNode(nodeId, (node) => ({
      ...node,
      bodies: new Map(
        [...node.bodies].map(([name, output]) => [name === from ? to : name, output]),
      ),
    }));
    moveInto(transaction, { nodeId, body: from }, { nodeId, body: to });
    renameInReferences(transaction, nodeId, from, to);
  },
};

/** Whatever is in one graph is in the other. */
function moveInto(transaction: Transaction, from: BodyRef, to: BodyRef): void {
  const { nodes, edges, notes } = transaction.document;
  for (const node of nodes.values())
    if (isSameGraph(node.graph, from)) transaction.putNode({ ...node, graph: to });
  for (const edge of edges.values())
    if (isSameGraph(edge.graph, from)) transaction.restoreEdge({ ...edge, graph: to });
  for (const note of notes.values())
    if (isSameGraph(note.graph, from)) transaction.putNote({ ...note, graph: to });
}

/** `nodes.both.output.old` becomes `nodes.both.output.new`; also below `outputs.out`. */
function renameInReferences(
  transaction: Transaction,
  nodeId: string,
  from: string,
  to: string,
): void {
  const change = ([root, id, part, ...keys]: readonly string[]): KeyChange | null => {
    if (root !== 'nodes' || id !== nodeId) return null;
    if (part === 'output' && keys[0] === from) return { index: 3, key: to };
    const isOut = part === 'outputs' && keys[0] === 'out' && keys[1] === from;
    return isOut ? { index: 4, key: to } : null;
  };
  const { nodes, meta } = transaction.document;
  for (const node of nodes.values()) {
    if (nodesReferredBy(node).has(nodeId)) transaction.putNode(rewriteNode(node, change));
  }
  if (meta.output !== undefined) {
    const output = rewriteBinding(meta.output, change);
    if (!isSameJson(output, meta.output)) transaction.setMeta({ ...meta, output });
  }
}
