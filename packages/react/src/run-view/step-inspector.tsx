import type { ReactElement, ReactNode } from 'react';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import { portLabel } from '../panels/node-text.js';
import type { StepRecord } from '../run/step-record.js';
import { AttemptList } from './attempt-list.js';
import { ErrorCard } from './error-card.js';
import { ResolveStep } from './resolve-step.js';
import { useRunScene } from './run-context.js';
import { StatusBadge } from './status-badge.js';
import { IconButton } from './timeline-tools.js';
import { ValueView } from './value-view.js';
import { WaitingCard } from './waiting-card.js';

export interface StepInspectorProps {
  readonly step: string;
  /** It stands for itself: what it is in is what closes it. */
  readonly isAlone?: boolean | undefined;
}

/** Everything about the step that is looked at. */
export function StepInspector({ step, isAlone = false }: StepInspectorProps): ReactElement {
  const texts = useTexts();
  const { session, names, selectStep } = useRunScene();
  const record = useStore(session.steps).get(step);
  return (
    <section className="fg-run-inspector" aria-label={names.path(step)}>
      <header className="fg-run-inspector-head">
        <Icon
          name={record === undefined ? undefined : names.manifestOf(record.name.nodeId)?.icon}
          letterOf={names.path(step)}
          size={20}
        />
        <h2 dir="auto">{names.path(step)}</h2>
        {!isAlone && (
          <IconButton label={texts('run.closeStep')} icon="x" onPress={() => selectStep(null)} />
        )}
      </header>
      {record === undefined ? (
        <p className="fg-empty">{texts('run.step.notYet')}</p>
      ) : (
        <StepParts record={record} />
      )}
    </section>
  );
}

function StepParts({ record }: { readonly record: StepRecord }): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const run = useStore(session.summary);
  const { step } = record.name;
  const wait = run?.waits.find((one) => one.step === step);
  const isHandled = record.status === 'completed' && record.error !== null;
  return (
    <>
      <StepFigures record={record} />
      {record.isUnknown && <ResolveStep step={step} />}
      {wait !== undefined && !record.isUnknown && <WaitingCard wait={wait} />}
      {record.error !== null && <ErrorCard error={record.error} isHandled={isHandled} />}
      <StepData record={record} />
      {record.spans.length > 0 && (
        <Part title={texts('run.attempts', { count: Math.max(1, record.attempts) })}>
          <AttemptList record={record} />
        </Part>
      )}
    </>
  );
}

/** What went into the latest attempt that has ended, and what came of it. */
function StepData({ record }: { readonly record: StepRecord }): ReactElement {
  const texts = useTexts();
  const { endSeq, endField, spans } = record;
  const inputSeq = spans.findLast(({ kind, seq }) => kind === 'attempt' && seq !== null)?.seq;
  const outcome = texts(endField === 'error' ? 'run.errorDetails' : 'run.output');
  return (
    <>
      {inputSeq !== undefined && inputSeq !== null && (
        <Part title={texts('run.input')}>
          <ValueView label={texts('run.input')} of="stepInput" seq={inputSeq} />
        </Part>
      )}
      {endSeq !== null && endField !== null && (
        <Part title={outcome}>
          <ValueView label={outcome} of="fact" seq={endSeq} field={endField} />
        </Part>
      )}
    </>
  );
}

export function Part({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="fg-run-part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function StepFigures({ record }: { readonly record: StepRecord }): ReactElement {
  const texts = useTexts();
  const { names } = useRunScene();
  const { startedAt, finishedAt, name, fraction, progressText, port } = record;
  return (
    <>
      <div className="fg-run-facts">
        <StatusBadge
          status={record.status}
          text={record.isUnknown ? texts('run.status.unknown') : undefined}
        />
        <span>{names.typeOf(name.nodeId)}</span>
        {startedAt !== null && (
          <span>{texts('run.startedAt', { time: texts.time(startedAt) })}</span>
        )}
        {startedAt !== null && finishedAt !== null && (
          <span>{texts('run.took', { time: texts.duration(finishedAt - startedAt) })}</span>
        )}
        {port !== null && port !== 'out' && (
          <span>{texts('run.leftBy', { port: portLabel(texts, port) })}</span>
        )}
      </div>
      {fraction !== null && (
        <div className="fg-run-progress">
          <progress value={fraction} aria-label={progressText ?? texts('run.progress')} />
          {progressText !== null && <span dir="auto">{progressText}</span>}
        </div>
      )}
      <StepLinks record={record} />
    </>
  );
}

/** Where to go from a step: to its node in the editor, to the run that it started. */
function StepLinks({ record }: { readonly record: StepRecord }): ReactElement | null {
  const texts = useTexts();
  const editor = useEditor();
  const { session, navigate } = useRunScene();
  const workflowId = useStore(session.summary)?.workflowId;
  const { childId, name } = record;
  if (navigate === null) return null;
  return (
    <div className="fg-run-buttons">
      {workflowId !== undefined && editor.can('workflow.read', { workflowId }) && (
        <button
          type="button"
          className="fg-button fg-button--small"
          onClick={() => navigate({ kind: 'node', workflowId, nodeId: name.nodeId })}
        >
          <Icon name="pencil" size={14} />
          {texts('run.openNode')}
        </button>
      )}
      {childId !== null && (
        <button
          type="button"
          className="fg-button fg-button--small"
          onClick={() => navigate({ kind: 'run', runId: childId })}
        >
          <Icon name="workflow" size={14} />
          {texts('run.openChild')}
        </button>
      )}
    </div>
  );
}
