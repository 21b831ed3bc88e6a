/** What the nodes and edges of one canvas read: the same for editor and viewer. */

import type { Catalogue, Issue } from '@flowgraft/core';
import { createContext, useContext, type ComponentType } from 'react';
import type { ConnectionVerdict } from '../editor/connection-rules.js';
import type { NoteColour, Point, Size } from '../editor/records.js';
import type { PortRef } from '../editor/ui-state.js';
import type { RunStates } from '../hooks/run-states-context.js';
import type { Texts } from '../language/text.js';
import type { NodeCardProps } from '../slots.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import type { CanvasFocus } from './canvas-focus.js';
import type { CanvasView } from './canvas-view.js';
import type { EdgeMotion } from './edge-motion.js';

export interface CanvasServices {
  readonly texts: Texts;
  readonly catalogue: Catalogue;
  readonly view: CanvasView;
  readonly run: RunStates | null;
  /** How many problems each node has. */
  readonly problems: ReadableStore<ReadonlyMap<string, number>>;
  readonly focus: CanvasFocus;
  /** The edge under the pointer. */
  readonly hoveredEdge: ValueStore<string | null>;
  readonly motion: EdgeMotion;
  /** `null`: the host shows no cards. */
  readonly NodeCard: ComponentType<NodeCardProps> | null;
  /** `null`: nothing can be changed. */
  readonly editing: CanvasEditing | null;
}

/** A connection that is being drawn. */
export interface Connecting {
  readonly from: PortRef;
  /** It is drawn from an input port, backwards. */
  readonly isBackwards: boolean;
  readonly judge: (from: PortRef, to: PortRef) => ConnectionVerdict;
}

export interface CanvasEditing {
  readonly renaming: ReadableStore<string | null>;
  readonly connecting: ValueStore<Connecting | null>;
  /** The graph under the nodes that are being dragged, by `graphKey`. */
  readonly dropTarget: ValueStore<string | null>;
  /** `null`: the name stays as it was. */
  rename(nodeId: string, name: string | null): void;
  addAfter(from: PortRef): void;
  addInto(nodeId: string, body: string): void;
  insertOn(edgeId: string): void;
  disconnect(edgeId: string): void;
  writeNote(noteId: string, text: string): void;
  recolourNote(noteId: string, colour: NoteColour): void;
  /** @param place - Where its upper left corner is drawn, when that moved too. */
  resize(drawnId: string, size: Size, place: Point | null): void;
}

export const CanvasContext = createContext<CanvasServices | null>(null);

/** @throws {Error} Outside of a canvas. */
export function useCanvas(): CanvasServices {
  const services = useContext(CanvasContext);
  if (services === null) throw new Error('useCanvas was called outside of a canvas');
  return services;
}

/** Problems by node, counted once for each list of them. */
export function problemCounts(
  problems: ReadableStore<readonly Issue[]>,
): ReadableStore<ReadonlyMap<string, number>> {
  let counted: readonly Issue[] | undefined;
  let counts: ReadonlyMap<string, number> = new Map();
  return {
    subscribe: (listener) => problems.subscribe(listener),
    get: () => {
      const issues = problems.get();
      if (issues !== counted) {
        counted = issues;
        counts = countByNode(issues);
      }
      return counts;
    },
  };
}

function countByNode(issues: readonly Issue[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { nodeId } of issues)
    if (nodeId !== undefined) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
  return counts;
}

/** Stands for what there is none of. */
export const noProblems: ReadableStore<ReadonlyMap<string, number>> = new ValueStore(
  new Map<string, number>(),
);
export const nothing: ReadableStore<null> = new ValueStore(null);
