/** Short words for tests of the PostgreSQL store. */

import type { NewRun, RunChange, RunRecord, Store, WorkerLease } from '@flowgraft/core';
import { CalledFunctions } from './called-function.js';
import type { Queryable } from './client.js';
import { runOn } from './connection.js';
import { HeldOrdinals } from './held-ordinals.js';
import type { Names } from './names.js';
import type { Sending } from './sending.js';

export const lease: WorkerLease = { worker: 'w1', leaseMs: 60_000 };

export function newRun(runId: string, run: Partial<NewRun> = {}): NewRun {
  return {
    tenant: 'acme',
    runId,
    workflowId: 'order',
    workflowHash: 'sha256-1',
    input: { runId },
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
    ...run,
  };
}

export async function createHeld(store: Store, runId: string): Promise<RunRecord> {
  const [outcome] = await store.create([newRun(runId)], { claim: lease });
  if (outcome === undefined || !('record' in outcome)) throw new Error(`${runId} was not created`);
  return outcome.record;
}

export function changeOf(run: RunRecord, change: Partial<RunChange> = {}): RunChange {
  return {
    tenant: run.tenant,
    runId: run.runId,
    epoch: run.epoch,
    seq: run.seq,
    events: [{ type: 'timer.fired', at: run.seq, step: 'a' }],
    consumed: [],
    children: [],
    messages: [],
    next: { kind: 'hold' },
    ...change,
  };
}

/** Writes on that connection, as a store that knows of the worker and of no run. */
export function sendingOn(client: Queryable, names: Names): Sending {
  return {
    database: { origin: 'x', functions: new CalledFunctions(names), held: new HeldOrdinals() },
    workers: [lease.worker],
    step: null,
    send: ({ text }, values) => runOn(client, text, values),
  };
}

export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
