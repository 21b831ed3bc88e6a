import { useEffect, useState } from 'react';
import type { Editor } from '../create-editor.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { isTransportError } from '../transport/transport.js';

export type OpenedSession =
  | { readonly status: 'opening' }
  | { readonly status: 'open'; readonly session: WorkflowSession }
  | {
      readonly status: 'failed';
      readonly reason: 'notFound' | 'forbidden' | 'failed';
      readonly error: unknown;
      readonly retry: () => void;
    };

/** A workflow, open while the component is mounted. */
export function useOpenedSession(editor: Editor, workflowId: string): OpenedSession {
  const [opened, setOpened] = useState<OpenedSession>({ status: 'opening' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isWanted = true;
    let open: WorkflowSession | undefined;
    setOpened({ status: 'opening' });
    editor.open(workflowId).then(
      (session) => {
        if (!isWanted) return void session.close();
        open = session;
        setOpened({ status: 'open', session });
        return undefined;
      },
      (error: unknown) => {
        const retry = (): void => setAttempt((number) => number + 1);
        if (isWanted) setOpened({ status: 'failed', reason: reasonOf(error), error, retry });
      },
    );
    return () => {
      isWanted = false;
      void open?.close();
    };
  }, [editor, workflowId, attempt]);
  return opened;
}

function reasonOf(error: unknown): 'notFound' | 'forbidden' | 'failed' {
  const status = isTransportError(error) ? error.status : 0;
  if (status === 404) return 'notFound';
  return status === 401 || status === 403 ? 'forbidden' : 'failed';
}
