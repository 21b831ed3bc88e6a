import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { Texts } from '../language/text.js';
import type { StepRecord, StepSpan } from '../run/step-record.js';

/** Attempts and the waits between them, the first first. */
export function AttemptList({ record }: { readonly record: StepRecord }): ReactElement {
  const texts = useTexts();
  return (
    <ol className="fg-run-attempts">
      {record.spans.map((span) => (
        <li key={`${span.kind} ${span.startedAt} ${span.attempt}`} data-kind={span.kind}>
          <span className="fg-run-attempt-name">{nameOf(span, texts)}</span>
          <span className="fg-hint">
            {texts.time(span.startedAt, { timeStyle: 'medium' })}
            {span.finishedAt !== null && ` · ${texts.duration(span.finishedAt - span.startedAt)}`}
          </span>
          {span.error !== null && (
            <span className="fg-run-attempt-error" dir="auto">
              {span.error.message}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function nameOf({ kind, attempt, outcome }: StepSpan, texts: Texts): string {
  if (kind === 'backoff') return texts('run.span.backoff');
  if (kind === 'wait') return texts('run.span.wait');
  const name =
    attempt === 0 ? texts('run.span.now') : texts('run.attemptNumber', { number: attempt });
  return outcome === null ? name : `${name}: ${texts(`run.outcome.${outcome}`)}`;
}
