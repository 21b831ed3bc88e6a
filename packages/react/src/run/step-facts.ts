/** What one fact of the journal changes in the record of its step. */

import type { RunEvent } from '@flowgraft/core';
import type { LiveFact } from '../transport/transport.js';
import {
  endOpenSpan,
  shortError,
  withSpan,
  type SpanOutcome,
  type StepRecord,
  type StepSpan,
} from './step-record.js';

/** Facts that name a step. */
export type StepFact = Extract<RunEvent, { readonly step: string }>;

type AttemptEnd = Extract<
  StepFact,
  { readonly type: 'step.completed' | 'step.failed' | 'step.retrying' | 'step.waiting' }
>;

/** The number of an attempt of which only is known that it goes on. */
export const guessed = 0;

export function applyStepFact(record: StepRecord, fact: StepFact, seq: number): StepRecord {
  switch (fact.type) {
    case 'step.started':
      return beginAttempt(record, fact);
    case 'step.completed': {
      const done = endAttempt(record, fact, { outcome: 'completed', seq });
      return {
        ...over(done, fact.at),
        status: 'completed',
        port: fact.port,
        ...ended(seq, fact.outputs === undefined ? 'output' : 'outputs'),
      };
    }
    case 'step.failed': {
      const failed = endAttempt(record, fact, { outcome: 'failed', seq });
      return { ...over(failed, fact.at), status: 'failed', ...ended(seq, 'error') };
    }
    case 'step.retrying': {
      const failed = endAttempt(record, fact, { outcome: 'failed', seq });
      const spans = withSpan(failed.spans, openSpan('backoff', fact.attempt, fact.at));
      const wait = { since: fact.at, wakeAt: fact.wakeAt, signal: null, about: null };
      return { ...failed, status: 'waiting', spans, wait, ...ended(seq, 'error') };
    }
    case 'step.waiting': {
      const parked = endAttempt(record, fact, { outcome: 'waiting', seq });
      const { wakeAt = null, signal = null, about = null } = fact.wait;
      const spans = withSpan(parked.spans, openSpan('wait', fact.attempt, fact.at));
      return {
        ...parked,
        status: 'waiting',
        spans,
        wait: { since: fact.at, wakeAt, signal, about },
      };
    }
    default:
      return applyOther(record, fact, seq);
  }
}

function applyOther(
  record: StepRecord,
  fact: Exclude<StepFact, AttemptEnd | { readonly type: 'step.started' }>,
  seq: number,
): StepRecord {
  switch (fact.type) {
    case 'step.unknown': {
      const spans = endOpenSpan(record.spans, fact.at, { outcome: 'unknown', seq });
      return { ...record, status: 'waiting', isUnknown: true, spans };
    }
    case 'step.resolved':
      return resolve(record, fact, seq);
    case 'step.cancelled': {
      const spans = endOpenSpan(record.spans, fact.at, { outcome: 'cancelled', seq });
      return { ...over(record, fact.at), status: 'cancelled', spans };
    }
    case 'timer.fired':
      return wakeUp(record, fact.at);
    case 'child.started': {
      const begun = record.startedAt ?? fact.at;
      const spans = withSpan(
        endOpenSpan(record.spans, fact.at, { outcome: 'waiting', seq }),
        openSpan('wait', Math.max(1, record.attempts), fact.at),
      );
      return { ...record, status: 'waiting', startedAt: begun, childId: fact.childId, spans };
    }
    case 'child.ended': {
      const { outcome } = fact;
      const ok = outcome.status === 'completed';
      const spans = endOpenSpan(record.spans, fact.at, { outcome: outcome.status, seq });
      const error = ok ? null : shortError(outcome.error);
      return { ...over(record, fact.at), status: outcome.status, spans, error };
    }
  }
}

function resolve(
  record: StepRecord,
  { at, resolution }: Extract<StepFact, { readonly type: 'step.resolved' }>,
  seq: number,
): StepRecord {
  const decided = { ...record, isUnknown: false };
  if (resolution.action === 'retry') return { ...decided, status: 'running' };
  if (resolution.action === 'complete') {
    return { ...over(decided, at), status: 'completed', port: resolution.port ?? 'out' };
  }
  const error = shortError({ category: 'permanent', message: resolution.message });
  return { ...over(decided, at), status: 'failed', error, endSeq: seq, endField: null };
}

