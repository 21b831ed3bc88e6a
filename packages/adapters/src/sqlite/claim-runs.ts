/** Claiming runs, and taking them from workers that are gone. */

import type { ClaimedRun, ClaimRequest, ClaimResult } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { readInbox, readJournal } from './read-run.js';
import { recordOf, type RunRow } from './run-row.js';

/** Claims, in a transaction only when there may be something to write: an idle worker costs no disk access. */
export function claimRuns(connection: Connection, request: ClaimRequest, now: number): ClaimResult {
  const { limit } = request;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new TypeError(`claim: limit must be a whole number of at least 1, got ${String(limit)}`);
  }
  const idle = connection.read('claim', () => whenIdle(connection, request, now));
  if (idle !== null) return idle;
  return connection.write('claim', () => {
    renewLease(connection, request, now);
    takeFromLostWorkers(connection, request.worker, now);
    return request.runIds === undefined
      ? claimDue(connection, request, now)
      : claimOnly(connection, request, request.runIds, now);
  });
}

export function renewLease(
  { statements }: Connection,
  { worker, leaseMs }: Pick<ClaimRequest, 'worker' | 'leaseMs'>,
  now: number,
): void {
  statements.renewLease.run(worker, now + leaseMs);
}

/** The answer when nothing is due, no worker is lost, and there is no lease that somebody could take. */
function whenIdle(connection: Connection, request: ClaimRequest, now: number): ClaimResult | null {
  const { statements } = connection;
  if (statements.lostWorker.get(now, request.worker) !== undefined) return null;
  const nextWakeAt =
    request.runIds === undefined
      ? nextDueAt(connection)
      : earliest(freeRuns(connection, request.runIds).map((row) => row.due_at));
  if (nextWakeAt !== null && nextWakeAt <= now) return null;
  return statements.holdsAny.get(request.worker) === undefined ? { runs: [], nextWakeAt } : null;
}

function takeFromLostWorkers({ statements }: Connection, claimant: string, now: number): void {
  const lost = statements.lostWorkers.all(now, claimant);
  for (const { worker, ends_at: endedAt } of lost as { worker: string; ends_at: number }[]) {
    statements.dropHeld.all(endedAt, endedAt, 1, worker);
    statements.dropLease.run(worker);
  }
}

function claimDue(connection: Connection, request: ClaimRequest, now: number): ClaimResult {
  const runs: ClaimedRun[] = [];
  for (const priority of priorities(connection)) {
    const rows = connection.statements.due.all(priority, now, request.limit - runs.length);
    for (const row of rows as RunRow[]) runs.push(take(connection, row, request.worker, now));
    if (runs.length === request.limit) break;
  }
  return { runs, nextWakeAt: nextDueAt(connection) };
}

function claimOnly(
  connection: Connection,
  { worker, limit }: ClaimRequest,
  runIds: readonly string[],
  now: number,
): ClaimResult {
  const free = freeRuns(connection, runIds);
  const due = free.filter((row) => row.due_at <= now).slice(0, limit);
  const runs = due.map((row) => take(connection, row, worker, now));
  const left = free.filter((row) => !due.includes(row));
  return { runs, nextWakeAt: earliest(left.map((row) => row.due_at)) };
}

type FreeRow = RunRow & { readonly due_at: number };

/** Runs that nobody holds, of these, in the order of claiming. */
function freeRuns({ statements }: Connection, runIds: readonly string[]): FreeRow[] {
  const rows = [...new Set(runIds)].flatMap((id) => statements.freeById.all(id) as FreeRow[]);
  return rows.sort(
    (a, b) => b.priority - a.priority || a.due_at - b.due_at || a.ordinal - b.ordinal,
  );
}

function take(connection: Connection, row: RunRow, worker: string, now: number): ClaimedRun {
  connection.statements.take.run(worker, now, row.ordinal);
  return {
    record: {
      ...recordOf(row),
      status: 'running',
      startedAt: row.started_at ?? now,
      wakeAt: null,
      worker,
      epoch: row.epoch + 1,
      waits: [],
    },
    journal: row.seq === 0 ? [] : readJournal(connection, row.ordinal, 0),
    inbox: row.mail === 0 ? [] : readInbox(connection, row.ordinal, row.tenant, row.run_id),
  };
}

/** Priorities that runs wait with, highest first: usually one. Each is found by one step into the index. */
function* priorities({ statements }: Connection): Generator<number> {
  let below = Number.MAX_VALUE;
  for (;;) {
    const row = statements.priorityBelow.get(below) as { readonly priority: number } | undefined;
    if (row === undefined) return;
    below = row.priority;
    yield below;
  }
}

function nextDueAt(connection: Connection): number | null {
  const firsts = [...priorities(connection)].map(
    (priority) => connection.statements.firstDue.get(priority) as { readonly due_at: number },
  );
  return earliest(firsts.map((row) => row.due_at));
}

function earliest(times: readonly (number | null)[]): number | null {
  return times.reduce<number | null>(
    (first, time) => (first === null || (time !== null && time < first) ? time : first),
    null,
  );
}
