import { ReactFlowProvider } from '@xyflow/react';
import { createElement, useContext, useEffect, useMemo, type ReactElement } from 'react';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { RunStatesContext, type RunStates } from '../hooks/run-states-context.js';
import { useStorePart } from '../hooks/use-store-part.js';
import { useSlot } from '../slots.js';
import { createParts } from './canvas-parts.js';
import { CanvasContext, problemCounts, type CanvasServices } from './canvas-services.js';
import { CanvasSurface } from './canvas-surface.js';
import { EmptyWorkflow } from './empty-workflow.js';
import { Minimap } from './minimap.js';
import { NodeCard } from './node-card.js';

export interface WorkflowCanvasProps {
  /** The run that is shown over the workflow; that of the surroundings when absent, `null` for none. */
  readonly run?: RunStates | null | undefined;
  /** Draws the workflow from right to left. Absent: from left to right, in every language. */
  readonly mirror?: boolean | undefined;
}

/** The workflow that is open, drawn, and edited by pointer, touch and keyboard. */
export function WorkflowCanvas({ run, mirror = false }: WorkflowCanvasProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const { features } = useEditor();
  const runAround = useContext(RunStatesContext);
  const shownRun = run === undefined ? runAround : run;
  const hasMinimap = useSlot('Minimap', Minimap) !== null && features.minimap;
  const Card = useSlot('NodeCard', NodeCard);
  const parts = useMemo(() => createParts(session, mirror), [session, mirror]);
  useEffect(() => parts.view.connect(), [parts]);
  useEffect(() => () => parts.motion.close(), [parts]);
  const isEmpty = useStorePart(
    session.document,
    ({ nodes, notes }) => nodes.size === 0 && notes.size === 0,
  );
  const isReadOnly = session.document.isReadOnly;
  const services = useMemo((): CanvasServices => {
    const { view, edits, motion, focus, hoveredEdge } = parts;
    return {
      texts,
      catalogue: session.catalogue,
      view,
      run: shownRun,
      problems: problemCounts(session.problems),
      focus,
      hoveredEdge,
      motion,
      NodeCard: Card,
      editing: isReadOnly ? null : edits,
    };
  }, [parts, texts, session, shownRun, Card, isReadOnly]);
  return (
    <CanvasContext.Provider value={services}>
      <ReactFlowProvider key={session.workflowId}>
        <CanvasSurface parts={parts} isReadOnly={isReadOnly} hasMinimap={hasMinimap}>
          {hasMinimap && !isEmpty && <MinimapSlot />}
          {isEmpty && <EmptySlot />}
        </CanvasSurface>
      </ReactFlowProvider>
    </CanvasContext.Provider>
  );
}

function MinimapSlot(): ReactElement | null {
  const part = useSlot('Minimap', Minimap);
  return part === null ? null : createElement(part);
}

function EmptySlot(): ReactElement | null {
  const part = useSlot('EmptyWorkflow', EmptyWorkflow);
  return part === null ? null : createElement(part);
}
