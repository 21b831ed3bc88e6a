/** Canvases on a page, for tests in a browser. */

import type { WorkflowDocument } from '@flowgraft/core';
import { StrictMode, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createEditor, type EditorOptions } from '../create-editor.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { SessionContext } from '../hooks/editor-context.js';
import { EditorProvider, EditorRoot } from '../shell/editor-provider.js';
import type { SlotOverrides } from '../slots.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import '../styles.css';
import { WorkflowCanvas, type WorkflowCanvasProps } from './workflow-canvas.js';

export interface HostOptions extends WorkflowCanvasProps {
  readonly editor?: Partial<EditorOptions> | undefined;
  readonly components?: SlotOverrides | undefined;
  readonly isStrict?: boolean | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export interface CanvasHost {
  readonly session: WorkflowSession;
  readonly element: HTMLElement;
  unmount(): void;
}

/** Opens a workflow in an editor of its own and mounts its canvas at the end of the page. */
export async function mountCanvas(
  document_: WorkflowDocument,
  { editor: given, components, isStrict = false, width, height, ...props }: HostOptions = {},
): Promise<CanvasHost> {
  const editor = createEditor({
    transport: new FakeTransport({ documents: [document_] }),
    ...given,
  });
  const session = await editor.open(document_.id);
  const element = document.createElement('div');
  element.style.width = `${width ?? 1160}px`;
  element.style.height = `${height ?? 640}px`;
  document.body.append(element);
  const root = createRoot(element);
  const canvas: ReactElement = (
    <EditorProvider editor={editor} components={components}>
      <EditorRoot className="fg-test-root" colourScheme={given?.colourScheme ?? 'light'}>
        <SessionContext.Provider value={session}>
          <WorkflowCanvas {...props} />
        </SessionContext.Provider>
      </EditorRoot>
    </EditorProvider>
  );
  root.render(isStrict ? <StrictMode>{canvas}</StrictMode> : canvas);
  const fill = element.ownerDocument.createElement('style');
  fill.textContent = '.fg-test-root { height: 100%; }';
  element.before(fill);
  return {
    session,
    element,
    unmount: () => {
      root.unmount();
      element.remove();
      fill.remove();
    },
  };
}
