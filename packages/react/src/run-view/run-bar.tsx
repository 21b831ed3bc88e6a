import { useEffect, useMemo, useState, type ReactElement } from 'react';
import type { Wait } from '@flowgraft/core';
import { writeDocument } from '../editor/write-document.js';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useStore } from '../hooks/use-store.js';
import { useUi } from '../hooks/use-ui.js';
import { Icon } from '../icons/icon.js';
import { Dialog } from '../shell/dialog.js';
import { isSameWorkflow } from '../run/is-same-workflow.js';
import type { RunSession } from '../run/run-session.js';
import { readStepName } from '../run/step-name.js';
import { ActionButton, ActionError } from './action-button.js';
import { useFailedStep } from './repair-card.js';
import { RunAnnouncer } from './run-announcer.js';
import { RunSceneContext, useRunScene, type RunTarget } from './run-context.js';
import { StartDialog } from './start-dialog.js';
import { StepInspector } from './step-inspector.js';
import { stepOfNode } from './step-of-node.js';
import { StatusBadge } from './status-badge.js';
import { IconButton } from './timeline-tools.js';
import { useAction } from './use-action.js';
import { WaitingCard } from './waiting-card.js';
import { useNewScene } from './use-new-scene.js';

export interface RunBarProps {
  readonly session: RunSession;
  /** Shows the whole of a run in the host's product; without it there is no such button. */
  readonly onNavigate?: ((target: RunTarget) => void) | undefined;
}

/** Which run is shown over the workflow, and what can be done with it. */
export function RunBar({ session, onNavigate }: RunBarProps): ReactElement {
  const scene = useNewScene(session, onNavigate);
  const { selection, canvas } = useSession();
  const { step, selectStep } = scene;
  useEffect(() => {
    if (step === null) return;
    // Here the workflow itself is what is looked at.
    const { nodeId } = readStepName(step);
    selection.select({ nodes: [nodeId] });
    canvas.get()?.reveal(nodeId);
    selectStep(null);
  }, [step, selectStep, selection, canvas]);
  return (
    <RunSceneContext.Provider value={scene}>
      <BarOfRun />
      <RunAnnouncer />
      <AskedStep />
    </RunSceneContext.Provider>
  );
}

/** The step of the node that is asked about. */
function AskedStep(): ReactElement | null {
  const texts = useTexts();
  const { ui } = useSession();
  const { session } = useRunScene();
  useStore(session.steps);
  const asking = useUi((state) => state.asking);
  if (asking?.about !== 'step') return null;
  const close = (): void => ui.update((state) => ({ ...state, asking: null }));
  return (
    <Dialog title={texts('run.details')} onClose={close} isWide>
      <StepInspector step={stepOfNode(session, asking.nodeId) ?? asking.nodeId} isAlone />
    </Dialog>
  );
}

function BarOfRun(): ReactElement {
  const texts = useTexts();
  const { ui } = useSession();
  const { session, navigate } = useRunScene();
  const run = useStore(session.summary);
  const connection = useStore(session.connection);
  const asked = run?.waits.find(({ signal }) => signal !== undefined);
  return (
    <section className="fg-run-bar" aria-label={texts('run.shown')}>
      <h2 className="fg-visually-hidden">{texts('run.shown')}</h2>
      <div className="fg-run-bar-line">
        {run !== null && <StatusBadge status={run.status} />}
        <span>
          {run === null
            ? texts(connection === 'failed' ? 'run.unreadable' : 'run.value.reading')
            : texts('run.shownOf', { time: texts.time(run.startedAt ?? run.createdAt) })}
        </span>
        <DiffersNotice />
        {asked !== undefined && <AnswerButton key={asked.step} wait={asked} />}
        {navigate !== null && (
          <button
            type="button"
            className="fg-run-link"
            onClick={() => navigate({ kind: 'run', runId: session.runId })}
          >
            {texts('run.showWhole')}
          </button>
        )}
        <IconButton
          label={texts('run.hide')}
          icon="x"
          onPress={() => ui.update((state) => ({ ...state, runId: null }))}
        />
      </div>
      {run?.status === 'failed' && <FailedLine />}
    </section>
  );
}

