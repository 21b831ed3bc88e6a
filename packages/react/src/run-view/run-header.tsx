import { useEffect, useState, type ReactElement } from 'react';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import { isRunOver } from '../run/run-status.js';
import type { RunSummary } from '../transport/transport.js';
import { ActionButton, ActionError } from './action-button.js';
import { CancelDialog } from './cancel-dialog.js';
import { useRunScene } from './run-context.js';
import { StatusBadge } from './status-badge.js';
import { useAction } from './use-action.js';

export interface RunHeaderProps {
  readonly onRunAgain: () => void;
}

/** Which run this is, how it stands, and what can be done with it. */
export function RunHeader({ onRunAgain }: RunHeaderProps): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const run = useStore(session.summary);
  const workflow = useStore(session.document);
  return (
    <header className="fg-run-header">
      <div className="fg-run-title">
        <h1 dir="auto">{workflow?.name ?? run?.workflowId ?? texts('run.title')}</h1>
        {run !== null && <StatusBadge status={run.status} />}
        <Connection />
      </div>
      {run !== null && <RunFigures run={run} />}
      {run !== null && <RunButtons run={run} onRunAgain={onRunAgain} />}
      <RunProgress />
    </header>
  );
}

function Connection(): ReactElement | null {
  const texts = useTexts();
  const connection = useStore(useRunScene().session.connection);
  if (connection === 'ended' || connection === 'opening' || connection === 'failed') return null;
  return (
    <span className="fg-run-connection" data-state={connection}>
      <Icon name={connection === 'live' ? 'radio' : 'loader'} size={14} />
      {texts(`run.connection.${connection}`)}
    </span>
  );
}

function RunFigures({ run }: { readonly run: RunSummary }): ReactElement {
  const texts = useTexts();
  const { navigate } = useRunScene();
  const version = useVersion(run);
  const { parent } = run;
  return (
    <div className="fg-run-figures">
      {version !== null && <span>{texts('run.version', { number: version })}</span>}
      <span>{texts('run.startedAt', { time: texts.time(run.startedAt ?? run.createdAt) })}</span>
      <Duration run={run} />
      {run.tags.map((tag) => (
        <span key={tag} className="fg-tag" dir="auto">
          {tag}
        </span>
      ))}
      {parent !== null &&
        (navigate === null ? (
          <span>{texts('run.hasParent')}</span>
        ) : (
          <button
            type="button"
            className="fg-run-link"
            onClick={() => navigate({ kind: 'run', runId: parent.runId })}
          >
            {texts('run.openParent')}
          </button>
        ))}
    </div>
  );
}

/** How long the run has taken; it counts while the run goes on. */
function Duration({ run }: { readonly run: RunSummary }): ReactElement | null {
  const texts = useTexts();
  const isOver = isRunOver(run.status);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (isOver) return undefined;
    const clock = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(clock);
  }, [isOver]);
  if (run.startedAt === null) return null;
  const ms = Math.max(0, (run.finishedAt ?? now) - run.startedAt);
  const shown = isOver ? ms : Math.floor(ms / 1_000) * 1_000;
  return <span>{texts(isOver ? 'run.took' : 'run.lasts', { time: texts.duration(shown) })}</span>;
}

/** The number of the version that the run pins; `null` while it is not known, or when it ran a draft. */
function useVersion({ workflowId, workflowHash }: RunSummary): number | null {
  const { transport } = useEditor();
  const [version, setVersion] = useState<number | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    const { signal } = asked;
    transport.workflows.versions(workflowId, { limit: 200 }, { signal }).then(
      ({ items }) => {
        if (signal.aborted) return;
        setVersion(items.find(({ hash }) => hash === workflowHash)?.version ?? null);
      },
      () => undefined,
    );
    return () => asked.abort();
  }, [transport, workflowId, workflowHash]);
  return version;
}

function RunButtons({
  run,
  onRunAgain,
}: RunHeaderProps & { readonly run: RunSummary }): ReactElement {
  const texts = useTexts();
  const editor = useEditor();
  const { session } = useRunScene();
  const [isAsking, setAsking] = useState(false);
  const resume = useAction(async () => session.resume());
  const about = { runId: run.id, workflowId: run.workflowId };
  return (
    <div className="fg-run-actions">
      {run.status === 'failed' && editor.can('run.resume', about) && (
        <ActionButton action={resume} kind="primary" icon="play">
          {texts('run.resume')}
        </ActionButton>
      )}
      {isRunOver(run.status) && editor.can('run.start', about) && (
        <button type="button" className="fg-button" onClick={onRunAgain}>
          <Icon name="rotate-cw" />
          {texts('run.again')}
        </button>
      )}
      {!isRunOver(run.status) && editor.can('run.cancel', about) && (
        <button
          type="button"
          className="fg-button fg-button--danger"
          onClick={() => setAsking(true)}
        >
          <Icon name="octagon-x" />
          {texts('run.cancel')}
        </button>
      )}
      <ActionError action={resume} />
      {isAsking && <CancelDialog onClose={() => setAsking(false)} />}
    </div>
  );
}

function RunProgress(): ReactElement | null {
  const texts = useTexts();
  const { session } = useRunScene();
  const run = useStore(session.summary);
  const { fraction, resolved, total } = useStore(session.progress);
  if (run === null || isRunOver(run.status)) return null;
  return (
    <div className="fg-run-progress">
      <progress value={fraction} aria-label={texts('run.progress')} />
      <span className="fg-hint">
        {texts('run.progressSteps', { done: resolved, count: total })}
      </span>
    </div>
  );
}