/** What is known only while it happens: attempts that began, and how far they are. */
export function applyLiveFact(record: StepRecord, fact: LiveFact): StepRecord {
  if (fact.type === 'step.started') return beginAttempt(record, fact);
  if (record.status !== 'running') return record;
  return { ...record, fraction: fact.fraction, progressText: fact.message ?? null };
}

/** A waiting step goes on: what it waited for is there. */
export function wakeUp(record: StepRecord, at: number): StepRecord {
  if (record.wait === null && record.childId === null) return record;
  return { ...record, status: 'running', wait: null, spans: endOpenSpan(record.spans, at) };
}

/** The record of a step whose run has come to its end at `at`. */
export function stopSpans(record: StepRecord, at: number): StepRecord {
  const spans = endOpenSpan(record.spans, at);
  return spans === record.spans ? record : { ...record, spans };
}

function beginAttempt(
  record: StepRecord,
  { attempt, at }: { readonly attempt: number; readonly at: number },
): StepRecord {
  const last = record.spans.at(-1);
  // Told twice, live and by the journal, or a late word about an attempt that has ended.
  if (last?.kind === 'attempt' && last.attempt === attempt && at <= (last.finishedAt ?? at)) {
    return record;
  }
  const before = withoutGuess(record.spans);
  const spans = withSpan(endOpenSpan(before, at), openSpan('attempt', attempt, at));
  const startedAt = before.length === 0 ? at : (record.startedAt ?? at);
  const cleared = { finishedAt: null, wait: null, fraction: null, progressText: null };
  const attempts = countAttempt(record, attempt);
  return { ...record, ...cleared, status: 'running', spans, startedAt, attempts };
}

function endAttempt(
  record: StepRecord,
  fact: AttemptEnd,
  end: { readonly outcome: SpanOutcome; readonly seq: number },
): StepRecord {
  const { attempt, startedAt, at } = fact;
  const error = 'error' in fact ? shortError(fact.error) : null;
  const last = record.spans.at(-1);
  const isOpen = last?.kind === 'attempt' && last.finishedAt === null;
  // What was known of its beginning was a guess, or nothing: the fact knows.
  const before = isOpen ? record.spans.slice(0, -1) : endOpenSpan(record.spans, startedAt);
  const span: StepSpan = { kind: 'attempt', attempt, startedAt, finishedAt: at, error, ...end };
  return {
    ...record,
    spans: withSpan(before, span),
    attempts: isOpen && last.attempt !== guessed ? record.attempts : countAttempt(record, attempt),
    startedAt: before.length === 0 ? startedAt : (record.startedAt ?? startedAt),
    error: error ?? (fact.type === 'step.completed' ? null : record.error),
    wait: null,
    fraction: null,
    progressText: null,
  };
}

/** An attempt that goes on after a wait is the same; after a failed one the same number is another, of a resumed run. */
function countAttempt({ attempts, spans }: StepRecord, attempt: number): number {
  const last = spans.findLast((span) => span.kind === 'attempt' && span.attempt !== guessed);
  const isSame = last?.attempt === attempt && last.outcome === 'waiting';
  return isSame ? attempts : attempts + 1;
}

function withoutGuess(spans: readonly StepSpan[]): readonly StepSpan[] {
  const last = spans.at(-1);
  return last?.attempt === guessed && last.finishedAt === null ? spans.slice(0, -1) : spans;
}

function over(record: StepRecord, at: number): StepRecord {
  return { ...record, finishedAt: at, wait: null, fraction: null, progressText: null };
}

function ended(
  seq: number,
  endField: StepRecord['endField'],
): Pick<StepRecord, 'endSeq' | 'endField'> {
  return { endSeq: seq, endField };
}

export function openSpan(kind: StepSpan['kind'], attempt: number, startedAt: number): StepSpan {
  return { kind, attempt, startedAt, finishedAt: null, outcome: null, error: null, seq: null };
}
