/** The canvas by keyboard; `canvas.help` tells users the same. */

import { defaultOutputPort } from '@flowgraft/core/document';
import { firstOutputPort } from '../editor/connection-rules.js';
import { grid } from '../editor/geometry/measures.js';
import { firstNode, nextEdgeOf, nodeTowards, type Direction } from '../editor/geometry/walk.js';
import type { Point } from '../editor/records.js';
import type { PortRef } from '../editor/ui-state.js';
import type { ValueStore } from '../store/value-store.js';
import type { CanvasEdits } from './canvas-edits.js';
import type { CanvasView } from './canvas-view.js';

/** What a key does it to. */
export interface KeyTargets {
  readonly edits: CanvasEdits;
  readonly view: CanvasView;
  readonly current: ValueStore<string | null>;
  readonly isReadOnly: boolean;
  /** Brings a node into view and gives it the keyboard. */
  readonly focus: (nodeId: string) => void;
}

/** The part of a keyboard event that counts. */
export interface PressedKey {
  readonly key: string;
  /** The place of the key: letters are found by it where the keyboard writes others. */
  readonly code: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const steps: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};
const largeStep = 5;

/** @returns whether the key means something here. */
export function pressKey(event: PressedKey, targets: KeyTargets): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const direction = directions[event.key];
  if (direction !== undefined) return pressArrow(direction, event, targets);
  const key = keyOf(event);
  const act = reading[key] ?? (targets.isReadOnly ? undefined : writing[key]);
  if (act === undefined || event.altKey) return false;
  act(targets, currentNode(targets));
  return true;
}

function keyOf({ key, code }: PressedKey): string {
  if (key.length > 1) return key;
  const isOther = key.charCodeAt(0) > 127 && code.startsWith('Key');
  return (isOther ? code.slice('Key'.length) : key).toLowerCase();
}

/** The node that has the keyboard, else what is selected, else the first one. */
export function currentNode({ view, current, edits }: KeyTargets): string | null {
  const { document, geometry } = view;
  const [selected] = edits.session.selection.get().nodes;
  const known = [current.get(), selected].find(
    (id) => typeof id === 'string' && document.nodes.has(id),
  );
  return known ?? firstNode(document, geometry);
}

type KeyAction = (targets: KeyTargets, nodeId: string | null) => void;

const reading: Readonly<Record<string, KeyAction>> = {
  Enter: openSettings,
  ' ': toggleSelected,
  Escape: ({ edits }) => {
    edits.connecting.set(null);
    edits.session.selection.clear();
    edits.session.announce('canvas.deselected');
  },
  Home: ({ view, focus }) => {
    const first = firstNode(view.document, view.geometry);
    if (first !== null) focus(first);
  },
  e: selectNextEdge,
};

const writing: Readonly<Record<string, KeyAction>> = {
  Delete: remove,
  Backspace: remove,
  F2: ({ edits }, nodeId) => {
    if (nodeId !== null) edits.startRename(nodeId);
  },
  '+': addAfter,
  a: addAfter,
  c: (targets, nodeId) => {
    const connecting = outputOf(targets, nodeId);
    targets.edits.session.ui.update((ui) => ({ ...ui, connecting }));
  },
};

function pressArrow(direction: Direction, event: PressedKey, targets: KeyTargets): boolean {
  const { view, edits, isReadOnly, focus } = targets;
  const { nodes, notes } = edits.session.selection.get();
  const along = view.isMirrored ? mirroredDirection(direction) : direction;
  const isMoving = nodes.size + notes.size > 0 && !event.altKey && !isReadOnly;
  if (isMoving) {
    moveSelected(targets, steps[along], event.shiftKey ? largeStep : 1);
    return true;
  }
  const from = currentNode(targets);
  const to = from === null ? null : nodeTowards(view.document, view.geometry, from, along);
  if (to === null) edits.session.announce('canvas.nowhere');
  else focus(to);
  return true;
}

function mirroredDirection(direction: Direction): Direction {
  if (direction === 'left') return 'right';
  return direction === 'right' ? 'left' : direction;
}

