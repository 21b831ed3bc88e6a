/** Creating runs. */

import {
  encodeValue,
  type CreatedRun,
  type CreateOptions,
  type CreateOutcome,
  type NewRun,
  type RunRecord,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { isFull, isRefusing, type Limit, LimitBook, stateOf } from './limit-book.js';
import { LineJoiner } from './lines.js';
import { recordOf, type RunRow } from './run-row.js';
import { renewLease } from './worker-rows.js';

/** Creates runs unless limits refuse them; those that are due are held by the worker of `options.claim`. */
export function createRuns(
  connection: Connection,
  runs: readonly NewRun[],
  options: CreateOptions | undefined,
  now: number,
): readonly CreateOutcome[] {
  const claim = options?.claim;
  if (claim !== undefined) renewLease(connection, claim, now);
  const worker = claim?.worker ?? null;
  const lines = new LineJoiner(connection);
  const book = new LimitBook(connection);
  const outcomes = runs.map((run): CreateOutcome => {
    const limits = book.of(run.limitKeys);
    const wakeAt = run.startAt ?? now;
    const holder = wakeAt <= now && !limits.some(isFull) ? worker : null;
    const refusing = holder === null ? limits.find(isRefusing) : undefined;
    if (refusing === undefined) {
      return insertOrFind(connection, run, { now, wakeAt, holder, limits, lines, book });
    }
    const earlier = earlierRun(connection, run);
    if (earlier !== null) return { record: earlier, created: false };
    return { refusedBy: stateOf(refusing) };
  });
  lines.settle();
  book.settle();
  return outcomes;
}

/** Creates runs that nobody holds, and that no limit refuses. */
export function createChildren(
  connection: Connection,
  book: LimitBook,
  runs: readonly NewRun[],
  now: number,
): void {
  const lines = new LineJoiner(connection);
  for (const run of runs) {
    const limits = book.of(run.limitKeys);
    const wakeAt = run.startAt ?? now;
    insertOrFind(connection, run, { now, wakeAt, holder: null, limits, lines, book });
  }
  lines.settle();
}

interface Start {
  readonly now: number;
  readonly wakeAt: number;
  readonly holder: string | null;
  readonly limits: readonly Limit[];
  readonly lines: LineJoiner;
  readonly book: LimitBook;
}

function insertOrFind(connection: Connection, run: NewRun, start: Start): CreatedRun {
  const { statements } = connection;
  const inserted = insertRun(connection, run, start);
  if (inserted === undefined) {
    start.lines.undo();
    return { record: earlierRun(connection, run) as RunRecord, created: false };
  }
  statements.insertValues.run(inserted.ordinal, encodeValue(run.input));
  for (const tag of run.tags) statements.insertTag.run(tag, inserted.ordinal);
  if (start.holder === null) {
    start.book.countQueued(start.limits);
    connection.hint(run.tenant, run.runId);
  } else {
    start.book.countTaken(start.limits, false);
  }
  return { record: newRecord(run, start), created: true };
}

function insertRun(
  { statements }: Connection,
  run: NewRun,
  { now, wakeAt, holder, limits, lines }: Start,
): { readonly ordinal: number } | undefined {
  return statements.insertRun.get(
    run.tenant,
    run.runId,
    run.workflowId,
    run.workflowHash,
    lines.join(run),
    run.priority,
    encodeValue(run.tags),
    run.idempotencyKey ?? null,
    run.parent?.runId ?? null,
    run.parent?.step ?? null,
    run.parent?.depth ?? null,
    run.traceparent ?? null,
    now,
    ...(holder === null
      ? (['queued', null, wakeAt, wakeAt, wakeAt <= now ? 1 : 0, null, 0, 0] as const)
      : (['running', now, null, null, 0, holder, limits.length > 0 ? 1 : 0, 1] as const)),
  ) as { readonly ordinal: number } | undefined;
}

function newRecord(run: NewRun, { now, wakeAt, holder }: Start): RunRecord {
  const isHeld = holder !== null;
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
    wakeAt: isHeld ? null : wakeAt,
    worker: holder,
    epoch: isHeld ? 1 : 0,
    seq: 0,
    crashes: 0,
    waits: [],
  };
}

/** The run that has the id or the idempotency key already. */
function earlierRun({ statements }: Connection, run: NewRun): RunRecord | null {
  const row =
    statements.run.get(run.runId, run.tenant) ??
    statements.runByKey.get(run.tenant, run.idempotencyKey ?? null);
  return row === undefined ? null : recordOf(row as RunRow);
}
