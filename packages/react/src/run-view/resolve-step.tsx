import { useState, type ReactElement } from 'react';
import type { JsonValue, StepResolution } from '@flowgraft/core';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import { ActionButton, ActionError } from './action-button.js';
import { JsonField } from './json-field.js';
import { useRunScene } from './run-context.js';
import { useAction } from './use-action.js';

const choices = ['complete', 'retry', 'fail'] as const;
type Choice = (typeof choices)[number];

interface Decision {
  readonly choice: Choice;
  readonly output: JsonValue | undefined;
  readonly isOutputValid: boolean;
  readonly reason: string;
}

const undecided: Decision = {
  choice: 'complete',
  output: undefined,
  isOutputValid: true,
  reason: '',
};

/** Asks what became of a step that a crash cut off and that may not simply run twice. */
export function ResolveStep({ step }: { readonly step: string }): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const mayResolve = useEditor().can('run.resolve', { runId: session.runId });
  const [decision, setDecision] = useState<Decision>(undecided);
  const decide = useAction(async () => session.resolveStep(step, resolutionOf(decision)));
  const isIncomplete =
    decision.choice === 'complete'
      ? !decision.isOutputValid
      : decision.choice === 'fail' && decision.reason === '';
  return (
    <section className="fg-run-card" data-kind="unknown">
      <h3>
        <Icon name="alert-triangle" />
        {texts('run.resolve.title')}
      </h3>
      <p>{texts('run.resolve.why')}</p>
      {mayResolve && (
        <>
          <Outcome decision={decision} onChange={setDecision} name={step} />
          <ActionButton action={decide} kind="primary" isDisabled={isIncomplete}>
            {texts('run.resolve.decide')}
          </ActionButton>
          <ActionError action={decide} />
        </>
      )}
    </section>
  );
}

interface OutcomeProps {
  readonly decision: Decision;
  readonly onChange: (decision: Decision) => void;
  /** Unique on the page. */
  readonly name: string;
}

/** What happened, and what goes with that. */
function Outcome({ decision, onChange, name }: OutcomeProps): ReactElement {
  const texts = useTexts();
  const { choice, reason } = decision;
  return (
    <>
      <fieldset className="fg-run-choices">
        <legend className="fg-label">{texts('run.resolve.question')}</legend>
        {choices.map((one) => (
          <label key={one} className="fg-run-check">
            <input
              type="radio"
              name={`resolve-${name}`}
              checked={choice === one}
              onChange={() => onChange({ ...decision, choice: one })}
            />
            {texts(`run.resolve.${one}`)}
          </label>
        ))}
      </fieldset>
      {choice === 'complete' && (
        <JsonField
          label={texts('run.resolve.output')}
          initial={decision.output}
          rows={4}
          onChange={(output, isOutputValid) => onChange({ ...decision, output, isOutputValid })}
        />
      )}
      {choice === 'fail' && (
        <label className="fg-field">
          <span className="fg-label">{texts('run.resolve.reason')}</span>
          <input
            className="fg-input"
            value={reason}
            onChange={(event) => onChange({ ...decision, reason: event.currentTarget.value })}
          />
        </label>
      )}
    </>
  );
}

function resolutionOf({ choice, output, reason }: Decision): StepResolution {
  if (choice === 'complete') return { action: 'complete', output: output ?? null };
  return choice === 'fail' ? { action: 'fail', message: reason } : { action: 'retry' };
}
