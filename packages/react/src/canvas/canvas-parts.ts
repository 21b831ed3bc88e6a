/** All that one canvas is made of, besides its components. */

import type { WorkflowSession } from '../editor/workflow-session.js';
import { ValueStore } from '../store/value-store.js';
import { CanvasConnections } from './canvas-connections.js';
import { CanvasDrag } from './canvas-drag.js';
import { CanvasEdits } from './canvas-edits.js';
import { CanvasFocus } from './canvas-focus.js';
import { CanvasView } from './canvas-view.js';
import { EdgeMotion } from './edge-motion.js';

export interface CanvasParts {
  readonly session: WorkflowSession;
  readonly view: CanvasView;
  readonly edits: CanvasEdits;
  readonly drag: CanvasDrag;
  readonly connections: CanvasConnections;
  readonly motion: EdgeMotion;
  readonly focus: CanvasFocus;
  readonly hoveredEdge: ValueStore<string | null>;
}

/** @param isMirrored - The workflow is drawn from right to left. */
export function createParts(session: WorkflowSession, isMirrored: boolean): CanvasParts {
  const { document, selection, catalogue } = session;
  const view = new CanvasView({ document, selection, catalogue, isMirrored });
  const edits = new CanvasEdits(session, view);
  return {
    session,
    view,
    edits,
    drag: new CanvasDrag(view, edits),
    connections: new CanvasConnections(edits, view),
    motion: new EdgeMotion(),
    focus: new CanvasFocus(),
    hoveredEdge: new ValueStore<string | null>(null),
  };
}
