/** From the editor's records back to a workflow document. */

import type {
  JsonValue,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
} from '@flowgraft/core';
import { groupBy } from '../store/group-by.js';
import { graphKey, type EditorDocument, type EditorNode, type EditorNote } from './records.js';

type Ui = Record<string, JsonValue>;

/** The document that the records stand for; `readDocument(writeDocument(d))` is `d`. */
export function writeDocument({ meta, nodes, edges, notes }: EditorDocument): WorkflowDocument {
  const nodesIn = groupBy(nodes.values(), ({ graph }) => graphKey(graph));
  const edgesIn = groupBy(edges.values(), ({ data, graph }) =>
    graphKey(nodes.get(data.from)?.graph ?? graph),
  );
  const writeGraph = (key: string): WorkflowGraph => ({
    nodes: byOrder(nodesIn.get(key)).map(writeNode),
    edges: byOrder(edgesIn.get(key)).map(({ data }): WorkflowEdge => data),
  });
  const writeNode = ({ id, data, position, size, bodies, ui }: EditorNode): WorkflowNode => {
    const inner = [...bodies].map(([body, output]): [string, WorkflowBody] => [
      body,
      { ...writeGraph(graphKey({ nodeId: id, body })), ...(output !== undefined && { output }) },
    ]);
    return {
      ...data,
      ...(inner.length > 0 && { bodies: Object.fromEntries(inner) }),
      ui: { ...(ui as Ui), ...position, ...size },
    };
  };
  const { id, ui, ...about } = meta;
  const written = {
    ...(ui as Ui),
    ...(notes.size > 0 && { notes: writeNotes(notes, ui['notes']) }),
  };
  return {
    schema: 1,
    id,
    ...defined(about),
    ...writeGraph(''),
    ...(Object.keys(written).length > 0 && { ui: written }),
  };
}

/** @param others - What else the document has among its notes. */
function writeNotes(notes: EditorDocument['notes'], others: unknown): JsonValue[] {
  const written = byOrder([...notes.values()]).map(writeNote);
  return Array.isArray(others) ? [...(others as JsonValue[]), ...written] : written;
}

function writeNote({ id, text, colour, position, size, graph, ui }: EditorNote): Ui {
  return {
    ...(ui as Ui),
    id,
    text,
    colour: ui['colour'] === undefined ? colour : (ui['colour'] as JsonValue),
    ...position,
    ...size,
    ...(graph !== null && { graph: { ...graph } }),
  };
}

function byOrder<Item extends { readonly order: number }>(items: readonly Item[] = []): Item[] {
  return items.toSorted((a, b) => a.order - b.order);
}

function defined<Value extends object>(value: Value): Value {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as Value;
}
