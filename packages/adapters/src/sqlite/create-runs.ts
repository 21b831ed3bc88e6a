/** Creating runs. */

import { encodeValue, type CreatedRun, type NewRun } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { recordOf, type RunRow } from './run-row.js';

/** Creates a run unless its id or idempotency key is taken; a due one is held by `worker` when that is given. */
export function createRun(
  connection: Connection,
  run: NewRun,
  worker: string | null,
  now: number,
): CreatedRun {
  const wakeAt = run.startAt ?? now;
  const holder = wakeAt <= now ? worker : null;
  const inserted = insertRun(connection, run, { now, wakeAt, holder });
  if (inserted === undefined) return { record: earlierRun(connection, run), created: false };
  connection.statements.insertValues.run(inserted.ordinal, encodeValue(run.input));
  for (const tag of run.tags) connection.statements.insertTag.run(tag, inserted.ordinal);
  if (holder === null) connection.hint(run.tenant, run.runId);
  return { record: newRecord(run, { now, wakeAt, holder }), created: true };
}

interface Start {
  readonly now: number;
  readonly wakeAt: number;
  readonly holder: string | null;
}

function insertRun(
  { statements }: Connection,
  run: NewRun,
  { now, wakeAt, holder }: Start,
): { readonly ordinal: number } | undefined {
  const isHeld = holder !== null;
  return statements.insertRun.get(
    run.tenant,
    run.runId,
    run.workflowId,
    run.workflowHash,
    run.priority,
    encodeValue(run.tags),
    run.idempotencyKey ?? null,
    run.parent?.runId ?? null,
    run.parent?.step ?? null,
    run.parent?.depth ?? null,
    run.traceparent ?? null,
    now,
    isHeld ? 'running' : 'queued',
    isHeld ? now : null,
    isHeld ? null : wakeAt,
    isHeld ? null : wakeAt,
    holder,
    isHeld ? 1 : 0,
  ) as { readonly ordinal: number } | undefined;
}

function newRecord(run: NewRun, { now, wakeAt, holder }: Start): CreatedRun['record'] {
  const { startAt: _, ...identity } = run;
  const isHeld = holder !== null;
  return {
    ...identity,
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

function earlierRun({ statements }: Connection, run: NewRun): CreatedRun['record'] {
  const row =
    statements.run.get(run.runId, run.tenant) ??
    statements.runByKey.get(run.tenant, run.idempotencyKey ?? null);
  return recordOf(row as RunRow);
}
