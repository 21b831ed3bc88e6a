/**
 * The drawing of a document: derived from its records, from what is selected, and from what is being dragged just now. Only
 * what changed gets a new object. The document is not touched before a drag ends.
 */

import type { Catalogue } from '@flowgraft/core';
import { geometryOf, type Geometry } from '../editor/geometry/geometry.js';
import {
  graphKey,
  type EditorDocument,
  type EditorEdge,
  type GraphRef,
  type Point,
  type Size,
} from '../editor/records.js';
import type { SelectionState } from '../editor/selection.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import {
  drawCard,
  drawEdge,
  drawNote,
  drawnNoteId,
  surroundingsOf,
  type DrawnCard,
  type DrawnEdge,
  type DrawnNode,
} from './drawn-items.js';

export interface Drawing {
  readonly nodes: DrawnNode[];
  readonly edges: DrawnEdge[];
}

export interface CanvasViewParts {
  readonly document: ReadableStore<EditorDocument>;
  readonly selection: ReadableStore<SelectionState>;
  readonly catalogue: Catalogue;
  readonly isMirrored: boolean;
}

/** Where something is shown while it is dragged or resized. */
interface Held {
  readonly position?: Point | undefined;
  readonly size?: Size | undefined;
}

interface Shown<Item> {
  readonly base: Item;
  readonly item: Item;
  readonly isSelected: boolean;
  readonly held: Held | undefined;
}

export class CanvasView implements ReadableStore<Drawing> {
  readonly isMirrored: boolean;
  readonly #parts: CanvasViewParts;
  readonly #drawing: ValueStore<Drawing>;
  readonly #held = new Map<string, Held>();
  #bases = new Map<string, DrawnNode>();
  #shown = new Map<string, Shown<DrawnNode>>();
  #shownEdges = new Map<string, Shown<DrawnEdge>>();
  #drawnDocument: EditorDocument | undefined = undefined;
  #drawnSelection: SelectionState | undefined = undefined;
  /** Where each node is in the list that is drawn. */
  #places = new Map<string, number>();

  constructor(parts: CanvasViewParts) {
    this.#parts = parts;
    this.isMirrored = parts.isMirrored;
    this.#drawing = new ValueStore(this.#draw());
  }

