import { useState, type ReactElement } from 'react';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useUi } from '../hooks/use-ui.js';
import { Icon } from '../icons/icon.js';
import { RunListView } from '../run-view/run-list-view.js';
import { StartDialog } from '../run-view/start-dialog.js';

/** The runs of the workflow that is open; the one that is chosen is shown over it. */
export function RunsPanel(): ReactElement {
  const texts = useTexts();
  const editor = useEditor();
  const session = useSession();
  const { workflowId, ui } = session;
  const runId = useUi((state) => state.runId);
  const [isStarting, setStarting] = useState(false);
  const show = (id: string | null): void => ui.update((state) => ({ ...state, runId: id }));
  return (
    <section className="fg-runs-panel" aria-label={texts('run.list')}>
      {editor.can('run.start', { workflowId }) && (
        <button
          type="button"
          className="fg-button fg-button--primary fg-button--small"
          onClick={() => void session.save().then(() => setStarting(true))}
        >
          <Icon name="play" size={14} />
          {texts('run.start')}
        </button>
      )}
      <RunListView workflowId={workflowId} current={runId} onOpen={({ id }) => show(id)} />
      {isStarting && (
        <StartDialog
          workflowId={workflowId}
          usualVersion="draft"
          onClose={() => setStarting(false)}
          onStarted={({ id }) => {
            setStarting(false);
            show(id);
          }}
        />
      )}
    </section>
  );
}
