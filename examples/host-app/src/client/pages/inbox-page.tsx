/** What waits for a decision, with a way to the run where it is made. */

import { useCallback, type ReactElement } from 'react';

import { Link } from '../link.js';
import { useLoaded } from '../use-loaded.js';
import type { PageProps } from './page-content.js';

export function InboxPage({ editor, say }: PageProps): ReactElement {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { waits, workflows } = editor.transport;
      const [page, known] = await Promise.all([
        waits.list({ kind: 'approval', limit: 100 }, { signal }),
        workflows.list({ limit: 200 }, { signal }),
      ]);
      return { waits: page.items, names: new Map(known.items.map(({ id, name }) => [id, name])) };
    },
    [editor],
  );
  const { value, hasFailed } = useLoaded(editor, load);
  return (
    <main className="m-list">
      <h1>{say('inbox')}</h1>
      {hasFailed ? <p role="alert">{say('cannotLoad')}</p> : null}
      {value?.waits.length === 0 ? <p className="m-empty">{say('nothingWaits')}</p> : null}
      <ul>
        {value?.waits.map(({ runId, step, workflowId, about }) => (
          <li key={`${runId} ${step}`}>
            <div>
              <h2>
                <Link to={{ name: 'run', id: runId }}>
                  <bdi>{about?.title ?? step}</bdi>
                </Link>
              </h2>
              <p>{say('waitsFor', { workflow: value.names.get(workflowId) ?? workflowId })}</p>
            </div>
            <div className="m-about">
              <span className="m-tag m-open">{say('toDecide')}</span>
              {about?.dueAt === undefined ? null : (
                <span>{say('due', { time: editor.texts.time(about.dueAt) })}</span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </main>
  );
}
