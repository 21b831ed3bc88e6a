import type { ReactElement } from 'react';
import type { Editor } from '../create-editor.js';
import { EditorProvider, EditorRoot } from '../shell/editor-provider.js';
import { lazyPart } from '../shell/lazy-part.js';
import type { SlotOverrides } from '../slots.js';
import type { RunTarget } from './run-context.js';
import type { RunScreenProps } from './run-screen.js';

const RunScreen = /* @__PURE__ */ lazyPart<RunScreenProps>(
  async () => (await import('./run-screen.js')).RunScreen,
);

export interface RunViewProps {
  readonly editor: Editor;
  readonly runId: string;
  /** The host's own parts; `null` leaves one out. */
  readonly components?: SlotOverrides | undefined;
  /** Shows another run, or a node in the editor, in the host's product. Without it there are no such links. */
  readonly onNavigate?: ((target: RunTarget) => void) | undefined;
}

/** One run: how it stands on its own workflow, what happened when, and everything about each step. */
export function RunView({ editor, runId, components, onNavigate }: RunViewProps): ReactElement {
  return (
    <EditorProvider editor={editor} components={components}>
      <EditorRoot className="fg-run">
        {/* Another run has nothing selected or unfolded yet. */}
        <RunScreen key={runId} runId={runId} onNavigate={onNavigate} />
      </EditorRoot>
    </EditorProvider>
  );
}
