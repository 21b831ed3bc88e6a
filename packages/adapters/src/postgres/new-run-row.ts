/** A new run on its way into the database, and as the engine gets it back. */

import {
  encodeValue,
  type CreateOutcome,
  type Hint,
  type NewRun,
  type RunRecord,
  type WorkerLease,
} from '@flowgraft/core';
import { arrayText, fullArrayText, wellFormed, wholeMs } from './values.js';

const none: readonly never[] = Object.freeze([]);

/** Part of its lease that a worker may have used up when a create or claim finds no need to renew it: 1/20, a second at most. */
export function leewayOf({ leaseMs }: WorkerLease): number {
  return Math.floor(Math.min(leaseMs / 20, 1000));
}

/** The keys of all of them, each once; `null` when they have none. */
export function limitKeysOf(runs: readonly NewRun[]): string[] | null {
  const keys = new Set<string>();
  for (const { limitKeys } of runs) for (const key of limitKeys) keys.add(wellFormed(key));
  return keys.size === 0 ? null : [...keys];
}

/** A run as the database's function takes it. */
export function runJson(run: NewRun, index: number): Readonly<Record<string, unknown>> {
  const { region, labels, parent, startAt } = run;
  return {
    i: index + 1,
    tenant: wellFormed(run.tenant),
    run_id: wellFormed(run.runId),
    workflow_id: wellFormed(run.workflowId),
    hash: wellFormed(run.workflowHash),
    priority: run.priority,
    queue: wellFormed(run.queue),
    region: region === undefined ? undefined : wellFormed(region),
    labels: textList(labels),
    limit_keys: textList(run.limitKeys),
    tags: textList(run.tags),
    idempotency_key: run.idempotencyKey === undefined ? undefined : wellFormed(run.idempotencyKey),
    parent_run_id: parent === undefined ? undefined : wellFormed(parent.runId),
    parent_step: parent === undefined ? undefined : wellFormed(parent.step),
    parent_depth: parent?.depth,
    traceparent: run.traceparent === undefined ? undefined : wellFormed(run.traceparent),
    start_at: startAt === undefined ? undefined : wholeMs(startAt),
    input: encodeValue(run.input),
    scope: wellFormed(fullArrayText(scopeOf(run))),
  };
}

function textList(list: readonly string[]): string | undefined {
  const text = arrayText(list);
  return text === null ? undefined : wellFormed(text);
}

/** Who may take a run, as the database compares it: its queue, its region, its labels. */
export function scopeOf({ queue, region, labels }: NewRun): string[] {
  return [queue, region === undefined ? '' : `=${region}`, ...[...new Set(labels)].sort()];
}

/** The record of a run that was created now, and is held by `worker` when it is due. */
export function newRecord(run: NewRun, now: number, worker: string | null): RunRecord {
  const isHeld = worker !== null;
  // Field by field: of an object made by spreading, V8 makes a slow one.
  return {
    tenant: run.tenant,
    runId: run.runId,
    workflowId: run.workflowId,
    workflowHash: run.workflowHash,
    input: run.input,
    priority: run.priority,
    queue: run.queue,
    region: run.region,
    labels: run.labels,
    limitKeys: run.limitKeys,
    tags: run.tags,
    idempotencyKey: run.idempotencyKey,
    parent: run.parent,
    traceparent: run.traceparent,
    status: isHeld ? 'running' : 'queued',
    createdAt: now,
    startedAt: isHeld ? now : null,
    finishedAt: null,
    wakeAt: isHeld ? null : wholeMs(run.startAt ?? now),
    worker,
    epoch: isHeld ? 1 : 0,
    seq: 0,
    crashes: 0,
    output: undefined,
    error: undefined,
    waits: none,
  };
}

/** Whom to tell of it: nobody when it was there before, or is held. */
export function hintOf(outcome: CreateOutcome): Hint[] {
  if (!('record' in outcome) || !outcome.created || outcome.record.worker !== null) return [];
  const { tenant, runId } = outcome.record;
  return [{ tenant, runId, hasEnded: false }];
}
