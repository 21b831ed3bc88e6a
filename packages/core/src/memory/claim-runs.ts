/** Claiming runs, and taking them from workers that are gone. */

import type { ClaimedRun, ClaimRequest, ClaimResult } from '../ports/claim.js';
import type { InboxMessage } from '../ports/stored-run.js';
import { hint, type MemoryData } from './memory-data.js';
import { type LeaseEntry, never, noWaits, recordOf, type RunEntry } from './run-entry.js';
import { goesBefore } from './turn-ring.js';
import { hold, letGo, renewLease } from './worker-leases.js';
import { checkLimit } from './store-arguments.js';

const noMessages: readonly InboxMessage[] = Object.freeze([]);

export function claimRuns(data: MemoryData, now: number, request: ClaimRequest): ClaimResult {
  const { limit, runIds } = request;
  checkLimit('claim', limit);
  const lease = renewLease(data.leases, request, now);
  takeFromLostWorkers(data, now);
  const runs: ClaimedRun[] = [];
  if (runIds !== undefined) {
    const nextDueAt = claimOnly(data, lease, { now, request, runIds, runs });
    return { runs, nextWakeAt: earlier(nextDueAt, nextLeaseEnd(data, lease)), now };
  }
  while (runs.length < limit) {
    const entry = data.due.take(now, request);
    if (entry === undefined) break;
    runs.push(claimRun(data, lease, entry, now));
  }
  const isMore = runs.length === limit && data.due.count(now, request, 1) > 0;
  const nextDueAt = isMore ? now : data.due.nextDueAt(now);
  return { runs, nextWakeAt: earlier(nextDueAt, nextLeaseEnd(data, lease)), now };
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
  readonly request: ClaimRequest;
  readonly runIds: readonly string[];
  /** Gets what is claimed. */
  readonly runs: ClaimedRun[];
}

/** @returns when the next of the named runs becomes due. */
function claimOnly(data: MemoryData, lease: LeaseEntry, named: NamedRuns): number | null {
  const { now, request, runs } = named;
  const free = freeRuns(data, named.runIds);
  const due = free.filter(
    ({ dueAt, workflowHash }) => dueAt <= now && request.without?.includes(workflowHash) !== true,
  );
  due.sort((a, b) => (goesBefore(a, b) ? -1 : 1));
  for (const entry of due) {
    if (!data.due.allows(entry, now)) continue;
    if (runs.length === request.limit) return now;
    runs.push(claimRun(data, lease, entry, now));
  }
  const next = Math.min(...free.map(({ dueAt }) => (dueAt > now ? dueAt : never)));
  return next === never ? null : next;
}

/** Runs of these ids, of any tenant, that nobody holds and that time or mail can wake. */
function freeRuns(data: MemoryData, runIds: readonly string[]): RunEntry[] {
  const free: RunEntry[] = [];
  for (const runId of new Set(runIds)) {
    let entry = data.runs.get(runId) ?? null;
    for (; entry !== null; entry = entry.namesake) if (entry.dueAt !== never) free.push(entry);
  }
  return free;
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
  data.limits.countTaken(entry);
  hold(lease, entry);
  entry.epoch += 1;
  entry.status = 'running';
  entry.startedAt ??= now;
  entry.wakeAt = null;
  entry.waits = noWaits;
}

/** Lets go of all that a worker holds and forgets the worker; its runs are due since `dueAt`, which is past. */
export function dropLease(data: MemoryData, lease: LeaseEntry, dueAt: number): readonly RunEntry[] {
  const dropped: RunEntry[] = [];
  data.leases.delete(lease.worker);
  for (let entry = lease.firstHeld; entry !== null; entry = lease.firstHeld) {
    dropRun(data, entry, dueAt, dueAt);
    dropped.push(entry);
  }
  return dropped;
}

/** Ends the holding of a run that is held; what its limits held back may take its place. */
export function endHold(data: MemoryData, entry: RunEntry): void {
  letGo(entry);
  if (entry.limitKeys.length === 0) return;
  for (const limit of data.limits.of(entry.limitKeys)) {
    limit.held -= 1;
    for (const brought of data.due.bringNext(limit)) hint(data, brought);
  }
}

/** Lets go of a held run, which is due from `dueAt` on. */
export function dropRun(data: MemoryData, entry: RunEntry, dueAt: number, now: number): void {
  endHold(data, entry);
  entry.status = 'queued';
  entry.wakeAt = dueAt;
  data.due.schedule(entry, dueAt, now);
}

function takeFromLostWorkers(data: MemoryData, now: number): void {
  for (const lease of data.leases.values()) {
    if (lease.endsAt > now) continue;
    for (const entry of dropLease(data, lease, lease.endsAt)) entry.crashes += 1;
  }
}
