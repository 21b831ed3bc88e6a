/**
 * The workflow as the editor keeps it: flat records instead of nested graphs, so that each edit changes few of them and
 * can be reverted exactly. Immutable: a change makes new records and new maps.
 */

import type { Binding, WorkflowDocument, WorkflowEdge, WorkflowNode } from '@flowgraft/core';

/** A graph of the document: `null` is the workflow's own, else a body of a container. */
export type GraphRef = BodyRef | null;

export interface BodyRef {
  /** The container. */
  readonly nodeId: string;
  /** `body`, `catch`, `finally`, or a branch of `flow.parallel`. */
  readonly body: string;
}

/** In the units of the canvas, relative to the graph that the node is in. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the document says of a node, without place and inner graphs. */
export type NodeData = Omit<WorkflowNode, 'bodies' | 'ui'>;

export interface EditorNode {
  readonly id: string;
  readonly graph: GraphRef;
  /** Its place among the nodes of its graph in the document. */
  readonly order: number;
  readonly data: NodeData;
  readonly position: Point;
  /** Only what a user has set: a container's frame. Everything else is computed. */
  readonly size: Size | null;
  /** A container's inner graphs by name, with the value that a pass gives. Empty for other nodes. */
  readonly bodies: ReadonlyMap<string, Binding | undefined>;
  /** What the document's `ui` of the node holds besides place and size. */
  readonly ui: Readonly<Record<string, unknown>>;
}

export interface EditorEdge {
  /** `edgeId(data)`; with `#2` and so on behind it where the document joins the same ports more than once. */
  readonly id: string;
  readonly order: number;
  /** The graph that the document has it in: that of its nodes, if they exist. */
  readonly graph: GraphRef;
  readonly data: WorkflowEdge;
}

/** Text on the canvas; kept in the `ui` of the document. */
export interface EditorNote {
  readonly id: string;
  readonly graph: GraphRef;
  /** Its place among the notes of the document. */
  readonly order: number;
  readonly position: Point;
  readonly size: Size;
  /** Markdown's plain parts: lines, lists, `**bold**`, `_emphasis_`, links. */
  readonly text: string;
  readonly colour: NoteColour;
  /** What the document holds of the note besides all this. */
  readonly ui: Readonly<Record<string, unknown>>;
}

export const noteColours = ['yellow', 'blue', 'green', 'red', 'grey'] as const;
export type NoteColour = (typeof noteColours)[number];

/** What the document says of the workflow as a whole. */
export interface WorkflowMeta extends Pick<
  WorkflowDocument,
  'id' | 'name' | 'description' | 'input' | 'settings' | 'output'
> {
  /** What the document's `ui` holds besides notes. */
  readonly ui: Readonly<Record<string, unknown>>;
}

export interface EditorDocument {
  readonly meta: WorkflowMeta;
  readonly nodes: ReadonlyMap<string, EditorNode>;
  readonly edges: ReadonlyMap<string, EditorEdge>;
  readonly notes: ReadonlyMap<string, EditorNote>;
}

/** Names an edge by its ends: no two edges that this editor makes join the same ports. */
export function edgeId({ from, fromPort = 'out', to, toPort = 'in' }: WorkflowEdge): string {
  return `${from}.${fromPort}>${to}.${toPort}`;
}

/** Text that is the same for the same graph, for maps. */
export function graphKey(graph: GraphRef): string {
  return graph === null ? '' : `${graph.nodeId}/${graph.body}`;
}

export function isSameGraph(a: GraphRef, b: GraphRef): boolean {
  return graphKey(a) === graphKey(b);
}
