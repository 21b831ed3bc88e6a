import type { ReactElement } from 'react';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import { readStepName } from '../run/step-name.js';
import { ActionButton, ActionError } from './action-button.js';
import { ErrorCard } from './error-card.js';
import { useRunScene } from './run-context.js';
import { useAction } from './use-action.js';

export interface RepairCardProps {
  /** Starts a new run with the same input; absent where that cannot be done from here. */
  readonly onRunAgain?: (() => void) | undefined;
}

/** The way out of a failed run: where it failed and why, the node to repair, and the two ways to go on. */
export function RepairCard({ onRunAgain }: RepairCardProps): ReactElement | null {
  const texts = useTexts();
  const editor = useEditor();
  const { session, names, selectStep, navigate } = useRunScene();
  const run = useStore(session.summary);
  const step = useFailedStep();
  const resume = useAction(async () => session.resume());
  if (run === null || run.status !== 'failed' || run.error === null) return null;
  const { workflowId } = run;
  return (
    <section className="fg-run-card" data-kind="failed">
      <h3>
        {step === null
          ? texts('run.failed.run')
          : texts('run.failed.step', { name: names.path(step) })}
      </h3>
      <ErrorCard error={run.error} />
      <div className="fg-run-buttons">
        {step !== null && (
          <button type="button" className="fg-button" onClick={() => selectStep(step)}>
            <Icon name="search" />
            {texts('run.showStep')}
          </button>
        )}
        {step !== null && navigate !== null && editor.can('workflow.edit', { workflowId }) && (
          <button
            type="button"
            className="fg-button"
            onClick={() =>
              navigate({ kind: 'node', workflowId, nodeId: readStepName(step).nodeId })
            }
          >
            <Icon name="pencil" />
            {texts('run.repair')}
          </button>
        )}
        {editor.can('run.resume', { runId: run.id, workflowId }) && (
          <ActionButton action={resume} kind="primary" icon="play">
            {texts('run.resume')}
          </ActionButton>
        )}
        {onRunAgain !== undefined && editor.can('run.start', { workflowId }) && (
          <button type="button" className="fg-button" onClick={onRunAgain}>
            <Icon name="rotate-cw" />
            {texts('run.againNewest')}
          </button>
        )}
      </div>
      <p className="fg-hint">{texts('run.resumeKeepsVersion')}</p>
      <ActionError action={resume} />
    </section>
  );
}

/** The step whose failure ended the run. */
export function useFailedStep(): string | null {
  const { session } = useRunScene();
  const run = useStore(session.summary);
  const steps = useStore(session.steps);
  if (run === null || run.status !== 'failed') return null;
  return innermost(run.error?.step, steps.failure?.name.step) ?? null;
}

/** An error that a container passed on names the container: the step in it says more. */
function innermost(told: string | undefined, found: string | undefined): string | undefined {
  if (told === undefined || found === undefined) return told ?? found;
  return found.startsWith(`${told}[`) ? found : told;
}
