/** What is drawn: xyflow's nodes and edges for the records of a document. */

import type { NodeManifest } from '@flowgraft/core';
import { errorPort } from '@flowgraft/core/document';
import type { Edge, Node, NodeHandle, Position } from '@xyflow/react';
import type { FrameLayout } from '../editor/geometry/frame-layout.js';
import type { Geometry } from '../editor/geometry/geometry.js';
import { handlesOf, type PortHandle } from '../editor/geometry/handles.js';
import { toDrawn, type Surroundings } from '../editor/geometry/mirror.js';
import type { NodePorts } from '../editor/geometry/ports.js';
import type {
  EditorDocument,
  EditorEdge,
  EditorNode,
  EditorNote,
  GraphRef,
} from '../editor/records.js';

export type CardData = {
  readonly node: EditorNode;
  readonly manifest: NodeManifest | undefined;
  readonly ports: NodePorts;
  readonly handles: readonly PortHandle[];
  /** Set on containers. */
  readonly frame: FrameLayout | null;
  /** Names of the output ports that an edge leaves. */
  readonly taken: ReadonlySet<string>;
};
type NoteData = { readonly note: EditorNote };
export type EdgeData = {
  readonly edge: EditorEdge;
  readonly kind: 'plain' | 'error' | 'back';
  /** From the port to the lower end of the node, at both ends. */
  readonly sourceDrop: number;
  readonly targetDrop: number;
};

export type DrawnCard = Node<CardData, 'card' | 'frame'>;
export type DrawnNote = Node<NoteData, 'note'>;
export type DrawnNode = DrawnCard | DrawnNote;
export type DrawnEdge = Edge<EdgeData, 'edge'>;

// The values of xyflow's enum, which is not needed for anything else here.
const sides = { left: 'left', right: 'right', bottom: 'bottom' } as Readonly<
  Record<PortHandle['side'], Position>
>;

/** Screen readers are told about a node by the card inside of it. */
const quiet = { 'aria-roledescription': '' };

/** A note's id among the nodes: no node's id has a colon. */
export function drawnNoteId(noteId: string): string {
  return `note:${noteId}`;
}

/** The note that a drawn node stands for; `null` when it is not one. */
export function noteIdOf(drawnId: string): string | null {
  return drawnId.startsWith('note:') ? drawnId.slice('note:'.length) : null;
}

/** What is around the things of a graph; `null` for the workflow's own. */
export function surroundingsOf(
  document: EditorDocument,
  geometry: Geometry,
  graph: GraphRef,
): Surroundings | null {
  const section = geometry.section(graph);
  const container = graph === null ? undefined : document.nodes.get(graph.nodeId);
  if (section === null || container === undefined) return null;
  return { section, frameWidth: geometry.sizeOf(container).width };
}

export function drawCard(
  node: EditorNode,
  geometry: Geometry,
  around: Surroundings | null,
  isMirrored: boolean,
): DrawnCard {
  const { width, height } = geometry.sizeOf(node);
  const ports = geometry.ports(node);
  const handles = handlesOf(ports, { width, height }, isMirrored);
  const frame = geometry.frame(node.id);
  const data: CardData = {
    node,
    manifest: geometry.manifestOf(node),
    ports,
    handles,
    frame,
    taken: geometry.portUse(node.id).outputs,
  };
  return {
    id: node.id,
    type: frame === null ? 'card' : 'frame',
    data,
    position: toDrawn(node.position, width, around, isMirrored),
    ...(around !== null && node.graph !== null && { parentId: node.graph.nodeId }),
    width,
    height,
    measured: { width, height },
    handles: handles.map(drawHandle),
    domAttributes: quiet,
    ...(frame !== null && { dragHandle: '.fg-frame__header' }),
  };
}

export function drawNote(
  note: EditorNote,
  around: Surroundings | null,
  isMirrored: boolean,
): DrawnNote {
  const { width, height } = note.size;
  return {
    id: drawnNoteId(note.id),
    type: 'note',
    data: { note },
    position: toDrawn(note.position, width, around, isMirrored),
    ...(around !== null && note.graph !== null && { parentId: note.graph.nodeId }),
    width,
    height,
    measured: { width, height },
    handles: [],
    connectable: false,
    zIndex: around === null ? -1 : 0,
    domAttributes: quiet,
  };
}

/** `null` for an edge with an end that is not there. */
export function drawEdge(
  edge: EditorEdge,
  document: EditorDocument,
  geometry: Geometry,
): DrawnEdge | null {
  const { from, fromPort = 'out', to, toPort = 'in', maxIterations } = edge.data;
  const source = document.nodes.get(from);
  const target = document.nodes.get(to);
  if (source === undefined || target === undefined) return null;
  const kind = maxIterations !== undefined ? 'back' : fromPort === errorPort ? 'error' : 'plain';
  return {
    id: edge.id,
    type: 'edge',
    source: from,
    sourceHandle: fromPort,
    target: to,
    targetHandle: toPort,
    data: {
      edge,
      kind,
      sourceDrop: kind === 'back' ? dropOf(geometry, source, 'output', fromPort) : 0,
      targetDrop: kind === 'back' ? dropOf(geometry, target, 'input', toPort) : 0,
    },
  };
}

function dropOf(
  geometry: Geometry,
  node: EditorNode,
  kind: PortHandle['kind'],
  port: string,
): number {
  const handle = geometry.handles(node).find((each) => each.kind === kind && each.port === port);
  return geometry.sizeOf(node).height - (handle?.y ?? 0);
}

/** A point, not the square that takes the pointer: lines begin in the middle of a port. */
function drawHandle({ port, kind, side, x, y }: PortHandle): NodeHandle {
  return {
    id: port,
    type: kind === 'input' ? 'target' : 'source',
    position: sides[side],
    x,
    y,
    width: 0,
    height: 0,
  };
}
