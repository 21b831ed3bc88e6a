/** Connecting by pointer, as xyflow tells of it. */

import type {
  Connection,
  FinalConnectionState,
  IsValidConnection,
  OnConnectStart,
} from '@xyflow/react';
import type { Point } from '../editor/records.js';
import type { PortRef } from '../editor/ui-state.js';
import type { CanvasEdits } from './canvas-edits.js';
import type { CanvasView } from './canvas-view.js';
import type { DrawnEdge } from './drawn-items.js';

/** A drag that is shorter than this, in pixels, was meant as a click. */
const leastDrag = 24;

export class CanvasConnections {
  readonly #edits: CanvasEdits;
  readonly #view: CanvasView;
  #toCanvas: (point: Point) => Point = (point) => point;

  constructor(edits: CanvasEdits, view: CanvasView) {
    this.#edits = edits;
    this.#view = view;
  }

  /** @param toCanvas - From a place on the screen to the workflow's own graph, as it is drawn. */
  measureWith(toCanvas: (point: Point) => Point): void {
    this.#toCanvas = toCanvas;
  }

  readonly isValid: IsValidConnection<DrawnEdge> = (connection) => {
    const connecting = this.#edits.connecting.get();
    const { from, to } = endsOf(connection);
    return connecting?.judge(from, to).ok ?? true;
  };

  readonly onStart: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
    if (nodeId === null || handleId === null || this.#edits.connecting.get() !== null) return;
    this.#edits.startConnecting({ nodeId, port: handleId }, handleType === 'target');
  };

  readonly onConnect = (connection: Connection): void => {
    const { from, to } = endsOf(connection);
    this.#edits.connect(from, to);
  };

  /** What was not dropped on a port: on a node it means that node, elsewhere it asks for a new one. */
  readonly onEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
    const connecting = this.#edits.connecting.get();
    this.#edits.connecting.set(null);
    if (connecting === null || connecting.isBackwards || state.toHandle !== null) return;
    const { from } = connecting;
    const place = placeOf(event);
    const under = document.elementFromPoint(place.x, place.y);
    const nodeId = under?.closest('[data-fg-node]')?.getAttribute('data-fg-node') ?? null;
    const isOnCard = nodeId !== null && !isIn(under, '.fg-frame__section');
    if (isOnCard && nodeId !== from.nodeId) {
      this.#edits.connectToNode(from, nodeId);
      return;
    }
    const isFar = Math.hypot(...differences(state)) > leastDrag;
    if (isFar && !isOnCard && isIn(under, '.fg-canvas')) this.#askAt(from, place);
  };

  readonly onReconnectStart = (
    _event: unknown,
    edge: DrawnEdge,
    fixedType: 'source' | 'target',
  ): void => {
    const { from, to } = endsOf(edge);
    const isBackwards = fixedType === 'target';
    this.#edits.startConnecting(isBackwards ? to : from, isBackwards, edge.id);
  };

  readonly onReconnect = (edge: DrawnEdge, connection: Connection): void => {
    const { from, to } = endsOf(connection);
    this.#edits.reconnect(edge.id, from, to);
  };

  readonly onReconnectEnd = (): void => this.#edits.connecting.set(null);

  #askAt(from: PortRef, place: Point): void {
    const { document, geometry, isMirrored } = this.#view;
    const graph = document.nodes.get(from.nodeId)?.graph ?? null;
    const { x, y } = this.#toCanvas(place);
    const origin = geometry.originOf(graph);
    const position = { x: (isMirrored ? -x : x) - origin.x, y: y - origin.y };
    this.#edits.askForNode({ graph, position, from, edgeId: null });
  }
}

function endsOf(connection: Connection | DrawnEdge): { from: PortRef; to: PortRef } {
  const { source, sourceHandle, target, targetHandle } = connection;
  return {
    from: { nodeId: source, port: sourceHandle ?? 'out' },
    to: { nodeId: target, port: targetHandle ?? 'in' },
  };
}

function differences({ from, to }: FinalConnectionState): [number, number] {
  return from === null || to === null ? [0, 0] : [to.x - from.x, to.y - from.y];
}

function placeOf(event: MouseEvent | TouchEvent): Point {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

function isIn(element: Element | null, selector: string): boolean {
  return element !== null && element.closest(selector) !== null;
}
