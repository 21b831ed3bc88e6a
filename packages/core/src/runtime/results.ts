/** Callers that wait for a run's result. */

import { FlowgraftError } from '../model/error.js';
import { isFinal } from '../model/run.js';
import type { RunError } from '../model/run-error.js';
import type { Timer } from '../ports/clock.js';
import type { RunRecord, Store } from '../ports/store.js';
import type { Services } from './services.js';

/** How a run ended, for those who wait for it. */
export interface RunEnd {
  readonly runId: string;
  readonly workflowId: string;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly output: unknown;
  readonly error: RunError | undefined;
}

interface Waiter {
  readonly tenant: string;
  readonly resolve: (output: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Runs that end in other processes are found by looking at them this often. */
const pollMs = 1_000;

export class Results {
  readonly #store: Store;
  readonly #services: Services;
  readonly #waiters = new Map<string, Waiter[]>();
  #timer: Timer | undefined = undefined;

  constructor(store: Store, services: Services) {
    this.#store = store;
    this.#services = services;
  }

  /** @throws {FlowgraftError} `RUN_FAILED`, `RUN_CANCELLED`, `RUN_NOT_FOUND`, `ENGINE_CLOSED`. */
  async of(tenant: string, runId: string): Promise<unknown> {
    const awaited = new Promise<unknown>((resolve, reject) => {
      const waiters = this.#waiters.get(runId) ?? [];
      waiters.push({ tenant, resolve, reject });
      this.#waiters.set(runId, waiters);
    });
    // Asked after the waiter stands, so that an end in between is not missed.
    void this.look(runId);
    return awaited;
  }

  /** A run has ended in this process. */
  ended(end: RunEnd): void {
    const waiters = this.#waiters.get(end.runId);
    if (waiters === undefined) return;
    this.#waiters.delete(end.runId);
    for (const { resolve, reject } of waiters) deliverEnd(end, resolve, reject);
  }

  /** Looks whether a run that somebody waits for has ended elsewhere. */
  async look(runId: string): Promise<void> {
    const tenant = this.#waiters.get(runId)?.[0]?.tenant;
    if (tenant === undefined) return;
    try {
      const record = await this.#store.getRun(tenant, runId);
      if (record === null) this.#reject(runId, runNotFound(tenant, runId));
      else if (isFinal(record.status)) this.ended(endOf(record));
      else this.#arm();
    } catch (thrown) {
      this.#reject(runId, thrown);
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const runId of this.#waiters.keys()) {
      const message = `The engine was closed before run "${runId}" ended; the run itself goes on with the next worker`;
      this.#reject(runId, new FlowgraftError('ENGINE_CLOSED', message, { operation: 'result' }));
    }
  }

  #reject(runId: string, reason: unknown): void {
    const waiters = this.#waiters.get(runId) ?? [];
    this.#waiters.delete(runId);
    for (const { reject } of waiters) reject(reason);
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#waiters.size === 0) return;
    this.#timer = this.#services.clock.setTimer(pollMs, () => {
      this.#timer = undefined;
      for (const runId of this.#waiters.keys()) void this.look(runId);
    });
  }
}

export function endOf({ runId, workflowId, status, output, error }: RunRecord): RunEnd {
  const ended = status === 'completed' || status === 'failed' ? status : 'cancelled';
  return { runId, workflowId, status: ended, output, error };
}

/** Resolves or rejects as the run ended. */
export function deliverEnd(
  { runId, workflowId, status, output, error }: RunEnd,
  resolve: (output: unknown) => void,
  reject: (reason: unknown) => void,
): void {
  if (status === 'completed') {
    resolve(output);
  } else if (status === 'failed') {
    const known: RunError = error ?? { category: 'unknown', message: 'no reason is known' };
    const where = known.step === undefined ? '' : ` at step "${known.step}"`;
    const message = `Run "${runId}" of workflow "${workflowId}" failed${where}: ${known.message}`;
    reject(new FlowgraftError('RUN_FAILED', message, { runId, step: known.step, error: known }));
  } else {
    const reason = error?.message;
    const message = `Run "${runId}" of workflow "${workflowId}" was cancelled: ${reason ?? 'no reason given'}`;
    reject(new FlowgraftError('RUN_CANCELLED', message, { runId, reason }));
  }
}

export function runNotFound(tenant: string, runId: string): FlowgraftError<'RUN_NOT_FOUND'> {
  const message = `Tenant "${tenant}" has no run "${runId}"`;
  return new FlowgraftError('RUN_NOT_FOUND', message, { tenant, runId });
}
