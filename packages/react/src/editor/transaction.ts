/** What a command edits the document through: it sees its own changes, and all of them happen or none. */

import type { WorkflowEdge } from '@flowgraft/core';
import { mergeChanges, type Change } from './changes.js';
import {
  edgeId,
  type EditorDocument,
  type EditorEdge,
  type EditorNode,
  type EditorNote,
  type GraphRef,
  type WorkflowMeta,
} from './records.js';

export class Transaction {
  readonly #before: EditorDocument;
  readonly #changes: Change[] = [];
  // Copied once, when the first of them changes: an edit of 1,000 nodes copies no map 1,000 times.
  #nodes: Map<string, EditorNode> | undefined = undefined;
  #edges: Map<string, EditorEdge> | undefined = undefined;
  #notes: Map<string, EditorNote> | undefined = undefined;
  #meta: WorkflowMeta;

  constructor(document: EditorDocument) {
    this.#before = document;
    this.#meta = document.meta;
  }

  /** The document with what was changed so far. Take it again after a change. */
  get document(): EditorDocument {
    const { nodes, edges, notes } = this.#before;
    return {
      meta: this.#meta,
      nodes: this.#nodes ?? nodes,
      edges: this.#edges ?? edges,
      notes: this.#notes ?? notes,
    };
  }

  /** One change per record that is not what it was. */
  get changes(): readonly Change[] {
    return mergeChanges(this.#changes);
  }

  /** Adds a node, or replaces the one of that id. */
  putNode(node: EditorNode): void {
    this.#setNode(node.id, node);
  }

  /** Changes some of a node; nothing when there is no such node, or when `change` gives the same one. */
  updateNode(id: string, change: (node: EditorNode) => EditorNode): void {
    const node = this.document.nodes.get(id);
    const after = node === undefined ? undefined : change(node);
    if (after !== undefined && after !== node) this.putNode(after);
  }

  /** Makes sure that the container of this graph has it: what is in a body that it does not have would be lost. */
  openGraph(graph: GraphRef): void {
    if (graph === null) return;
    this.updateNode(graph.nodeId, (node) =>
      node.bodies.has(graph.body)
        ? node
        : { ...node, bodies: new Map(node.bodies).set(graph.body, undefined) },
    );
  }

  /** Removes the record alone: edges and inner nodes are for the command. */
  removeNode(id: string): void {
    if (this.document.nodes.has(id)) this.#setNode(id, undefined);
  }

  /** Adds an edge behind the others, or replaces the one between the same ports. */
  putEdge(data: WorkflowEdge): EditorEdge {
    const id = edgeId(data);
    const { edges, nodes } = this.document;
    const order = edges.get(id)?.order ?? nextOrder(edges.values());
    const edge = { id, order, graph: nodes.get(data.from)?.graph ?? null, data };
    this.restoreEdge(edge);
    return edge;
  }

  /** Puts an edge as it is, with its place among the others. */
  restoreEdge(edge: EditorEdge): void {
    this.#setEdge(edge.id, edge);
  }

  removeEdge(id: string): void {
    if (this.document.edges.has(id)) this.#setEdge(id, undefined);
  }

  putNote(note: EditorNote): void {
    this.#setNote(note.id, note);
  }

  /** Changes some of a note; nothing when there is no such note. */
  updateNote(id: string, change: (note: EditorNote) => EditorNote): void {
    const note = this.document.notes.get(id);
    if (note !== undefined) this.putNote(change(note));
  }

  removeNote(id: string): void {
    if (this.document.notes.has(id)) this.#setNote(id, undefined);
  }

  setMeta(after: WorkflowMeta): void {
    this.#changes.push({ kind: 'meta', before: this.#meta, after });
    this.#meta = after;
  }

  #setNode(id: string, after: EditorNode | undefined): void {
    this.#nodes ??= new Map(this.#before.nodes);
    this.#changes.push({ kind: 'node', id, before: this.#nodes.get(id), after });
    put(this.#nodes, id, after);
  }

  #setEdge(id: string, after: EditorEdge | undefined): void {
    this.#edges ??= new Map(this.#before.edges);
    this.#changes.push({ kind: 'edge', id, before: this.#edges.get(id), after });
    put(this.#edges, id, after);
  }

  #setNote(id: string, after: EditorNote | undefined): void {
    this.#notes ??= new Map(this.#before.notes);
    this.#changes.push({ kind: 'note', id, before: this.#notes.get(id), after });
    put(this.#notes, id, after);
  }
}

function put<Item>(records: Map<string, Item>, id: string, after: Item | undefined): void {
  if (after === undefined) records.delete(id);
  else records.set(id, after);
}

/** An order behind all of these. */
export function nextOrder(items: Iterable<{ readonly order: number }>): number {
  let highest = -1;
  for (const { order } of items) highest = Math.max(highest, order);
  return highest + 1;
}
