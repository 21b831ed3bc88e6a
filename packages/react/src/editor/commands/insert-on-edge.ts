/** Puts a node between the two that an edge joins. */

import type { Command } from '../command.js';
import { edgeBetween, firstInputPort, firstOutputPort } from '../connection-rules.js';
import { edgesAt, labelOf } from '../document-queries.js';
import { isSameGraph } from '../records.js';
import type { Transaction } from '../transaction.js';

export interface InsertOnEdgeArgs {
  readonly nodeId: string;
  readonly edgeId: string;
}

/** For a node that is there already and has no edges. */
export const insertOnEdge: Command<InsertOnEdgeArgs> = {
  name: 'insertOnEdge',
  check(document, { nodeId, edgeId }, { catalogue }) {
    const node = document.nodes.get(nodeId);
    const edge = document.edges.get(edgeId);
    const source = document.nodes.get(edge?.data.from ?? '');
    if (node === undefined) return { message: 'editor.noSuchNode' };
    if (edge === undefined || source === undefined) return { message: 'editor.noSuchEdge' };
    if (!isSameGraph(node.graph, source.graph)) return { message: 'editor.connectAcross' };
    const values = { node: labelOf(node, catalogue) };
    if (edgesAt(document, new Set([nodeId])).length > 0)
      return { message: 'editor.hasConnections', values };
    if (firstInputPort(catalogue, node) === null) return { message: 'editor.takesNothing', values };
    return null;
  },
  execute(transaction, { nodeId, edgeId }, { catalogue }) {
    const node = transaction.document.nodes.get(nodeId);
    const input = node === undefined ? null : firstInputPort(catalogue, node);
    if (node === undefined || input === null) return;
    putOnEdge(transaction, edgeId, { id: nodeId, input, output: firstOutputPort(catalogue, node) });
  },
};

/**
 * Replaces an edge by one to the node and one from it on; the second keeps what makes a loop of it. Of a node that
 * nothing goes on from, the first only.
 */
export function putOnEdge(
  transaction: Transaction,
  edgeId: string,
  node: { readonly id: string; readonly input: string; readonly output: string | null },
): void {
  const edge = transaction.document.edges.get(edgeId);
  if (edge === undefined) return;
  const { from, fromPort = 'out', to, toPort = 'in', maxIterations } = edge.data;
  transaction.removeEdge(edgeId);
  const first = transaction.putEdge(
    edgeBetween({ nodeId: from, port: fromPort }, { nodeId: node.id, port: node.input }),
  );
  transaction.restoreEdge({ ...first, order: edge.order });
  if (node.output === null) return;
  const second = transaction.putEdge(
    edgeBetween(
      { nodeId: node.id, port: node.output },
      { nodeId: to, port: toPort },
      maxIterations,
    ),
  );
  // Edges arrive in the order that they have in the document: this one where the old one was.
  transaction.restoreEdge({ ...second, order: edge.order + 0.5 });
}
