import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import type { RunSession } from '../run/run-session.js';
import { isTransportError } from '../transport/transport.js';
import { Resizer } from '../shell/resizer.js';
import { Tabs } from '../shell/tabs.js';
import { useFailedStep } from './repair-card.js';
import { RunAnnouncer } from './run-announcer.js';
import { RunCanvas } from './run-canvas.js';
import { RunSceneContext, useRunScene, useRunSession, type RunTarget } from './run-context.js';
import { RunHeader } from './run-header.js';
import { RunHistory } from './run-history.js';
import { RunOverview } from './run-overview.js';
import { RunTimeline } from './run-timeline.js';
import { StartDialog } from './start-dialog.js';
import { StepInspector } from './step-inspector.js';
import { messageOf } from './use-action.js';
import { useNewScene } from './use-new-scene.js';

export interface RunScreenProps {
  readonly runId: string;
  readonly onNavigate?: ((target: RunTarget) => void) | undefined;
}

/** What `RunView` draws, for one run. */
export function RunScreen({ runId, onNavigate }: RunScreenProps): ReactElement | null {
  const session = useRunSession(useEditor(), runId);
  return session === null ? null : <ShownRun session={session} onNavigate={onNavigate} />;
}

function ShownRun({
  session,
  onNavigate,
}: Pick<RunScreenProps, 'onNavigate'> & { readonly session: RunSession }): ReactElement {
  const scene = useNewScene(session, onNavigate);
  return (
    <RunSceneContext.Provider value={scene}>
      <ScreenOfRun />
    </RunSceneContext.Provider>
  );
}

function ScreenOfRun(): ReactElement {
  const texts = useTexts();
  const { session, step, navigate } = useRunScene();
  const connection = useStore(session.connection);
  const run = useStore(session.summary);
  const [isStarting, setStarting] = useState(false);
  const [timelineSize, setTimelineSize] = useState(300);
  const [below, setBelow] = useState<'timeline' | 'history'>('timeline');
  useFirstLookAtFailure();
  if (connection === 'failed' && run === null) return <UnreadableRun />;
  const startAgain = (): void => setStarting(true);
  return (
    <div className="fg-run-screen">
      <RunHeader onRunAgain={startAgain} />
      <RunAnnouncer />
      <main className="fg-run-main">
        <RunCanvas />
        <Resizer
          label={texts('run.timelineSize')}
          side="below"
          size={timelineSize}
          minimum={120}
          maximum={800}
          onChange={setTimelineSize}
        />
        <div className="fg-run-below" style={{ blockSize: timelineSize }}>
          <Tabs
            label={texts('run.happened')}
            current={below}
            onChange={setBelow}
            tabs={[
              { name: 'timeline', label: texts('run.timeline'), content: () => <RunTimeline /> },
              { name: 'history', label: texts('run.history'), content: () => <RunHistory /> },
            ]}
          />
        </div>
      </main>
      <aside className="fg-run-aside" aria-label={texts('run.details')}>
        {step === null ? (
          <RunOverview onRunAgain={startAgain} />
        ) : (
          <StepInspector key={step} step={step} />
        )}
      </aside>
      {isStarting && run !== null && (
        <StartDialog
          workflowId={run.workflowId}
          repeats={run.id}
          onClose={() => setStarting(false)}
          onStarted={(started) => {
            setStarting(false);
            navigate?.({ kind: 'run', runId: started.id });
          }}
        />
      )}
    </div>
  );
}

/** A failed run opens at the step that failed: on the canvas and in the timeline. */
function useFirstLookAtFailure(): void {
  const { step, selectStep } = useRunScene();
  const failed = useFailedStep();
  const hasLooked = useRef(false);
  useEffect(() => {
    if (hasLooked.current || failed === null) return;
    hasLooked.current = true;
    if (step === null) selectStep(failed);
  }, [failed, step, selectStep]);
}

function UnreadableRun(): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const { error } = session;
  const isMissing = isTransportError(error) && error.status === 404;
  return (
    <div className="fg-empty" role="alert">
      <h1>{texts(isMissing ? 'run.missing' : 'run.unreadable')}</h1>
      {!isMissing && <p dir="auto">{messageOf(error)}</p>}
      <button type="button" className="fg-button" onClick={() => session.open()}>
        {texts('run.retry')}
      </button>
    </div>
  );
}
