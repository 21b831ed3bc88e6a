/** Whole editors on a page, for tests in a browser. */

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEditor, type EditorOptions } from '../create-editor.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import '../styles.css';
import { WorkflowEditor } from './workflow-editor.js';
import type { WorkflowEditorProps } from './workflow-editor-props.js';

export interface EditorHostOptions extends Omit<WorkflowEditorProps, 'editor'> {
  readonly options?: Partial<EditorOptions> | undefined;
  readonly transport?: FakeTransport | undefined;
  /** In pixels; all of the window when absent. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export interface EditorHost {
  readonly element: HTMLElement;
  readonly transport: FakeTransport;
  /** The session that is open, once it is. */
  session(): WorkflowSession;
  unmount(): void;
}

/** Mounts an editor at the end of the page. */
export function mountEditor({
  options,
  transport = new FakeTransport(),
  width,
  height,
  ...props
}: EditorHostOptions): EditorHost {
  const editor = createEditor({ transport, colourScheme: 'light', ...options });
  const element = document.createElement('div');
  element.style.inlineSize = width === undefined ? '100vw' : `${width}px`;
  element.style.blockSize = height === undefined ? '100vh' : `${height}px`;
  document.body.style.margin = '0';
  document.body.append(element);
  let open: WorkflowSession | undefined;
  const root = createRoot(element);
  root.render(
    <StrictMode>
      <WorkflowEditor {...props} editor={editor} onOpened={(session) => (open = session)} />
    </StrictMode>,
  );
  return {
    element,
    transport,
    session: () => {
      if (open === undefined) throw new Error('The workflow is not open yet');
      return open;
    },
    unmount: () => {
      root.unmount();
      element.remove();
    },
  };
}
