/** Adds a node, joined to a port or put on an edge when that is asked for. */

import type { CommandContext, Command, Refusal } from '../command.js';
import {
  canConnect,
  defaultIterations,
  edgeBetween,
  firstInputPort,
  firstOutputPort,
} from '../connection-rules.js';
import { bodiesOf, hasGraph, nodesIn } from '../document-queries.js';
import { isSameGraph, type EditorDocument, type GraphRef, type Point } from '../records.js';
import { nextOrder, type Transaction } from '../transaction.js';
import type { PortRef } from '../ui-state.js';
import { putOnEdge } from './insert-on-edge.js';

export interface AddNodeArgs {
  readonly type: string;
  readonly version: number;
  readonly graph: GraphRef;
  readonly position: Point;
  /** Joins this output port to the new node. */
  readonly from?: PortRef | null | undefined;
  /** Puts the new node on this edge. */
  readonly edgeId?: string | null | undefined;
  readonly name?: string | undefined;
}

/** @returns the id of the new node. */
export const addNode: Command<AddNodeArgs, string> = {
  name: 'addNode',
  check(document, { type, version, graph, edgeId }, { catalogue }): Refusal | null {
    const manifest = catalogue.get(type, version);
    if (manifest === undefined) return { message: 'editor.unknownNodeType', values: { type } };
    if (!hasGraph(document, catalogue, graph)) return { message: 'editor.noSuchGraph' };
    if (edgeId === undefined || edgeId === null) return null;
    if (!isEdgeOf(document, edgeId, graph)) return { message: 'editor.noSuchEdge' };
    return manifest.inputPorts.length === 0
      ? { message: 'editor.takesNothing', values: { node: manifest.text.title } }
      : null;
  },
  execute(transaction, args, context) {
    const { type, version, graph, position, name } = args;
    const { document } = transaction;
    const id = context.newId(document, type.split('.').at(-1) ?? type);
    const manifest = context.catalogue.get(type, version);
    const bodies = manifest === undefined ? [] : bodiesOf(manifest);
    transaction.openGraph(graph);
    transaction.putNode({
      id,
      graph,
      order: nextOrder(nodesIn(document, graph)),
      data: { id, type, version, ...(name !== undefined && { name }) },
      position,
      size: null,
      bodies: new Map(bodies.map((body) => [body, undefined])),
      ui: {},
    });
    join(transaction, id, args, context);
    return id;
  },
};

function isEdgeOf({ edges, nodes }: EditorDocument, edgeId: string, graph: GraphRef): boolean {
  const edge = edges.get(edgeId);
  const source = edge === undefined ? undefined : nodes.get(edge.data.from);
  return source !== undefined && isSameGraph(source.graph, graph);
}

/** A new node that cannot be joined is added all the same. */
function join(
  transaction: Transaction,
  id: string,
  { from, edgeId }: AddNodeArgs,
  { catalogue }: CommandContext,
): void {
  const { document } = transaction;
  const node = document.nodes.get(id);
  const input = node === undefined ? null : firstInputPort(catalogue, node);
  if (node === undefined || input === null) return;
  if (edgeId !== undefined && edgeId !== null) {
    putOnEdge(transaction, edgeId, { id, input, output: firstOutputPort(catalogue, node) });
  } else if (from !== undefined && from !== null) {
    const to = { nodeId: id, port: input };
    const verdict = canConnect(document, catalogue, from, to);
    const iterations = verdict.ok && verdict.isBackEdge ? defaultIterations : undefined;
    if (verdict.ok) transaction.putEdge(edgeBetween(from, to, iterations));
  }
}
