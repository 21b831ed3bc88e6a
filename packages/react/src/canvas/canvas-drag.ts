/** Dragging: shown by the view while it lasts, and one command when it ends. */

import type { NodeChange } from '@xyflow/react';
import { guidesFor, type Guide } from '../editor/geometry/alignment.js';
import { boundsOf, boxOf, overlaps, snap, type Box } from '../editor/geometry/boxes.js';
import { grid, headerHeight } from '../editor/geometry/measures.js';
import { fromDrawn } from '../editor/geometry/mirror.js';
import type { Move } from '../editor/commands/move-nodes.js';
import { graphKey, isSameGraph, type GraphRef, type Point, type Size } from '../editor/records.js';
import { ValueStore } from '../store/value-store.js';
import type { CanvasEdits } from './canvas-edits.js';
import type { CanvasView } from './canvas-view.js';
import { noteIdOf, surroundingsOf, type DrawnNode } from './drawn-items.js';

export class CanvasDrag {
  readonly guides = new ValueStore<readonly Guide[]>([]);
  readonly #view: CanvasView;
  readonly #edits: CanvasEdits;
  #others: readonly Box[] = [];

  constructor(view: CanvasView, edits: CanvasEdits) {
    this.#view = view;
    this.#edits = edits;
  }

  /** Takes over what xyflow says of nodes: where they are dragged to, their size, and which are selected. */
  onNodesChange(changes: readonly NodeChange<DrawnNode>[]): void {
    const held = new Map<string, { position?: Point; size?: Size }>();
    const selected: { id: string; isSelected: boolean }[] = [];
    for (const change of changes) {
      if (change.type === 'position' && change.dragging === true && change.position !== undefined)
        held.set(change.id, { position: change.position });
      if (change.type === 'dimensions' && change.resizing === true && change.dimensions)
        held.set(change.id, { size: change.dimensions });
      if (change.type === 'select') selected.push({ id: change.id, isSelected: change.selected });
    }
    if (held.size > 0) this.#view.hold(held);
    if (selected.length > 0) this.#select(selected);
  }

  /** @param screen - What of the canvas can be seen, as it is drawn. */
  start(dragged: readonly DrawnNode[], screen: Box): void {
    const ids = new Set(dragged.map(({ id }) => id));
    const { document, geometry } = this.#view;
    this.#others = [...document.nodes.keys()].flatMap((id) => {
      const box = ids.has(id) ? null : geometry.absoluteBox(id);
      const drawn = box === null ? null : this.#mirrored(box);
      return drawn !== null && overlaps(drawn, screen) ? [drawn] : [];
    });
  }

  /** Shows what the dragged nodes are level with, and which container would take them. */
  over(dragged: readonly DrawnNode[]): void {
    const boxes = dragged.map((node) => this.#drawnBox(node));
    const bounds = boundsOf(boxes);
    this.guides.set(bounds === null ? [] : guidesFor(bounds, this.#others));
    const [first] = dragged;
    const ids = new Set(dragged.map(({ id }) => id));
    const target = first === undefined ? null : this.#graphUnder(first, ids);
    const own = first === undefined ? null : this.#graphOf(first);
    const isElsewhere = !isSameGraph(target, own);
    this.#edits.dropTarget.set(isElsewhere && target !== null ? graphKey(target) : null);
  }

  /** Puts the nodes where they were dragged to. */
  end(dragged: readonly DrawnNode[]): void {
    const ids = new Set(dragged.map(({ id }) => id));
    const nodes: Move[] = [];
    const notes: Move[] = [];
    for (const drawn of dragged) {
      const noteId = noteIdOf(drawn.id);
      const move = this.#moveOf(drawn, noteId ?? drawn.id, ids);
      (noteId === null ? nodes : notes).push(move);
    }
    this.guides.set([]);
    this.#edits.dropTarget.set(null);
    this.#view.release(() => this.#edits.move({ nodes, notes }));
  }

  #moveOf(drawn: DrawnNode, id: string, ids: ReadonlySet<string>): Move {
    const own = this.#graphOf(drawn);
    const target = this.#graphUnder(drawn, ids);
    const { x, y } = this.#documentPlace(drawn);
    const origin = this.#view.geometry.originOf(target);
    const position = snap({ x: x - origin.x, y: y - origin.y }, grid);
    const inside =
      target === null ? position : { x: Math.max(0, position.x), y: Math.max(0, position.y) };
    return { id, position: inside, ...(!isSameGraph(own, target) && { graph: target }) };
  }

  #select(changes: readonly { readonly id: string; readonly isSelected: boolean }[]): void {
    const { selection } = this.#edits.session;
    const now = selection.get();
    const nodes = new Set(now.nodes);
    const notes = new Set(now.notes);
    for (const { id, isSelected } of changes) {
      const noteId = noteIdOf(id);
      const set = noteId === null ? nodes : notes;
      if (isSelected) set.add(noteId ?? id);
      else set.delete(noteId ?? id);
    }
    selection.select({ nodes, notes, edges: now.edges });
  }

  #graphOf({ data }: DrawnNode): GraphRef {
    return 'note' in data ? data.note.graph : data.node.graph;
  }

  #graphUnder(drawn: DrawnNode, without: ReadonlySet<string>): GraphRef {
    const { x, y } = this.#documentPlace(drawn);
    const point = { x: x + sizeOf(drawn).width / 2, y: y + headerHeight / 2 };
    return this.#view.geometry.graphAt(point, without);
  }

  /** Its upper left corner in the workflow's own graph, not mirrored. */
  #documentPlace(drawn: DrawnNode): Point {
    const { document, geometry, isMirrored } = this.#view;
    const graph = this.#graphOf(drawn);
    const around = surroundingsOf(document, geometry, graph);
    const local = fromDrawn(drawn.position, sizeOf(drawn).width, around, isMirrored);
    const origin = geometry.originOf(graph);
    return { x: origin.x + local.x, y: origin.y + local.y };
  }

  #drawnBox(drawn: DrawnNode): Box {
    return this.#mirrored(boxOf(this.#documentPlace(drawn), sizeOf(drawn)));
  }

  #mirrored(box: Box): Box {
    return this.#view.isMirrored ? { ...box, x: -box.x - box.width } : box;
  }
}

function sizeOf({ width = 0, height = 0 }: DrawnNode): Size {
  return { width, height };
}
