/** Claiming runs, and taking them from workers that are gone. */

import type { ClaimedRun, ClaimRequest, ClaimResult, InboxMessage } from '../ports/store.js';
import { goesBefore } from './due-runs.js';
import type { MemoryData } from './memory-data.js';
import { type LeaseEntry, never, noWaits, recordOf, type RunEntry } from './run-entry.js';
import { hold, letGo, renewLease } from './worker-leases.js';

const noMessages: readonly InboxMessage[] = Object.freeze([]);

export function claimRuns(data: MemoryData, now: number, request: ClaimRequest): ClaimResult {
  const { limit, runIds } = request;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new TypeError(`claim: limit must be a whole number of at least 1, got ${String(limit)}`);
  }
  const lease = renewLease(data.leases, request, now);
  takeFromLostWorkers(data, now);
  if (runIds !== undefined) return claimOnly(data, lease, { now, limit, runIds });
  const runs: ClaimedRun[] = [];
  while (runs.length < limit) {
    const entry = data.due.next(now);
    if (entry === undefined) break;
    runs.push(claimRun(data, lease, entry, now));
  }
  return { runs, nextWakeAt: earlier(data.due.nextDueAt(now), nextLeaseEnd(data, lease)) };
}

/** When the next of the other workers that hold something would have to be taken for lost. */
function nextLeaseEnd(data: MemoryData, own: LeaseEntry): number | null {
  let next: number | null = null;
  for (const lease of data.leases.values()) {
    if (lease !== own && lease.firstHeld !== null) next = earlier(next, lease.endsAt);
  }
  return next;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

interface NamedRuns {
  readonly now: number;
  readonly limit: number;
  readonly runIds: readonly string[];
}

function claimOnly(data: MemoryData, lease: LeaseEntry, named: NamedRuns): ClaimResult {
  const { now, limit } = named;
  const free: RunEntry[] = [];
  for (const runId of new Set(named.runIds)) {
    let entry = data.runs.get(runId) ?? null;
    for (; entry !== null; entry = entry.namesake) if (entry.dueAt !== never) free.push(entry);
  }
  const due = free.filter((entry) => entry.dueAt <= now);
  due.sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  const runs = due.slice(0, limit).map((entry) => claimRun(data, lease, entry, now));
  const next = Math.min(...free.map((entry) => entry.dueAt));
  return { runs, nextWakeAt: earlier(next === never ? null : next, nextLeaseEnd(data, lease)) };
}

function claimRun(data: MemoryData, lease: LeaseEntry, entry: RunEntry, now: number): ClaimedRun {
  takeRun(data, lease, entry, now);
  return {
    record: recordOf(entry),
    journal: entry.journal.slice(),
    inbox: entry.inbox?.slice() ?? noMessages,
  };
}

/** Makes the lease's worker the holder of a run that nobody holds. */
export function takeRun(data: MemoryData, lease: LeaseEntry, entry: RunEntry, now: number): void {
  data.due.schedule(entry, never, now);
  hold(lease, entry);
  entry.epoch += 1;
  entry.status = 'running';
  entry.startedAt ??= now;
  entry.wakeAt = null;
  entry.waits = noWaits;
}

/** Lets go of all that a worker holds and forgets the worker; its runs are due since `dueAt`. */
export function dropLease(data: MemoryData, lease: LeaseEntry, dueAt: number): readonly RunEntry[] {
  const dropped: RunEntry[] = [];
  data.leases.delete(lease.worker);
  for (let entry = lease.firstHeld; entry !== null; entry = lease.firstHeld) {
    dropRun(data, entry, dueAt);
    dropped.push(entry);
  }
  return dropped;
}

/** Lets go of a held run, which is due from `dueAt` on. */
export function dropRun(data: MemoryData, entry: RunEntry, dueAt: number): void {
  letGo(entry);
  entry.status = 'queued';
  entry.wakeAt = dueAt;
  data.due.schedule(entry, dueAt, dueAt);
}

function takeFromLostWorkers(data: MemoryData, now: number): void {
  for (const lease of data.leases.values()) {
    if (lease.endsAt > now) continue;
    for (const entry of dropLease(data, lease, lease.endsAt)) entry.crashes += 1;
  }
}
