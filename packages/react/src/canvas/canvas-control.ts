/** What the canvas can do for other parts of the screen. */

import type { ReactFlowInstance, ReactFlowState } from '@xyflow/react';
import type { Box } from '../editor/geometry/boxes.js';
import {
  keepCentre,
  minZoom,
  placeholderZoom,
  viewportFor,
  type Corners,
  type ViewportPlace,
} from '../editor/geometry/viewport.js';
import type { CanvasControl } from '../editor/ui-state.js';
import type { Size } from '../editor/records.js';
import type { CanvasView } from './canvas-view.js';
import type { CanvasFocus } from './canvas-focus.js';
import type { DrawnEdge, DrawnNode } from './drawn-items.js';

/** Below this, a node that is brought into view is also made larger. */
const readableZoom = 0.5;
const moveMs = 200;
/** What the start of a large workflow is shown with. */
const startZoom = 0.6;

interface ScreenStore {
  getState(): Pick<ReactFlowState, 'transform' | 'width' | 'height'>;
}

interface ControlParts {
  readonly view: CanvasView;
  readonly focus: CanvasFocus;
  /** What lies over the corners of a canvas of that size. */
  readonly cornersOf: (screen: Size) => Corners;
}

export interface SurfaceControl extends CanvasControl {
  /** The canvas has become another size: shows everything as long as nobody has moved it, else keeps its centre. */
  resize(before: Size, after: Size): void;
}

/**
 * What a workflow is opened with: all of it, unless its nodes would be plain boxes; then its start, to be read, which is also
 * quicker to draw.
 */
export function openingPlace({ view, cornersOf }: ControlParts, screen: Size): ViewportPlace {
  const bounds = drawnBounds(view);
  const options = { isMirrored: view.isMirrored, corners: cornersOf(screen) };
  const whole = viewportFor(bounds, screen, { ...options, least: minZoom });
  return whole.zoom >= placeholderZoom
    ? whole
    : viewportFor(bounds, screen, { ...options, least: startZoom });
}

export function createControl(
  parts: ControlParts,
  flow: ReactFlowInstance<DrawnNode, DrawnEdge>,
  store: ScreenStore,
): SurfaceControl {
  const { view, focus, cornersOf } = parts;
  const move = (): { duration: number } => ({ duration: prefersNoMotion() ? 0 : moveMs });
  let revealed = { nodeId: '', at: -Infinity };
  const control: SurfaceControl = {
    reveal(nodeId, { focus: takesFocus = false } = {}) {
      revealed = { nodeId, at: performance.now() };
      const box = drawnBox(view, nodeId);
      if (box === null) return;
      const zoom = Math.max(flow.getZoom(), readableZoom);
      if (zoom !== flow.getZoom() || !isInside(box, visibleBox(store))) {
        const { width, height } = store.getState();
        const x = Math.min(box.width, width / zoom) / 2;
        const y = Math.min(box.height, height / zoom) / 2;
        void flow.setCenter(box.x + x, box.y + y, { zoom, ...move() });
      }
      if (takesFocus) focus.wanted.set(nodeId);
    },
    fit() {
      const { width, height } = store.getState();
      const { isMirrored } = view;
      const corners = cornersOf({ width, height });
      const options = { least: minZoom, isMirrored, corners };
      void flow.setViewport(viewportFor(drawnBounds(view), { width, height }, options), move());
    },
    zoomIn: () => void flow.zoomIn(move()),
    zoomOut: () => void flow.zoomOut(move()),
    centre() {
      const { x, y, width, height } = visibleBox(store);
      const centre = x + width / 2;
      return { x: view.isMirrored ? -centre : centre, y: y + height / 2 };
    },
    resize(before, after) {
      // A panel that opens beside a node that is brought into view does not hold that up.
      if (performance.now() - revealed.at < 2 * moveMs) {
        control.reveal(revealed.nodeId);
        return;
      }
      const now = flow.getViewport();
      const isUntouched = isSamePlace(now, openingPlace(parts, before));
      const place = isUntouched ? openingPlace(parts, after) : keepCentre(now, before, after);
      void flow.setViewport(place);
    },
  };
  return control;
}

function isSamePlace(a: ViewportPlace, b: ViewportPlace): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < 1 && Math.abs(a.zoom - b.zoom) < 0.001;
}

/** What of the canvas can be seen. */
export function visibleBox(store: ScreenStore): Box {
  const { transform, width, height } = store.getState();
  const [x, y, zoom] = transform;
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** What everything takes up, as it is drawn; `null` when there is nothing. */
function drawnBounds({ geometry, isMirrored }: CanvasView): Box | null {
  const bounds = geometry.boundsIn(null);
  return bounds === null || !isMirrored ? bounds : { ...bounds, x: -bounds.x - bounds.width };
}

function drawnBox({ geometry, isMirrored }: CanvasView, nodeId: string): Box | null {
  const box = geometry.absoluteBox(nodeId);
  return box === null || !isMirrored ? box : { ...box, x: -box.x - box.width };
}

/** As much of it as fits: of a large frame, its beginning. */
function isInside(box: Box, screen: Box): boolean {
  const right = box.x + Math.min(box.width, screen.width / 2);
  const bottom = box.y + Math.min(box.height, screen.height / 2);
  return (
    box.x >= screen.x &&
    box.y >= screen.y &&
    right <= screen.x + screen.width &&
    bottom <= screen.y + screen.height
  );
}

function prefersNoMotion(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
}
