/** What is kept of a step: figures and short texts. Its values stay at the server until somebody asks for them. */

import type { ErrorCategory, RunError, StepStatus, WaitAbout } from '@flowgraft/core';
import type { StepName } from './step-name.js';

/** A stretch of a step's time. Times are epoch milliseconds. */
export interface StepSpan {
  /** `attempt`: at work. `wait`: for a time, a signal or a child. `backoff`: until the next attempt. */
  readonly kind: 'attempt' | 'wait' | 'backoff';
  readonly attempt: number;
  readonly startedAt: number;
  /** `null` while it lasts. */
  readonly finishedAt: number | null;
  readonly outcome: SpanOutcome | null;
  readonly error: ShortError | null;
  /** The fact of the journal that ended it. */
  readonly seq: number | null;
}

export type SpanOutcome = 'completed' | 'failed' | 'waiting' | 'unknown' | 'cancelled';

/** An error without what may be large. */
export interface ShortError {
  readonly category: ErrorCategory;
  readonly message: string;
  readonly code: string | undefined;
  readonly step: string | undefined;
  readonly cause: ShortError | null;
}

export interface StepWait {
  readonly since: number;
  /** When it goes on by itself. */
  readonly wakeAt: number | null;
  readonly signal: string | null;
  readonly about: WaitAbout | null;
}

export interface StepRecord {
  readonly name: StepName;
  readonly status: StepStatus;
  /** A crash left it open whether it did its work: somebody has to say. */
  readonly isUnknown: boolean;
  /** The latest ones, see `maxSpans`. */
  readonly spans: readonly StepSpan[];
  /** Attempts in all, also those that are no longer in `spans`. */
  readonly attempts: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** The output port that was taken. */
  readonly port: string | null;
  /** Of the last attempt that failed; also when the run went on all the same. */
  readonly error: ShortError | null;
  readonly wait: StepWait | null;
  readonly childId: string | null;
  /** 0 to 1, as the node says of itself. */
  readonly fraction: number | null;
  readonly progressText: string | null;
  /** The fact that ended its last attempt: what value queries name. */
  readonly endSeq: number | null;
  readonly endField: 'output' | 'outputs' | 'error' | null;
  /** For containers: when the last thing inside happened. */
  readonly lastAt: number | null;
}

const maxSpans = 100;
const maxMessage = 2_000;
const maxCauses = 5;

export function newStep(name: StepName): StepRecord {
  return {
    name,
    status: 'running',
    isUnknown: false,
    spans: [],
    attempts: 0,
    startedAt: null,
    finishedAt: null,
    port: null,
    error: null,
    wait: null,
    childId: null,
    fraction: null,
    progressText: null,
    endSeq: null,
    endField: null,
    lastAt: null,
  };
}

/** The error without details and stack, its texts and its chain of causes cut to what a screen shows. */
export function shortError(error: RunError, depth = 0): ShortError {
  const { category, message, code, step, cause } = error;
  return {
    category,
    message: message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message,
    code,
    step,
    cause: cause === undefined || depth >= maxCauses ? null : shortError(cause, depth + 1),
  };
}

/** Adds a span; the oldest go when there are too many. */
export function withSpan(spans: readonly StepSpan[], span: StepSpan): readonly StepSpan[] {
  return spans.length < maxSpans ? [...spans, span] : [...spans.slice(1 - maxSpans), span];
}

/** The same spans, the one that still lasts ended at `at`. */
export function endOpenSpan(
  spans: readonly StepSpan[],
  at: number,
  change: Partial<StepSpan> = {},
): readonly StepSpan[] {
  const last = spans.at(-1);
  if (last === undefined || last.finishedAt !== null) return spans;
  const ended = { ...last, finishedAt: Math.max(at, last.startedAt), ...change };
  return [...spans.slice(0, -1), ended];
}