function moveSelected({ edits, view }: KeyTargets, step: Point, times: number): void {
  const { document } = view;
  const selected = edits.session.selection.get();
  const moved = ({ position, graph }: { position: Point; graph: unknown }): Point => {
    const x = position.x + step.x * times * grid;
    const y = position.y + step.y * times * grid;
    return graph === null ? { x, y } : { x: Math.max(0, x), y: Math.max(0, y) };
  };
  // What is in a container that moves goes with it.
  const isCarried = (graph: { nodeId: string } | null): boolean => {
    for (let ref = graph; ref !== null; ref = document.nodes.get(ref.nodeId)?.graph ?? null)
      if (selected.nodes.has(ref.nodeId)) return true;
    return false;
  };
  const pick = <Item extends { id: string; position: Point; graph: { nodeId: string } | null }>(
    ids: ReadonlySet<string>,
    records: ReadonlyMap<string, Item>,
  ) =>
    [...ids].flatMap((id) => {
      const item = records.get(id);
      return item === undefined || isCarried(item.graph) ? [] : [{ id, position: moved(item) }];
    });
  const nodes = pick(selected.nodes, document.nodes);
  const notes = pick(selected.notes, document.notes);
  edits.move({ nodes, notes }, { coalesce: 'nudge' });
  edits.session.announce('canvas.moved', { count: nodes.length + notes.length });
}

function openSettings({ edits }: KeyTargets, nodeId: string | null): void {
  if (nodeId === null) return;
  edits.session.selection.select({ nodes: [nodeId] });
  edits.session.ui.update((ui) => ({ ...ui, panel: 'inspector' }));
}

function toggleSelected({ edits }: KeyTargets, nodeId: string | null): void {
  if (nodeId === null) return;
  const { selection } = edits.session;
  const nodes = new Set(selection.get().nodes);
  if (!nodes.delete(nodeId)) nodes.add(nodeId);
  selection.select({ nodes });
}

function remove({ edits, view, current, focus }: KeyTargets, nodeId: string | null): void {
  const { selection } = edits.session;
  const { nodes, edges, notes } = selection.get();
  if (nodes.size + edges.size + notes.size === 0 && nodeId !== null)
    selection.select({ nodes: [nodeId] });
  const before = nodeId === null ? null : nodeTowards(view.document, view.geometry, nodeId, 'left');
  edits.removeSelected();
  if (nodeId === null || view.document.nodes.has(nodeId)) return;
  const isThere = before !== null && view.document.nodes.has(before);
  const next = isThere ? before : firstNode(view.document, view.geometry);
  if (next === null) current.set(null);
  else focus(next);
}

function addAfter(targets: KeyTargets, nodeId: string | null): void {
  const { edits } = targets;
  const [edge] = edits.session.selection.get().edges;
  const from = outputOf(targets, nodeId);
  if (edge !== undefined) edits.insertOn(edge);
  else if (from !== null) edits.addAfter(from);
  else edits.askForNode({ graph: null, position: null, from: null, edgeId: null });
}

/** The first output that leads nowhere, else the first. */
function outputOf({ view, edits }: KeyTargets, nodeId: string | null): PortRef | null {
  const node = nodeId === null ? undefined : view.document.nodes.get(nodeId);
  if (node === undefined) return null;
  const taken = view.geometry.portUse(node.id).outputs;
  const free = view.geometry
    .ports(node)
    .outputs.find(({ name }) => name !== 'error' && !taken.has(name));
  const usual = firstOutputPort(edits.session.catalogue, node) ?? defaultOutputPort;
  return { nodeId: node.id, port: free?.name ?? usual };
}

function selectNextEdge({ edits, view }: KeyTargets, nodeId: string | null): void {
  const { selection, catalogue } = edits.session;
  const [now] = selection.get().edges;
  const next = nodeId === null ? null : nextEdgeOf(view.document, nodeId, now ?? null);
  const edge = next === null ? undefined : view.document.edges.get(next);
  if (edge === undefined) {
    edits.session.announce('canvas.noEdges');
    return;
  }
  selection.select({ edges: [edge.id] });
  const nameOf = (id: string): string => {
    const node = view.document.nodes.get(id);
    if (node === undefined) return id;
    return node.data.name ?? catalogue.get(node.data.type, node.data.version)?.text.title ?? id;
  };
  edits.session.announce('canvas.edge', {
    from: nameOf(edge.data.from),
    to: nameOf(edge.data.to),
  });
}
