/** Workers: until when their leases last, what they say of themselves, and what they leave behind. */

import {
  decodeValue,
  encodeValue,
  type Heartbeat,
  type HeartbeatResult,
  type HeldRun,
  type WorkerLease,
  type WorkerRecord,
  type WorkerReport,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { type LetGo, LimitBook } from './limit-book.js';

const sql = {
  report: 'UPDATE flowgraft_workers SET report = ? WHERE worker = ?',
  list: `
    SELECT worker, seen_at, ends_at, report FROM flowgraft_workers w
    WHERE ends_at > ? OR EXISTS (SELECT 1 FROM flowgraft_runs WHERE worker = w.worker)
    ORDER BY worker`,
} as const;

interface WorkerRow {
  readonly worker: string;
  readonly seen_at: number;
  readonly ends_at: number;
  readonly report: string | null;
}

/** A run that its worker was made to let go of. */
interface DroppedRun extends LetGo {
  readonly tenant: string;
  readonly runId: string;
}

export function renewLease(
  { statements }: Connection,
  { worker, leaseMs }: WorkerLease,
  now: number,
): void {
  statements.renewLease.run(worker, now, now + leaseMs);
}

/** True when the worker holds nothing that others could take, and is known for half its lease or more from now on. */
export function isLeaseFresh(
  { statements }: Connection,
  { worker, leaseMs }: WorkerLease,
  now: number,
): boolean {
  const row = statements.lease.get(worker) as { readonly ends_at: number } | undefined;
  if (row === undefined || row.ends_at < now + leaseMs / 2) return false;
  return statements.holdsAny.get(worker) === undefined;
}

export function heartbeat(connection: Connection, beat: Heartbeat, now: number): HeartbeatResult {
  renewLease(connection, beat, now);
  if (beat.report !== undefined) {
    connection.prepare(sql.report).run(encodeValue(beat.report), beat.worker);
  }
  const rows = connection.statements.heldBy.all(beat.worker) as HeldRow[];
  const held = new Map(rows.map((row) => [nameOf(row), row]));
  const lost: string[] = [];
  const mail: string[] = [];
  for (const run of beat.holding) {
    const row = held.get(nameOf(run));
    if (row === undefined) lost.push(run.runId);
    else if (row.mail > 0) mail.push(run.runId);
  }
  for (const run of beat.holding) held.delete(nameOf(run));
  const strays = [...held.values()].slice(0, mostStrays);
  return {
    lost,
    mail,
    strays: strays.map(({ tenant, runId, epoch }) => ({ tenant, runId, epoch })),
    now,
  };
}

interface HeldRow extends HeldRun {
  readonly mail: number;
}

const mostStrays = 1000;

/** The right to the run under that epoch, as one text. */
function nameOf({ tenant, runId, epoch }: HeldRun): string {
  return `${epoch}\0${tenant}\0${runId}`;
}

/** Ends a worker's lease: its runs can be claimed at once. */
export function release(connection: Connection, worker: string, now: number): void {
  const book = new LimitBook(connection);
  for (const run of dropWorker(connection, worker, now, 0)) {
    book.countLetGo(run);
    connection.hint(run.tenant, run.runId);
  }
  book.settle();
}

/** Lets go of those of the runs that are still held under their epochs; they are due from `wakeAt` on. */
export function dropRuns(
  connection: Connection,
  runs: readonly HeldRun[],
  wakeAt: number,
  now: number,
): void {
  const isReady = wakeAt <= now ? 1 : 0;
  const book = new LimitBook(connection);
  for (const { tenant, runId, epoch } of runs) {
    const dropped = connection.statements.drop.all(wakeAt, wakeAt, isReady, runId, tenant, epoch);
    for (const run of dropped as LetGo[]) {
      book.countLetGo(run);
      connection.hint(tenant, runId);
    }
  }
  book.settle();
}

/** Takes their runs from workers whose leases have ended, and forgets them; never from the claimant itself. */
export function dropLostWorkers(
  connection: Connection,
  book: LimitBook,
  claimant: string,
  now: number,
): void {
  const lost = connection.statements.lostWorkers.all(now, claimant) as WorkerRow[];
  for (const { worker, ends_at: endedAt } of lost) {
    for (const run of dropWorker(connection, worker, endedAt, 1)) book.countLetGo(run);
  }
}

/** When the lease of another worker ends that holds something. */
export function nextLeaseEnd({ statements }: Connection, claimant: string): number | null {
  return (statements.nextLeaseEnd.get(claimant) as { readonly ends_at: number | null }).ends_at;
}

/** By name, in the order of UTF-8 bytes. */
export function listWorkers(connection: Connection, now: number): readonly WorkerRecord[] {
  const rows = connection.prepare(sql.list).all(now) as WorkerRow[];
  return rows.map(({ worker, seen_at: seenAt, ends_at: leaseEndsAt, report }) => ({
    worker,
    seenAt,
    leaseEndsAt,
    report: report === null ? null : (decodeValue(report) as WorkerReport),
  }));
}

function dropWorker(
  connection: Connection,
  worker: string,
  dueAt: number,
  crashes: number,
): readonly DroppedRun[] {
  const { statements } = connection;
  const runs = statements.dropHeld.all(dueAt, dueAt, crashes, worker) as DroppedRun[];
  statements.dropLease.run(worker);
  return runs;
}
