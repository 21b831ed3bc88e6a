/** All steps of one node together, kept up to date step by step: a loop may have tens of thousands. */

import type { RunError, StepStatus } from '@flowgraft/core';
import type { NodeRunState } from './run-states.js';
import type { ShortError, StepRecord } from './step-record.js';

/** The one that matters most is shown. */
const byWeight: readonly StepStatus[] = [
  'failed',
  'running',
  'waiting',
  'cancelled',
  'completed',
  'skipped',
  'pending',
];

export class NodeTotals {
  readonly #counts = new Map<StepStatus, number>();
  #attempts = 0;
  #fraction: number | null = null;
  #startedAt: number | null = null;
  #finishedAt: number | null = null;
  #error: ShortError | null = null;

  /** A step of the node has changed; `before` is `undefined` for a new one. */
  replace(before: StepRecord | undefined, after: StepRecord): void {
    if (before !== undefined) this.#count(before.status, -1);
    this.#count(after.status, 1);
    this.#attempts += after.attempts - (before?.attempts ?? 0);
    this.#startedAt = earlier(this.#startedAt, after.startedAt);
    this.#finishedAt = later(this.#finishedAt, after.finishedAt);
    this.#fraction = after.status === 'running' ? after.fraction : null;
    // One that is tried again tells of the error before it; the last that went well has none.
    this.#error = after.error;
  }

  state(): NodeRunState {
    const count = (status: StepStatus): number => this.#counts.get(status) ?? 0;
    const status = byWeight.find((candidate) => count(candidate) > 0) ?? 'pending';
    const isOpen = count('running') + count('waiting') > 0;
    return {
      status,
      running: count('running'),
      completed: count('completed'),
      failed: count('failed'),
      attempts: this.#attempts,
      fraction: this.#fraction,
      startedAt: this.#startedAt,
      finishedAt: isOpen ? null : this.#finishedAt,
      error: this.#error === null ? null : toRunError(this.#error),
    };
  }

  #count(status: StepStatus, change: number): void {
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + change);
  }
}

function toRunError({ category, message, code, step, cause }: ShortError): RunError {
  return {
    category,
    message,
    ...(code !== undefined && { code }),
    ...(step !== undefined && { step }),
    ...(cause !== null && { cause: toRunError(cause) }),
  };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
