/** Adds a node, joined to a port or put on an edge when that is asked for. */

import type { CommandContext, Command, Refusal } from '../command.js';
import {
  canConnect,
  defaultIterations,
  edgeBetween,
  firstInputPort,
  firstOutputPort,
  schemaFit,
} from '../connection-rules.js';
import { bodiesOf, hasGraph, nodesIn } from '../document-queries.js';
import { geometryOf } from '../geometry/geometry.js';
import { behindEdge, growFrames, pushOn, rowGap } from '../make-room.js';
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
  /** Gives the new node's inputs what fits them by name and type, of what it is joined to. */
  readonly fill?: boolean | undefined;
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
    const from = join(transaction, id, args, context);
    if (from !== null && args.fill === true) fillInputs(transaction, id, from, context);
    makeRoom(transaction, id, document, { ...args, catalogue: context.catalogue });
    return id;
  },
};

interface RoomArgs extends AddNodeArgs {
  readonly catalogue: CommandContext['catalogue'];
}

/** What lies behind the edge that it is on goes on, and what lies beside a frame that it makes larger. */
function makeRoom(
  transaction: Transaction,
  id: string,
  before: EditorDocument,
  { edgeId, graph, position, catalogue }: RoomArgs,
): void {
  const behind =
    edgeId === undefined || edgeId === null ? null : behindEdge(before, catalogue, edgeId);
  const node = transaction.document.nodes.get(id);
  if (behind !== null && node !== undefined) {
    const { width } = geometryOf(transaction.document, catalogue).sizeOf(node);
    const by = position.x + width + rowGap - behind;
    pushOn(transaction, graph, { axis: 'x', from: behind, by, except: id });
  }
  growFrames(transaction, catalogue, graph, before);
}

function fillInputs(
  transaction: Transaction,
  id: string,
  from: PortRef,
  { catalogue }: CommandContext,
): void {
  const node = transaction.document.nodes.get(id);
  const port = node === undefined ? null : firstInputPort(catalogue, node);
  if (node === undefined || port === null) return;
  const to = { nodeId: id, port };
  const { suggestions } = schemaFit(transaction.document, catalogue, from, to);
  if (suggestions.size === 0) return;
  const input = { ...node.data.input, ...Object.fromEntries(suggestions) };
  transaction.putNode({ ...node, data: { ...node.data, input } });
}

function isEdgeOf({ edges, nodes }: EditorDocument, edgeId: string, graph: GraphRef): boolean {
  const edge = edges.get(edgeId);
  const source = edge === undefined ? undefined : nodes.get(edge.data.from);
  return source !== undefined && isSameGraph(source.graph, graph);
}

/** A new node that cannot be joined is added all the same. @returns the port that leads to it now. */
function join(
  transaction: Transaction,
  id: string,
  { from, edgeId }: AddNodeArgs,
  { catalogue }: CommandContext,
): PortRef | null {
  const { document } = transaction;
  const node = document.nodes.get(id);
  const input = node === undefined ? null : firstInputPort(catalogue, node);
  if (node === undefined || input === null) return null;
  if (edgeId !== undefined && edgeId !== null) {
    const edge = document.edges.get(edgeId)?.data;
    putOnEdge(transaction, edgeId, { id, input, output: firstOutputPort(catalogue, node) });
    return edge === undefined ? null : { nodeId: edge.from, port: edge.fromPort ?? 'out' };
  }
  if (from === undefined || from === null) return null;
  const to = { nodeId: id, port: input };
  const verdict = canConnect(document, catalogue, from, to);
  if (!verdict.ok) return null;
  const iterations = verdict.isBackEdge ? defaultIterations : undefined;
  transaction.putEdge(edgeBetween(from, to, iterations));
  return from;
}
