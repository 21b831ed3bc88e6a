/** Puts copied nodes, edges and notes into a document, under ids that it does not have yet. */

import type { ClipboardContent } from './clipboard.js';
import { nodesIn } from './document-queries.js';
import { NodeIds } from './node-id.js';
import { readDocument } from './read-document.js';
import { edgeId, graphKey, type EditorNode, type GraphRef, type Point } from './records.js';
import { renameIds, rewriteNode } from './references.js';
import { nextOrder, type Transaction } from './transaction.js';

/** What was put in: the outermost only, for the selection. */
export interface Inserted {
  readonly nodes: readonly string[];
  readonly notes: readonly string[];
}

/** Where something that was outermost goes. */
export type Placing = (item: { readonly id: string; readonly position: Point }) => {
  readonly graph: GraphRef;
  readonly position: Point;
};

/** References between the inserted nodes lead to the new ones; references to other nodes stay. */
export function insertContent(
  transaction: Transaction,
  { nodes, edges, notes }: ClipboardContent,
  place: Placing,
): Inserted {
  const read = readDocument({ schema: 1, id: 'pasted', nodes, edges, ui: { notes } });
  const ids = new Map<string, string>();
  const free = new NodeIds(transaction.document);
  const inserted = { nodes: [] as string[], notes: [] as string[] };
  const orders = new Map<string, number>();
  const orderIn = (graph: GraphRef): number => {
    const key = graphKey(graph);
    const order = orders.get(key) ?? nextOrder(nodesIn(transaction.document, graph));
    orders.set(key, order + 1);
    return order;
  };
  for (const node of read.nodes.values()) {
    const id = free.keep(node.id);
    ids.set(node.id, id);
    const isOutermost = node.graph === null;
    const placed = isOutermost
      ? place(node)
      : { graph: innerGraph(node, ids), position: node.position };
    if (isOutermost) {
      inserted.nodes.push(id);
      transaction.openGraph(placed.graph);
    }
    const order = isOutermost ? orderIn(placed.graph) : node.order;
    transaction.putNode({ ...node, ...placed, id, order, data: { ...node.data, id } });
  }
  const change = renameIds(ids);
  for (const id of ids.values()) transaction.updateNode(id, (node) => rewriteNode(node, change));
  for (const { data } of read.edges.values()) {
    const [from, to] = [ids.get(data.from), ids.get(data.to)];
    if (from === undefined || to === undefined) continue;
    const moved = { ...data, from, to };
    if (!transaction.document.edges.has(edgeId(moved))) transaction.putEdge(moved);
  }
  for (const note of read.notes.values()) {
    const id = free.next('note');
    const isOutermost = note.graph === null;
    const placed = isOutermost
      ? place(note)
      : { graph: innerGraph(note, ids), position: note.position };
    const order = nextOrder(transaction.document.notes.values());
    transaction.putNote({ ...note, ...placed, id, order });
    if (isOutermost) inserted.notes.push(id);
  }
  return inserted;
}

/** The graph of an inner item, whose container has been given its new id before. */
function innerGraph(
  { graph }: Pick<EditorNode, 'graph'>,
  ids: ReadonlyMap<string, string>,
): GraphRef {
  const nodeId = graph === null ? undefined : ids.get(graph.nodeId);
  return graph === null || nodeId === undefined ? null : { nodeId, body: graph.body };
}
