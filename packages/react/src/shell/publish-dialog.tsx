import type { Issue } from '@flowgraft/core';
import { useId, useState, type ReactElement } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useProblems } from '../hooks/use-problems.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import { labelOf } from '../panels/node-text.js';
import { useProblemText } from '../panels/use-problem-text.js';
import { Dialog } from './dialog.js';
import { useShell } from './shell-context.js';

/** Makes the workflow as it stands the one that runs start with. Errors in it must be put right first. */
export function PublishDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const { published } = useStore(session.draft);
  const wrong = useProblems().filter(({ severity }) => severity === 'error');
  const errors = wrong.length;
  const [note, setNote] = useState('');
  const [state, setState] = useState<'ready' | 'busy' | 'failed'>('ready');
  const publish = (): void => {
    setState('busy');
    session.publish(note.trim() === '' ? undefined : note.trim()).then(
      ({ version }) => {
        session.announce('publish.done', { version });
        onClose();
      },
      () => setState('failed'),
    );
  };
  const footer = (
    <>
      <button type="button" className="fg-button" onClick={onClose}>
        {texts('shell.cancel')}
      </button>
      <button
        type="button"
        className="fg-button fg-button--primary"
        disabled={errors > 0 || state === 'busy'}
        onClick={publish}
      >
        {texts(state === 'busy' ? 'publish.busy' : 'publish.publish')}
      </button>
    </>
  );
  return (
    <Dialog title={texts('publish.title')} onClose={onClose} footer={footer}>
      <p>
        {published === null
          ? texts('publish.first')
          : texts('publish.next', {
              version: published.version,
              time: texts.time(published.publishedAt, { dateStyle: 'medium', timeStyle: 'short' }),
            })}
      </p>
      {errors > 0 && <ProblemsNotice issues={wrong} onClose={onClose} />}
      {state === 'failed' && (
        <p className="fg-notice fg-notice--danger" role="alert">
          <Icon name="alert-triangle" />
          {texts('publish.failed')}
        </p>
      )}
      <NoteField note={note} onChange={setNote} />
    </Dialog>
  );
}

interface NoteFieldProps {
  readonly note: string;
  readonly onChange: (note: string) => void;
}

function NoteField({ note, onChange }: NoteFieldProps): ReactElement {
  const texts = useTexts();
  const noteId = useId();
  return (
    <div className="fg-field">
      <label className="fg-label" htmlFor={noteId}>
        {texts('publish.note')}
      </label>
      <textarea
        id={noteId}
        className="fg-textarea"
        maxLength={2_000}
        placeholder={texts('publish.notePlaceholder')}
        value={note}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** Most problems that are named here; the panel has them all. */
const namedMost = 3;

function ProblemsNotice({
  issues,
  onClose,
}: {
  readonly issues: readonly Issue[];
  readonly onClose: () => void;
}): ReactElement {
  const texts = useTexts();
  const { openPanel } = useShell();
  const { document, catalogue } = useSession();
  const textOf = useProblemText();
  const count = issues.length;
  const ownerOf = ({ nodeId = '' }: Issue): string => {
    const node = document.get().nodes.get(nodeId);
    return node === undefined ? texts('problems.workflow') : labelOf(texts, catalogue, node);
  };
  return (
    <div className="fg-notice fg-notice--danger">
      <Icon name="alert-triangle" />
      <div>
        <p>{texts('publish.problems', { count })}</p>
        <ul className="fg-publish-problems">
          {issues.slice(0, namedMost).map((issue) => (
            <li key={`${issue.code} ${issue.path.join('.')} ${issue.message}`}>
              <strong>
                <bdi>{ownerOf(issue)}</bdi>
              </strong>{' '}
              {textOf(issue)}
            </li>
          ))}
          {count > namedMost && <li>{texts('publish.more', { count: count - namedMost })}</li>}
        </ul>
        <button
          type="button"
          className="fg-button fg-button--small"
          onClick={() => {
            onClose();
            openPanel('problems');
          }}
        >
          {texts('publish.showProblems')}
        </button>
      </div>
    </div>
  );
}