/** Opens the question that the run waits for. */
function AnswerButton({ wait }: { readonly wait: Wait }): ReactElement {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="fg-button fg-button--primary fg-button--small"
        onClick={() => setOpen(true)}
      >
        <Icon name="user-check" size={14} />
        {texts('run.wait.open')}
      </button>
      {isOpen && (
        <Dialog title={texts('run.status.answer')} onClose={() => setOpen(false)}>
          <WaitingCard wait={wait} />
        </Dialog>
      )}
    </>
  );
}

/** The workflow was changed since: what the run did may not be what is drawn. */
function DiffersNotice(): ReactElement | null {
  const texts = useTexts();
  const ran = useStore(useRunScene().session.document);
  const edited = useDocument();
  const differs = useMemo(
    () => ran !== null && !isSameWorkflow(ran, writeDocument(edited)),
    [ran, edited],
  );
  if (!differs) return null;
  return (
    <p className="fg-run-bar-note">
      <Icon name="info" size={14} />
      {texts('run.differs')}
    </p>
  );
}

/** From the failure to its repair: the node that failed, and the two ways to go on. */
function FailedLine(): ReactElement {
  const texts = useTexts();
  const { session, names } = useRunScene();
  const run = useStore(session.summary);
  const step = useFailedStep();
  const resume = useAction(async () => session.resume());
  const mayResume = useEditor().can('run.resume', {
    workflowId: useSession().workflowId,
    runId: session.runId,
  });
  return (
    <>
      <div className="fg-run-bar-line">
        <p className="fg-run-bar-error" dir="auto">
          {step !== null && <strong>{names.path(step)}: </strong>}
          {run?.error?.message}
        </p>
        {step !== null && <RepairButton nodeId={readStepName(step).nodeId} />}
        {mayResume && (
          <ActionButton action={resume} icon="play" isSmall>
            {texts('run.resume')}
          </ActionButton>
        )}
        <AgainButton />
      </div>
      <details className="fg-run-bar-help">
        <summary>{texts('run.whichOne')}</summary>
        <p>{texts('run.resumeKeepsVersion')}</p>
      </details>
      <ActionError action={resume} />
    </>
  );
}

/** Opens the node that failed, where the workflow still has it. */
function RepairButton({ nodeId }: { readonly nodeId: string }): ReactElement | null {
  const texts = useTexts();
  const { selection, ui, canvas } = useSession();
  const isHere = useDocument(({ nodes }) => nodes.has(nodeId));
  if (!isHere) return null;
  const open = (): void => {
    selection.select({ nodes: [nodeId] });
    ui.update((state) => ({ ...state, panel: 'inspector' }));
    canvas.get()?.reveal(nodeId);
  };
  return (
    <button type="button" className="fg-button fg-button--small" onClick={open}>
      <Icon name="pencil" size={14} />
      {texts('run.repair')}
    </button>
  );
}

/** Starts the workflow as it is now, with the input of the run that is shown. */
function AgainButton(): ReactElement | null {
  const texts = useTexts();
  const workflow = useSession();
  const { workflowId, ui } = workflow;
  const { session } = useRunScene();
  const [isStarting, setStarting] = useState(false);
  const mayStart = useEditor().can('run.start', { workflowId });
  if (!mayStart) return null;
  return (
    <>
      <button
        type="button"
        className="fg-button fg-button--small"
        // What was repaired has to be at the server first.
        onClick={() => void workflow.save().then(() => setStarting(true))}
      >
        <Icon name="rotate-cw" size={14} />
        {texts('run.againNewest')}
      </button>
      {isStarting && (
        <StartDialog
          workflowId={workflowId}
          repeats={session.runId}
          usualVersion="draft"
          onClose={() => setStarting(false)}
          onStarted={({ id }) => {
            setStarting(false);
            ui.update((state) => ({ ...state, runId: id }));
          }}
        />
      )}
    </>
  );
}
