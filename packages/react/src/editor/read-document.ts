/** From a workflow document to the editor's records. */

import type { Binding, WorkflowBody, WorkflowDocument, WorkflowNode } from '@flowgraft/core';
import {
  edgeId,
  noteColours,
  type EditorDocument,
  type EditorEdge,
  type EditorNode,
  type EditorNote,
  type GraphRef,
  type Point,
  type Size,
} from './records.js';

/** Where a node without a place is put: one after another, so that nothing lies on anything. */
const spacing = 280;
const noteSize: Size = { width: 220, height: 120 };

/** Everything in the document is kept, also what this editor does not know: `writeDocument` gives it back. */
export function readDocument(document: WorkflowDocument): EditorDocument {
  const nodes = new Map<string, EditorNode>();
  const edges = new Map<string, EditorEdge>();
  const readGraph = (graph: Pick<WorkflowBody, 'nodes' | 'edges'>, ref: GraphRef): void => {
    for (const [order, node] of graph.nodes.entries()) {
      const id = freeId(nodes, node.id, '');
      nodes.set(id, readNode({ ...node, id }, ref, order));
      for (const [body, inner] of Object.entries(node.bodies ?? {})) {
        readGraph(inner, { nodeId: id, body });
      }
    }
    for (const [order, data] of graph.edges.entries()) {
      const id = freeId(edges, edgeId(data), '#');
      edges.set(id, { id, order, graph: ref, data });
    }
  };
  readGraph(document, null);
  const { id, name, description, input, settings, output, ui = {} } = document;
  const { notes: written, ...otherUi } = ui;
  const { notes, others } = readNotes(written);
  return {
    meta: {
      id,
      name,
      description,
      input,
      settings,
      output,
      ui: others === undefined ? otherUi : { ...otherUi, notes: others },
    },
    nodes,
    edges,
    notes,
  };
}

/** `id`, or, where there is one of that id already, with the first number behind it that makes it another. */
function freeId(taken: ReadonlyMap<string, unknown>, id: string, mark: string): string {
  let free = id;
  for (let number = 2; taken.has(free); number += 1) free = `${id}${mark}${number}`;
  return free;
}

function readNode(node: WorkflowNode, graph: GraphRef, order: number): EditorNode {
  const { bodies = {}, ui = {}, ...data } = node;
  const place = readPoint(ui);
  const size = readSize(ui);
  const outputs = Object.entries(bodies).map(([name, body]): [string, Binding | undefined] => [
    name,
    body.output,
  ]);
  return {
    id: node.id,
    graph,
    order,
    data,
    position: place ?? { x: order * spacing, y: 0 },
    size,
    bodies: new Map(outputs),
    // A place is always written: what is no place would stand in its way.
    ui: without(ui, ['x', 'y', ...(size === null ? [] : ['width', 'height'])]),
  };
}

/** Notes are free-form data of editors: what is not a note is kept as it is. */
function readNotes(value: unknown): { notes: Map<string, EditorNote>; others: unknown } {
  const notes = new Map<string, EditorNote>();
  if (!Array.isArray(value)) return { notes, others: value };
  const others: unknown[] = [];
  for (const each of value as unknown[]) {
    const note = readNote(each, notes.size);
    if (note === undefined) others.push(each);
    else {
      const id = freeId(notes, note.id, '');
      notes.set(id, { ...note, id });
    }
  }
  return { notes, others: others.length > 0 ? others : undefined };
}

function readNote(value: unknown, order: number): EditorNote | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, text, colour, graph, ...rest } = value as Record<string, unknown>;
  const position = readPoint(rest);
  if (typeof id !== 'string' || typeof text !== 'string' || position === null) return undefined;
  const known = noteColours.find((name) => name === colour);
  const ui = without(rest, ['x', 'y', 'width', 'height']);
  return {
    id,
    text,
    order,
    position,
    size: readSize(rest) ?? noteSize,
    colour: known ?? 'yellow',
    graph: readGraphRef(graph),
    ui: known === undefined && colour !== undefined ? { ...ui, colour } : ui,
  };
}

function readGraphRef(value: unknown): GraphRef {
  if (typeof value !== 'object' || value === null) return null;
  const { nodeId, body } = value as Record<string, unknown>;
  return typeof nodeId === 'string' && typeof body === 'string' ? { nodeId, body } : null;
}

function readPoint({ x, y }: Readonly<Record<string, unknown>>): Point | null {
  return isNumber(x) && isNumber(y) ? { x, y } : null;
}

function readSize({ width, height }: Readonly<Record<string, unknown>>): Size | null {
  return isNumber(width) && isNumber(height) ? { width, height } : null;
}

function without(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
