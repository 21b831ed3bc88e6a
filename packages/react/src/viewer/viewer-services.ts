/** What a viewer shows: a document that never changes, with what its drawing needs. */

import { createCatalogue } from '@flowgraft/core/document';
import type { NodeManifest, WorkflowDocument } from '@flowgraft/core';
import type { RunStates } from '../hooks/run-states-context.js';
import { CanvasFocus } from '../canvas/canvas-focus.js';
import { noProblems, type CanvasServices } from '../canvas/canvas-services.js';
import { CanvasView } from '../canvas/canvas-view.js';
import { EdgeMotion } from '../canvas/edge-motion.js';
import { NodeCard } from '../canvas/node-card.js';
import { readDocument } from '../editor/read-document.js';
import { Selection } from '../editor/selection.js';
import type { Texts } from '../language/text.js';
import { ValueStore } from '../store/value-store.js';

export interface ViewerParts {
  readonly document: WorkflowDocument;
  readonly nodeTypes: readonly NodeManifest[];
  readonly texts: Texts;
  readonly run: RunStates | null;
  readonly isMirrored: boolean;
}

export function createViewerServices({
  document,
  nodeTypes,
  texts,
  run,
  isMirrored,
}: ViewerParts): CanvasServices {
  const catalogue = createCatalogue(nodeTypes);
  const selection = new Selection();
  const records = new ValueStore(readDocument(document));
  return {
    texts,
    catalogue,
    view: new CanvasView({ document: records, selection, catalogue, isMirrored }),
    run,
    problems: noProblems,
    focus: new CanvasFocus(),
    hoveredEdge: new ValueStore<string | null>(null),
    motion: new EdgeMotion(),
    NodeCard,
    editing: null,
  };
}
