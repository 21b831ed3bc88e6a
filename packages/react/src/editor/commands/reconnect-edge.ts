/** Leads one end of an edge to another port. */

import type { Command, CommandContext, Refusal } from '../command.js';
import { canConnect, defaultIterations, edgeBetween } from '../connection-rules.js';
import type { EditorDocument, EditorEdge } from '../records.js';
import { edgeId } from '../records.js';
import type { PortRef } from '../ui-state.js';

export interface ReconnectEdgeArgs {
  readonly edgeId: string;
  /** The end that stays is left out. */
  readonly from?: PortRef | undefined;
  readonly to?: PortRef | undefined;
}

/** @returns the id of the edge, which is named by its ends. */
export const reconnectEdge: Command<ReconnectEdgeArgs, string> = {
  name: 'reconnectEdge',
  check(document, args, { catalogue }): Refusal | null {
    const edge = document.edges.get(args.edgeId);
    if (edge === undefined) return { message: 'editor.noSuchEdge' };
    const { from, to } = endsOf(edge, args);
    if (edgeId(edgeBetween(from, to)) === edge.id) return null;
    const verdict = canConnect(without(document, edge), catalogue, from, to);
    return verdict.ok ? null : { message: verdict.message, values: verdict.values };
  },
  execute(transaction, args, { catalogue }: CommandContext) {
    const { document } = transaction;
    const edge = document.edges.get(args.edgeId);
    if (edge === undefined) return args.edgeId;
    const { from, to } = endsOf(edge, args);
    if (edgeId(edgeBetween(from, to)) === edge.id) return edge.id;
    const verdict = canConnect(without(document, edge), catalogue, from, to);
    const isBackEdge = verdict.ok && verdict.isBackEdge;
    const iterations = isBackEdge ? (edge.data.maxIterations ?? defaultIterations) : undefined;
    transaction.removeEdge(edge.id);
    const { ui } = edge.data;
    const data = { ...edgeBetween(from, to, iterations), ...(ui !== undefined && { ui }) };
    const placed = transaction.putEdge(data);
    transaction.restoreEdge({ ...placed, order: edge.order });
    return placed.id;
  },
};

function endsOf({ data }: EditorEdge, { from, to }: ReconnectEdgeArgs) {
  return {
    from: from ?? { nodeId: data.from, port: data.fromPort ?? 'out' },
    to: to ?? { nodeId: data.to, port: data.toPort ?? 'in' },
  };
}

function without(document: EditorDocument, { id }: EditorEdge): EditorDocument {
  const edges = new Map(document.edges);
  edges.delete(id);
  return { ...document, edges };
}
