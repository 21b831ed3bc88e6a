/** Callers that wait for a run's result. */

import { FlowgraftError } from '../model/error.js';
import { isFinal } from '../model/run.js';
import type { RunError } from '../model/run-error.js';
import type { Timer } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import type { RunRecord } from '../ports/stored-run.js';
import { runKey, type RunName } from './run-key.js';
import type { Services } from './services.js';

/** How a run ended, for those who wait for it. */
export interface RunEnd extends RunName {
  readonly workflowId: string;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly output: unknown;
  readonly error: RunError | undefined;
}

interface Waiter {
  readonly resolve: (output: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Awaited {
  readonly run: RunName;
  readonly waiters: Waiter[];
}

/** Runs that end in other processes are found by looking at them this often, where no hint tells of them. */
const pollMs = 1_000;
/** Where hints tell of them, looking is only the second line. */
const pollWithHintsMs = 10_000;

export class Results {
  readonly #store: Store;
  readonly #services: Services;
  /** By tenant and id. */
  readonly #awaited = new Map<string, Awaited>();
  #timer: Timer | undefined = undefined;

  constructor(store: Store, services: Services) {
    this.#store = store;
    this.#services = services;
  }

  /**
   * @param isHeld - True when this process drives the run, and so will be told how it ends.
   * @throws {FlowgraftError} `RUN_FAILED`, `RUN_CANCELLED`, `RUN_NOT_FOUND`, `ENGINE_CLOSED`.
   */
  async of(run: RunName, isHeld: boolean): Promise<unknown> {
    const result = new Promise<unknown>((resolve, reject) => {
      const awaited = this.#awaited.get(runKey(run)) ?? { run, waiters: [] };
      awaited.waiters.push({ resolve, reject });
      this.#awaited.set(runKey(run), awaited);
    });
    // Asked after the waiter stands, so that an end in between is not missed.
    if (!isHeld) void this.look(run);
    return result;
  }

  /** A run has ended in this process. */
  ended(end: RunEnd): void {
    const awaited = this.#awaited.get(runKey(end));
    if (awaited === undefined) return;
    this.#awaited.delete(runKey(end));
    for (const { resolve, reject } of awaited.waiters) deliverEnd(end, resolve, reject);
  }

  /** Looks whether a run that somebody waits for has ended elsewhere. */
  async look(run: RunName): Promise<void> {
    if (!this.#awaited.has(runKey(run))) return;
    const { tenant, runId } = run;
    try {
      const record = await this.#store.getRun(tenant, runId);
      if (record === null) this.#reject(run, runNotFound(tenant, runId));
      else if (isFinal(record.status)) this.ended(endOf(record));
      else this.#arm();
    } catch (thrown) {
      this.#reject(run, thrown);
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { run } of this.#awaited.values()) {
      const message = `The engine was closed before run "${run.runId}" ended; the run itself goes on with the next worker`;
      this.#reject(run, new FlowgraftError('ENGINE_CLOSED', message, { operation: 'result' }));
    }
  }

  #reject(run: RunName, reason: unknown): void {
    const { waiters } = this.#awaited.get(runKey(run)) ?? { waiters: [] };
    this.#awaited.delete(runKey(run));
    for (const { reject } of waiters) reject(reason);
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#awaited.size === 0) return;
    const ms = this.#store.capabilities.remoteEnds ? pollWithHintsMs : pollMs;
    this.#timer = this.#services.clock.setTimer(ms, () => {
      this.#timer = undefined;
      for (const { run } of this.#awaited.values()) void this.look(run);
    });
  }
}

export function endOf({ tenant, runId, workflowId, status, output, error }: RunRecord): RunEnd {
  const ended = status === 'completed' || status === 'failed' ? status : 'cancelled';
  return { tenant, runId, workflowId, status: ended, output, error };
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

/** Why a run did not take a message of that kind. */
export function cannotTake(
  runId: string,
  kind: string,
  status: string,
): FlowgraftError<'RUN_CONFLICT'> {
  const message = `Run "${runId}" cannot take \`${kind}\`: it is ${status}`;
  return new FlowgraftError('RUN_CONFLICT', message, { runId, status });
}
