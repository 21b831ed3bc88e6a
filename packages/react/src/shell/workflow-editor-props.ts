import type { Editor } from '../create-editor.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import type { RunTarget } from '../run-view/run-context.js';
import type { SlotOverrides } from '../slots.js';
import type { EditorLayout } from './editor-layout.js';

export interface WorkflowEditorProps {
  readonly editor: Editor;
  readonly workflowId: string;
  /** The host's own parts; `null` leaves one out. */
  readonly components?: SlotOverrides | undefined;
  readonly className?: string | undefined;
  /** A run to show over the workflow. */
  readonly runId?: string | undefined;
  /** Told which run is shown over the workflow, `null` when none is any more: for the host's address line. */
  readonly onRunOpen?: ((runId: string | null) => void) | undefined;
  /** Shows another place of the host's product, for example a run on a page of its own. */
  readonly onNavigate?: ((target: RunTarget) => void) | undefined;
  /** Which panels are open and how large, as the host kept them. Read when the editor is mounted. */
  readonly layout?: Partial<EditorLayout> | undefined;
  readonly onLayoutChange?: ((layout: EditorLayout) => void) | undefined;
  /** Called with each workflow that was opened, for what the host does with it. */
  readonly onOpened?: ((session: WorkflowSession) => void) | undefined;
}
