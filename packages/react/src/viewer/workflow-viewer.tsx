import type { NodeManifest, WorkflowDocument } from '@flowgraft/core';
import { useEffect, useMemo, type ReactElement } from 'react';
import { CanvasContext } from '../canvas/canvas-services.js';
import { ViewerSurface } from '../canvas/viewer-surface.js';
import type { RunStates } from '../hooks/run-states-context.js';
import type { Language, MessageOverrides } from '../language/message.js';
import { createTexts } from '../language/text.js';
import { viewerEnglish } from './viewer-english.js';
import { createViewerServices } from './viewer-services.js';

export interface WorkflowViewerProps {
  readonly document: WorkflowDocument;
  /** Manifests of the node types in it; nodes of others are drawn all the same, and say so. */
  readonly nodeTypes: readonly NodeManifest[];
  /** English when absent. */
  readonly language?: Language | undefined;
  /** The host's own wording of some messages. */
  readonly messages?: MessageOverrides | undefined;
  /** A run to show over the workflow. */
  readonly run?: RunStates | null | undefined;
  /** `system` when absent. */
  readonly colourScheme?: 'light' | 'dark' | 'contrast' | 'system' | undefined;
  /** Draws the workflow from right to left. */
  readonly mirror?: boolean | undefined;
  readonly className?: string | undefined;
  /** In pixels: what a server draws for, where nothing can be measured; 960 and 480 when absent. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Leaves out the buttons that zoom. */
  readonly hideControls?: boolean | undefined;
  /** A node was clicked, or chosen with Enter. */
  readonly onNodeClick?: ((nodeId: string) => void) | undefined;
}

/** A workflow to look at: needs no editor and no transport, and is drawn on a server too. */
export function WorkflowViewer(props: WorkflowViewerProps): ReactElement {
  const {
    document,
    nodeTypes,
    language = viewerEnglish,
    messages,
    run = null,
    mirror = false,
  } = props;
  const texts = useMemo(() => createTexts(language, messages), [language, messages]);
  const services = useMemo(
    () => createViewerServices({ document, nodeTypes, texts, run, isMirrored: mirror }),
    [document, nodeTypes, texts, run, mirror],
  );
  const { view, motion } = services;
  useEffect(() => view.connect(), [view]);
  useEffect(() => () => motion.close(), [motion]);
  return (
    <div
      className={props.className === undefined ? 'fg-root' : `fg-root ${props.className}`}
      lang={texts.locale}
      dir={texts.direction}
      data-fg-scheme={props.colourScheme ?? 'system'}
      style={{ width: props.width, height: props.height }}
    >
      <CanvasContext.Provider value={services}>
        <ViewerSurface
          key={document.id}
          size={{ width: props.width ?? 960, height: props.height ?? 480 }}
          hasControls={props.hideControls !== true}
          onNodeClick={props.onNodeClick}
        />
      </CanvasContext.Provider>
    </div>
  );
}
