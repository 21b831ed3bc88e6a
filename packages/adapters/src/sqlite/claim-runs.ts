/** Claiming runs, and taking them from workers that are gone. */

import {
  type ClaimedRun,
  type ClaimRequest,
  type ClaimResult,
  storeArguments,
} from '@flowgraft/core';
import { claimDue, type Round } from './claim-due.js';
import type { Connection } from './connection.js';
import { LimitBook } from './limit-book.js';
import { refreshHead } from './lines.js';
import { hasReady, nextLater } from './ready-runs.js';
import type { RunRow } from './run-row.js';
import { takeRun } from './take-run.js';
import { goesBefore, type Head } from './tenant-queue.js';
import { dropLostWorkers, isLeaseFresh, nextLeaseEnd, renewLease } from './worker-rows.js';

/** Claims, in a transaction only when there may be something to write: an idle worker costs no disk access. */
export function claimRuns(
  connection: Connection,
  request: ClaimRequest,
  now: number,
  round: Round,
): ClaimResult {
  const { limit, runIds } = request;
  storeArguments.checkLimit('claim', limit);
  const idle = connection.read('claim', () => whenIdle(connection, request, now));
  if (idle !== null) return idle;
  return connection.write('claim', () => {
    const book = new LimitBook(connection);
    renewLease(connection, request, now);
    dropLostWorkers(connection, book, request.worker, now);
    const runs =
      runIds === undefined
        ? claimDue(connection, request, now, { round, book })
        : claimOnly(connection, book, request, now);
    book.settle();
    const isMore = runs.length === limit && canTake(connection, request, now);
    return { runs, nextWakeAt: isMore ? now : nextWakeAt(connection, request, now), now };
  });
}

/** The answer when nothing can be taken, no worker is lost, and the lease can wait. */
function whenIdle(connection: Connection, request: ClaimRequest, now: number): ClaimResult | null {
  const { statements } = connection;
  if (statements.lostWorker.get(now, request.worker) !== undefined) return null;
  if (canTake(connection, request, now)) return null;
  if (!isLeaseFresh(connection, request, now)) return null;
  return { runs: [], nextWakeAt: nextWakeAt(connection, request, now), now };
}

function canTake(connection: Connection, request: ClaimRequest, now: number): boolean {
  if (request.runIds !== undefined) {
    const book = new LimitBook(connection);
    const due = dueRuns(connection, request, now);
    return due.some((row) => book.full(keysOf(row)) === undefined);
  }
  const next = nextLater(connection);
  return (next !== null && next <= now) || hasReady(connection, request);
}

function claimOnly(
  connection: Connection,
  book: LimitBook,
  request: ClaimRequest,
  now: number,
): readonly ClaimedRun[] {
  const { worker, limit } = request;
  const runs: ClaimedRun[] = [];
  for (const row of dueRuns(connection, request, now)) {
    if (runs.length === limit) break;
    const keys = keysOf(row);
    if (book.full(keys) !== undefined) continue;
    runs.push(takeRun(connection, book, { row, limits: book.of(keys) }, { worker, now }));
    if (row.is_ready === 1) refreshHead(connection, row.line);
  }
  return runs;
}

type FreeRow = RunRow & { readonly due_at: number };

function keysOf(row: RunRow): readonly string[] {
  return JSON.parse(row.limit_keys) as readonly string[];
}

/** Runs that nobody holds, of these. */
function freeRuns({ statements }: Connection, runIds: readonly string[]): FreeRow[] {
  return [...new Set(runIds)].flatMap((id) => statements.freeById.all(id) as FreeRow[]);
}

/** Those of the runs that are due, in the order of claiming. */
function dueRuns(
  connection: Connection,
  { runIds = [], without }: ClaimRequest,
  now: number,
): FreeRow[] {
  const due = freeRuns(connection, runIds).filter(
    (row) => row.due_at <= now && without?.includes(row.workflow_hash) !== true,
  );
  return due.sort((a, b) => (goesBefore(headOf(a), headOf(b)) ? -1 : 1));
}

function headOf({ priority, due_at: dueAt, ordinal }: FreeRow): Head {
  return { priority, dueAt, ordinal };
}

/** When the next run becomes due that is not due yet, or a worker might turn out to be lost. */
function nextWakeAt(
  connection: Connection,
  { worker, runIds }: ClaimRequest,
  now: number,
): number | null {
  const dueAt =
    runIds === undefined
      ? nextLater(connection)
      : earliest(freeRuns(connection, runIds).map((row) => (row.due_at > now ? row.due_at : null)));
  return earliest([dueAt, nextLeaseEnd(connection, worker)]);
}

function earliest(times: readonly (number | null)[]): number | null {
  return times.reduce<number | null>(
    (first, time) => (first === null || (time !== null && time < first) ? time : first),
    null,
  );
}
