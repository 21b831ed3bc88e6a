import { useEffect, useRef, type ReactElement } from 'react';
import { SessionContext, useEditor, useTexts } from '../hooks/editor-context.js';
import { useSaving } from '../hooks/use-saving.js';
import { Icon } from '../icons/icon.js';
import { EditorProvider, EditorRoot, useLeaveGuard } from './editor-provider.js';
import { EditorScreen } from './editor-screen.js';
import { useOpenedSession, type OpenedSession } from '../hooks/use-opened-session.js';
import type { WorkflowEditorProps } from './workflow-editor-props.js';

/** A workflow, opened to be edited, run and looked at. Takes all the room that its parent gives it. */
export function WorkflowEditor(props: WorkflowEditorProps): ReactElement {
  const { editor, components } = props;
  return (
    <EditorProvider editor={editor} components={components}>
      <OpenedEditor {...props} />
    </EditorProvider>
  );
}

function OpenedEditor({
  workflowId,
  className,
  onOpened,
  ...screen
}: WorkflowEditorProps): ReactElement {
  const opened = useOpenedSession(useEditor(), workflowId);
  const session = opened.status === 'open' ? opened.session : null;
  const tell = useRef(onOpened);
  useEffect(() => {
    tell.current = onOpened;
  });
  useEffect(() => {
    if (session !== null) tell.current?.(session);
  }, [session]);
  if (session === null) {
    return (
      <EditorRoot className={className}>
        <NotOpen opened={opened} />
      </EditorRoot>
    );
  }
  return (
    <SessionContext.Provider value={session}>
      <LeaveGuard />
      {/* Another workflow begins anew: nothing of the one before stays on the screen. */}
      <EditorScreen key={session.workflowId} className={className} {...screen} />
    </SessionContext.Provider>
  );
}

function LeaveGuard(): null {
  const { status } = useSaving();
  useLeaveGuard(status !== 'saved');
  return null;
}

function NotOpen({ opened }: { readonly opened: OpenedSession }): ReactElement {
  const texts = useTexts();
  if (opened.status !== 'failed') {
    return (
      <div className="fg-opening" role="status">
        <span className="fg-spinner" />
        {texts('shell.opening')}
      </div>
    );
  }
  return (
    <div className="fg-opening" role="alert">
      <Icon name={opened.reason === 'forbidden' ? 'lock' : 'circle-alert'} size={28} />
      <h2>{texts(`shell.${opened.reason}`)}</h2>
      <p className="fg-hint">{texts(`shell.${opened.reason}Help`)}</p>
      {opened.reason !== 'forbidden' && (
        <button type="button" className="fg-button" onClick={opened.retry}>
          {texts('shell.retry')}
        </button>
      )}
    </div>
  );
}
