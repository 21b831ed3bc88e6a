/** Moves a node to another place in the flow: what it was between is joined, and it goes between others. */

import { moveNodes } from '../editor/commands/move-nodes.js';
import type { Command } from '../editor/command.js';
import { edgeBetween, firstInputPort, firstOutputPort } from '../editor/connection-rules.js';
import { containersOf, edgesAt, labelOf } from '../editor/document-queries.js';
import type { EditorDocument, EditorEdge, GraphRef } from '../editor/records.js';
import type { Transaction } from '../editor/transaction.js';
import type { PortRef } from '../editor/ui-state.js';
import type { Catalogue } from '@flowgraft/core';
import { freePlace } from './free-place.js';

export type FlowPlace =
  | { readonly kind: 'before' | 'after'; readonly nodeId: string }
  /** Into a graph, for itself. */
  | { readonly kind: 'into'; readonly graph: GraphRef };

export interface MoveInFlowArgs {
  readonly nodeId: string;
  readonly place: FlowPlace;
}

export const moveInFlow: Command<MoveInFlowArgs> = {
  name: 'moveInFlow',
  check(document, { nodeId, place }, { catalogue }) {
    const node = document.nodes.get(nodeId);
    if (node === undefined) return { message: 'editor.noSuchNode' };
    const values = { node: labelOf(node, catalogue) };
    const graph = graphOf(document, place);
    if (graph === undefined) return { message: 'editor.noSuchNode' };
    if (containersOf(document, graph).includes(nodeId))
      return { message: 'editor.intoItself', values };
    if (place.kind === 'into') return null;
    if (place.nodeId === nodeId) return { message: 'editor.intoItself', values };
    const first = place.kind === 'after' ? node : document.nodes.get(place.nodeId);
    return first !== undefined && firstInputPort(catalogue, first) === null
      ? { message: 'editor.takesNothing', values: { node: labelOf(first, catalogue) } }
      : null;
  },
  execute(transaction, { nodeId, place }, context) {
    const { catalogue } = context;
    takeOut(transaction, catalogue, nodeId);
    const graph = graphOf(transaction.document, place) ?? null;
    const from = place.kind === 'after' ? { nodeId: place.nodeId, port: 'out' } : null;
    const request = { graph, position: null, from, edgeId: null };
    const position = freePlace(transaction.document, catalogue, request, null);
    moveNodes.execute(transaction, { nodes: [{ id: nodeId, position, graph }] }, context);
    if (place.kind !== 'into') putIn(transaction, catalogue, nodeId, place);
  },
};

function graphOf({ nodes }: EditorDocument, place: FlowPlace): GraphRef | undefined {
  return place.kind === 'into' ? place.graph : nodes.get(place.nodeId)?.graph;
}

/** Removes the node's edges, and leads what came to it on to what it led to. */
function takeOut(transaction: Transaction, catalogue: Catalogue, id: string): void {
  const { document } = transaction;
  const node = document.nodes.get(id);
  const port = node === undefined ? null : firstOutputPort(catalogue, node);
  const edges = edgesAt(document, new Set([id]));
  const incoming = edges.filter(({ data }) => data.to === id && data.from !== id);
  const outgoing = edges.filter(
    ({ data }) => data.from === id && data.to !== id && (data.fromPort ?? 'out') === port,
  );
  for (const edge of edges) transaction.removeEdge(edge.id);
  for (const before of incoming)
    for (const after of outgoing) join(transaction, endOf(before), startOf(after));
}

function putIn(
  transaction: Transaction,
  catalogue: Catalogue,
  id: string,
  place: Extract<FlowPlace, { kind: 'before' | 'after' }>,
): void {
  const { nodes, edges } = transaction.document;
  const node = nodes.get(id);
  const other = nodes.get(place.nodeId);
  if (node === undefined || other === undefined) return;
  const input = firstInputPort(catalogue, node);
  const output = firstOutputPort(catalogue, node);
  const isAfter = place.kind === 'after';
  const port = isAfter ? firstOutputPort(catalogue, other) : firstInputPort(catalogue, other);
  if (port === null) return;
  const at = { nodeId: other.id, port };
  const between = [...edges.values()].filter(({ data }) =>
    isAfter
      ? data.from === at.nodeId && (data.fromPort ?? 'out') === port
      : data.to === at.nodeId && (data.toPort ?? 'in') === port && data.maxIterations === undefined,
  );
  const ends = isAfter ? [at] : between.map(endOf);
  const starts = isAfter ? between.map(startOf) : [at];
  for (const edge of between) transaction.removeEdge(edge.id);
  if (input !== null) for (const from of ends) join(transaction, from, { nodeId: id, port: input });
  if (output !== null) for (const to of starts) join(transaction, { nodeId: id, port: output }, to);
}

function join(transaction: Transaction, from: PortRef, to: PortRef): void {
  if (from.nodeId !== to.nodeId) transaction.putEdge(edgeBetween(from, to));
}

function endOf({ data }: EditorEdge): PortRef {
  return { nodeId: data.from, port: data.fromPort ?? 'out' };
}

function startOf({ data }: EditorEdge): PortRef {
  return { nodeId: data.to, port: data.toPort ?? 'in' };
}