  /** Follows document and selection until the returned function is called. */
  connect(): () => void {
    const update = (): void => {
      if (!this.#isDrawn()) this.#drawing.set(this.#draw());
    };
    const stops = [this.#parts.document.subscribe(update), this.#parts.selection.subscribe(update)];
    update();
    return () => {
      for (const stop of stops) stop();
    };
  }

  readonly get = (): Drawing => this.#drawing.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#drawing.subscribe(listener);

  get document(): EditorDocument {
    return this.#parts.document.get();
  }

  get geometry(): Geometry {
    return geometryOf(this.document, this.#parts.catalogue);
  }

  /** Shows things elsewhere, or in another size, until `release`. */
  hold(items: ReadonlyMap<string, Held>): void {
    for (const [id, held] of items) this.#held.set(id, { ...this.#held.get(id), ...held });
    this.#drawing.set(this.#isDrawn() ? this.#redraw(items.keys()) : this.#draw());
  }

  /**
   * Shows things where the document has them.
   *
   * @param change - What puts them elsewhere in the document: old places are not shown in between.
   */
  release(change?: () => void): void {
    const ids = [...this.#held.keys()];
    this.#held.clear();
    const before = this.#drawnDocument;
    change?.();
    // A new document was drawn just now, with nothing held.
    if (this.#isDrawn() && this.#drawnDocument === before) this.#drawing.set(this.#redraw(ids));
    else if (!this.#isDrawn()) this.#drawing.set(this.#draw());
  }

  /** Where something that is being dragged is shown, relative to the frame around it. */
  heldPosition(drawnId: string): Point | undefined {
    return this.#held.get(drawnId)?.position;
  }

  #isDrawn(): boolean {
    return (
      this.document === this.#drawnDocument && this.#parts.selection.get() === this.#drawnSelection
    );
  }

  /** Only these again: a drag does this with every frame, whatever the size of the workflow. */
  #redraw(ids: Iterable<string>): Drawing {
    const { nodes: before, edges } = this.get();
    const nodes = [...before];
    for (const id of ids) {
      const shown = this.#shown.get(id);
      const place = this.#places.get(id);
      if (shown === undefined || place === undefined) continue;
      const next = show(shown, shown.base, shown.isSelected, this.#held.get(id));
      this.#shown.set(id, next);
      nodes[place] = next.item;
    }
    return { nodes, edges };
  }

  #draw(): Drawing {
    const { document } = this;
    const selection = this.#parts.selection.get();
    const { nodes, edges, notes } = selection;
    if (document !== this.#drawnDocument) this.#bases = this.#drawBases();
    const shown = new Map<string, Shown<DrawnNode>>();
    for (const [id, base] of this.#bases) {
      const isSelected = base.type === 'note' ? notes.has(base.data.note.id) : nodes.has(id);
      shown.set(id, show(this.#shown.get(id), base, isSelected, this.#held.get(id)));
    }
    const shownEdges = new Map<string, Shown<DrawnEdge>>();
    for (const edge of document.edges.values()) {
      const base = this.#edgeBase(edge, document);
      if (base !== null)
        shownEdges.set(
          edge.id,
          show(this.#shownEdges.get(edge.id), base, edges.has(edge.id), undefined),
        );
    }
    this.#shown = shown;
    this.#shownEdges = shownEdges;
    this.#drawnDocument = document;
    this.#drawnSelection = selection;
    this.#places = new Map([...shown.keys()].map((id, place) => [id, place]));
    return {
      nodes: [...shown.values()].map(({ item }) => item),
      edges: [...shownEdges.values()].map(({ item }) => item),
    };
  }

  /** Frames come before what is in them. */
  #drawBases(): Map<string, DrawnNode> {
    const { document, geometry, isMirrored } = this;
    const bases = new Map<string, DrawnNode>();
    const open: GraphRef[] = [null];
    const seen = new Set<string>();
    for (const graph of open) {
      if (seen.has(graphKey(graph))) continue;
      seen.add(graphKey(graph));
      const around = surroundingsOf(document, geometry, graph);
      for (const note of geometry.notesIn(graph)) {
        const id = drawnNoteId(note.id);
        const next = drawNote(note, around, isMirrored);
        const before = this.#bases.get(id);
        bases.set(id, before !== undefined && isSameDrawing(before, next) ? before : next);
      }
      for (const node of geometry.nodesIn(graph)) {
        const next = drawCard(node, geometry, around, isMirrored);
        const before = this.#bases.get(node.id);
        bases.set(node.id, before !== undefined && isSameDrawing(before, next) ? before : next);
        for (const body of node.bodies.keys()) open.push({ nodeId: node.id, body });
      }
    }
    return bases;
  }

  #edgeBase(edge: EditorEdge, document: EditorDocument): DrawnEdge | null {
    const before = this.#shownEdges.get(edge.id)?.base;
    if (before !== undefined && document === this.#drawnDocument) return before;
    const next = drawEdge(edge, document, this.geometry);
    if (next?.data === undefined || before?.data === undefined) return next;
    const isSame =
      before.data.edge === edge &&
      before.data.sourceDrop === next.data.sourceDrop &&
      before.data.targetDrop === next.data.targetDrop;
    return isSame ? before : next;
  }
}

function show<Item extends DrawnNode | DrawnEdge>(
  before: Shown<Item> | undefined,
  base: Item,
  isSelected: boolean,
  held: Held | undefined,
): Shown<Item> {
  if (before?.base === base && before.isSelected === isSelected && before.held === held)
    return before;
  if (!isSelected && held === undefined) return { base, item: base, isSelected, held };
  const size = held?.size;
  const item = {
    ...base,
    selected: isSelected,
    ...(held?.position !== undefined && { position: held.position }),
    ...(size !== undefined && { ...size, measured: size }),
  };
  return { base, item, isSelected, held };
}

function isSameDrawing(before: DrawnNode, next: DrawnNode): boolean {
  if (
    before.parentId !== next.parentId ||
    before.position.x !== next.position.x ||
    before.position.y !== next.position.y ||
    before.width !== next.width ||
    before.height !== next.height
  )
    return false;
  if (before.type === 'note') return next.type === 'note' && before.data.note === next.data.note;
  return next.type !== 'note' && isSameCard(before, next);
}

function isSameCard({ data: before }: DrawnCard, { data: next }: DrawnCard): boolean {
  return (
    before.node === next.node &&
    before.manifest === next.manifest &&
    before.taken.size === next.taken.size &&
    [...before.taken].every((port) => next.taken.has(port)) &&
    before.handles.length === next.handles.length &&
    JSON.stringify(before.frame) === JSON.stringify(next.frame)
  );
}
