/** What the canvas can do for other parts of the screen. */

import type { ReactFlowInstance, ReactFlowState } from '@xyflow/react';
import type { Box } from '../editor/geometry/boxes.js';
import { minZoom, viewportFor } from '../editor/geometry/viewport.js';
import type { CanvasControl } from '../editor/ui-state.js';
import type { CanvasView } from './canvas-view.js';
import type { CanvasFocus } from './canvas-focus.js';
import type { DrawnEdge, DrawnNode } from './drawn-items.js';

/** Below this, a node that is brought into view is also made larger. */
const readableZoom = 0.5;
const moveMs = 200;

interface ScreenStore {
  getState(): Pick<ReactFlowState, 'transform' | 'width' | 'height'>;
}

export interface ControlParts {
  readonly view: CanvasView;
  readonly focus: CanvasFocus;
}

export function createControl(
  { view, focus }: ControlParts,
  flow: ReactFlowInstance<DrawnNode, DrawnEdge>,
  store: ScreenStore,
): CanvasControl {
  const move = (): { duration: number } => ({ duration: prefersNoMotion() ? 0 : moveMs });
  return {
    reveal(nodeId, { focus: takesFocus = false } = {}) {
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
      const place = viewportFor(drawnBounds(view), { width, height }, minZoom, view.isMirrored);
      void flow.setViewport(place, move());
    },
    zoomIn: () => void flow.zoomIn(move()),
    zoomOut: () => void flow.zoomOut(move()),
    centre() {
      const { x, y, width, height } = visibleBox(store);
      const centre = x + width / 2;
      return { x: view.isMirrored ? -centre : centre, y: y + height / 2 };
    },
  };
}

/** What of the canvas can be seen. */
export function visibleBox(store: ScreenStore): Box {
  const { transform, width, height } = store.getState();
  const [x, y, zoom] = transform;
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** What everything takes up, as it is drawn; `null` when there is nothing. */
export function drawnBounds({ geometry, isMirrored }: CanvasView): Box | null {
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
