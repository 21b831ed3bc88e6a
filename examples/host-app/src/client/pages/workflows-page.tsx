/** The tenant's workflows, and a new one. */

import { useCallback, useState, type FormEvent, type ReactElement } from 'react';

import { Link } from '../link.js';
import { go } from '../router.js';
import { useLoaded } from '../use-loaded.js';
import type { PageProps } from './page-content.js';

export function WorkflowsPage({ editor, say }: PageProps): ReactElement {
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await editor.transport.workflows.list({ limit: 100 }, { signal })).items,
    [editor],
  );
  const { value: workflows, hasFailed } = useLoaded(editor, load);
  return (
    <main className="m-list">
      <div className="m-head">
        <h1>{say('workflows')}</h1>
        {editor.can('workflow.edit') ? <NewWorkflow editor={editor} say={say} /> : null}
      </div>
      {hasFailed ? <p role="alert">{say('cannotLoad')}</p> : null}
      {workflows === null ? <p className="m-loading">{say('loading')}</p> : null}
      <ul>
        {workflows?.map(({ id, name, description, published, updatedAt }) => (
          <li key={id}>
            <div>
              <h2>
                <Link to={{ name: 'workflow', id }}>
                  <bdi>{name ?? id}</bdi>
                </Link>
              </h2>
              {description === null ? null : <p dir="auto">{description}</p>}
            </div>
            <div className="m-about">
              <span className={published === null ? 'm-tag' : 'm-tag m-good'}>
                {published === null
                  ? say('draft')
                  : say('published', { version: published.version })}
              </span>
              <span>
                {say('changed', { time: editor.texts.time(updatedAt, { dateStyle: 'medium' }) })}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </main>
  );
}

function NewWorkflow({ editor, say }: Pick<PageProps, 'editor' | 'say'>): ReactElement {
  const [hasFailed, setFailed] = useState(false);
  const create = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('name');
    const name = typeof given === 'string' ? given.trim() : '';
    const id = `${slugOf(name)}-${crypto.randomUUID().slice(0, 8)}`;
    editor.transport.workflows.create({ schema: 1, id, name, nodes: [], edges: [] }).then(
      () => go({ name: 'workflow', id }),
      () => setFailed(true),
    );
  };
  return (
    <form className="m-row" onSubmit={create}>
      <input
        name="name"
        required
        maxLength={100}
        aria-label={say('workflowName')}
        placeholder={say('workflowName')}
      />
      <button type="submit">{say('newWorkflow')}</button>
      {hasFailed ? <p role="alert">{say('cannotSave')}</p> : null}
    </form>
  );
}

/** Part of the address that a person can read; names that are not Latin give none. */
function slugOf(name: string): string {
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return slug.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'workflow';
}
