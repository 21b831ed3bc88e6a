/** The inspector of a workflow on a page, as a host would have it. */

import type { WorkflowDocument } from '@flowgraft/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEditor } from '../create-editor.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { EditorContext, SessionContext } from '../hooks/editor-context.js';
import type { Language } from '../language/message.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { Inspector, type InspectorProps } from './inspector.js';
import '../styles.css';

export interface MountOptions extends InspectorProps {
  readonly document: WorkflowDocument;
  readonly node?: string | undefined;
  readonly language?: Language | undefined;
  readonly width?: number | undefined;
  readonly can?: (() => boolean) | undefined;
}

export interface MountedInspector {
  readonly session: WorkflowSession;
  readonly transport: FakeTransport;
  readonly element: HTMLElement;
  readonly unmount: () => void;
}

export async function mountInspector(options: MountOptions): Promise<MountedInspector> {
  const { document: workflow, node, language, width = 360, sample, can } = options;
  const transport = new FakeTransport({ documents: [workflow] });
  const editor = createEditor({ transport, language, can, colourScheme: 'light' });
  const session = await editor.open(workflow.id);
  if (node !== undefined) session.selection.select({ nodes: [node] });
  const element = document.createElement('div');
  element.className = 'fg-root';
  element.dir = editor.texts.direction;
  element.lang = editor.texts.locale;
  element.dataset['fgScheme'] = 'light';
  element.style.inlineSize = `${width}px`;
  document.body.append(element);
  const root = createRoot(element);
  root.render(
    <StrictMode>
      <EditorContext.Provider value={editor}>
        <SessionContext.Provider value={session}>
          <Inspector sample={sample} />
        </SessionContext.Provider>
      </EditorContext.Provider>
    </StrictMode>,
  );
  return {
    session,
    transport,
    element,
    unmount() {
      root.unmount();
      element.remove();
    },
  };
}
