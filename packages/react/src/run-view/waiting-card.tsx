import { useState, type ReactElement } from 'react';
import type { JsonSchema, JsonValue, Wait } from '@flowgraft/core';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import { ActionButton, ActionError } from './action-button.js';
import { useRunScene } from './run-context.js';
import { isFilledIn, SchemaField } from './schema-field.js';
import { uniqueKey } from './unique-key.js';
import { useAction } from './use-action.js';

export interface WaitingCardProps {
  readonly wait: Wait;
}

/** Something that the run waits for: who is asked what, and the answer when this user may give it. */
export function WaitingCard({ wait }: WaitingCardProps): ReactElement {
  const { names, selectStep } = useRunScene();
  const { about, signal, step } = wait;
  return (
    <section className="fg-run-card" data-kind="waiting">
      <h3>
        <Icon name={signal === undefined ? 'clock' : 'user-check'} />
        <span dir="auto">{about?.title ?? names.path(step)}</span>
      </h3>
      {about?.title !== undefined && (
        <button type="button" className="fg-run-link" onClick={() => selectStep(step)}>
          {names.path(step)}
        </button>
      )}
      <WaitFigures wait={wait} />
      {signal !== undefined && (
        <AllowedAnswer key={`${step} ${signal}`} signal={signal} form={about?.form} />
      )}
    </section>
  );
}

/** Who is asked, and until when. */
function WaitFigures({ wait: { about, wakeAt } }: WaitingCardProps): ReactElement {
  const texts = useTexts();
  const assignees = about?.assignees ?? [];
  return (
    <>
      {assignees.length > 0 && (
        <p>{texts('run.wait.assignees', { names: assignees.join(', ') })}</p>
      )}
      {about?.dueAt !== undefined && (
        <p>{texts('run.wait.due', { time: texts.time(about.dueAt) })}</p>
      )}
      {wakeAt !== undefined && <p>{texts('run.wait.until', { time: texts.time(wakeAt) })}</p>}
    </>
  );
}

function AllowedAnswer(props: AnswerProps): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const mayAnswer = useEditor().can('run.signal', { runId: session.runId });
  if (mayAnswer) return <Answer {...props} />;
  return <p className="fg-hint">{texts('run.wait.notAllowed')}</p>;
}

interface AnswerProps {
  readonly signal: string;
  readonly form: unknown;
}

function Answer({ signal, form }: AnswerProps): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const schema = schemaOf(form);
  const [answer, setAnswer] = useState<{ value: JsonValue | undefined; isValid: boolean }>(() => ({
    value: undefined,
    isValid: isFilledIn(schema, undefined, texts),
  }));
  const [showsAllProblems, setShowsAll] = useState(false);
  const [id] = useState(uniqueKey);
  const [isSent, setSent] = useState(false);
  // Sent twice it is taken once: the id stays with this wait.
  const send = useAction(
    async () => session.signal(signal, answer.value, id),
    () => setSent(true),
  );
  if (isSent) {
    return (
      <p className="fg-run-done" role="status">
        <Icon name="circle-check" />
        {texts('run.wait.sent')}
      </p>
    );
  }
  return (
    <div className="fg-run-answer">
      <SchemaField
        schema={schema}
        showsAllProblems={showsAllProblems}
        label={texts('run.wait.answer')}
        value={answer.value}
        onChange={(value, isValid) => setAnswer({ value, isValid })}
      />
      <p className="fg-hint">
        {texts('run.wait.signal')} <code dir="ltr">{signal}</code>
      </p>
      <ActionButton
        action={answer.isValid ? send : { ...send, run: () => setShowsAll(true) }}
        kind="primary"
        icon="send"
      >
        {texts('run.wait.send')}
      </ActionButton>
      <ActionError action={send} />
    </div>
  );
}

function schemaOf(form: unknown): JsonSchema | undefined {
  return typeof form === 'object' && form !== null ? (form as JsonSchema) : undefined;
}
