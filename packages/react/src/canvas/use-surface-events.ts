import { useReactFlow, type ReactFlowInstance } from '@xyflow/react';
import type { DOMAttributes, DragEvent, FocusEvent, KeyboardEvent, MouseEvent } from 'react';
import type { Point } from '../editor/records.js';
import { draggedNodeType } from '../panels/palette-model.js';
import { currentNode, pressKey, type KeyTargets } from './canvas-keys.js';
import type { CanvasParts } from './canvas-parts.js';
import type { DrawnEdge, DrawnNode } from './drawn-items.js';

type Flow = ReactFlowInstance<DrawnNode, DrawnEdge>;

export type SurfaceEvents = Pick<
  DOMAttributes<HTMLElement>,
  'onKeyDown' | 'onFocus' | 'onBlur' | 'onDoubleClick' | 'onDragOver' | 'onDrop'
>;

/** What the area around the canvas listens to: keys, focus, double clicks, and what is dropped from the palette. */
export function useSurfaceEvents(parts: CanvasParts, isReadOnly: boolean): SurfaceEvents {
  const flow = useReactFlow<DrawnNode, DrawnEdge>();
  const { edits, focus } = parts;
  const targets = keyTargets(parts, isReadOnly);
  return {
    onKeyDown: (event: KeyboardEvent): void => {
      if (isForOthers(event) || !pressKey(event, targets)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onFocus: (event: FocusEvent): void => {
      const isEntered = event.target === event.currentTarget && focus.isEntered;
      focus.follow(event.target);
      const nodeId = isEntered ? currentNode(targets) : null;
      if (nodeId !== null) targets.focus(nodeId);
    },
    onBlur: (event: FocusEvent): void => {
      const { relatedTarget } = event;
      const isInside = relatedTarget instanceof Node && event.currentTarget.contains(relatedTarget);
      focus.follow(isInside ? relatedTarget : null);
    },
    onDoubleClick: (event: MouseEvent): void => {
      if (isReadOnly || !isPane(event.target)) return;
      const { graph, position } = placeIn(parts, flow, event);
      edits.askForNode({ graph, position, from: null, edgeId: null });
    },
    onDragOver: (event: DragEvent): void => {
      if (isReadOnly || !event.dataTransfer.types.includes(draggedNodeType)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    },
    onDrop: (event: DragEvent): void => {
      const dropped = readDropped(event.dataTransfer.getData(draggedNodeType));
      if (isReadOnly || dropped === null) return;
      event.preventDefault();
      const { graph, position } = placeIn(parts, flow, event);
      edits.add(dropped.type, dropped.version, graph, position);
    },
  };
}

function keyTargets({ edits, view, focus, session }: CanvasParts, isReadOnly: boolean): KeyTargets {
  return {
    edits,
    view,
    isReadOnly,
    current: focus.current,
    focus: (nodeId) => session.canvas.get()?.reveal(nodeId, { focus: true }),
  };
}

/** The graph under the pointer, and where in it that is. */
function placeIn(
  { view }: CanvasParts,
  flow: Flow,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
) {
  const { geometry, isMirrored } = view;
  const drawn = flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });
  const point: Point = { x: isMirrored ? -drawn.x : drawn.x, y: drawn.y };
  const graph = geometry.graphAt(point);
  const origin = geometry.originOf(graph);
  return { graph, position: { x: point.x - origin.x, y: point.y - origin.y } };
}

function readDropped(text: string): { readonly type: string; readonly version: number } | null {
  try {
    const { type, version } = JSON.parse(text) as { type?: unknown; version?: unknown };
    return typeof type === 'string' && typeof version === 'number' ? { type, version } : null;
  } catch {
    return null;
  }
}

function isPane(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    (target.classList.contains('react-flow__pane') ||
      target.classList.contains('fg-frame__section'))
  );
}

/** Fields keep all their keys, and buttons those that press them. */
function isForOthers({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input, textarea, select, [contenteditable]') !== null) return true;
  return target.closest('button, a') !== null && (key === 'Enter' || key === ' ');
}
