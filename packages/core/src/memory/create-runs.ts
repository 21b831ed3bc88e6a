/** Creating runs, all or none. */

import type { CreatedRun, CreateOptions, NewRun } from '../ports/store.js';
import { takeRun } from './claim-runs.js';
import { hint, type MemoryData, namesakeOf, ofTenant } from './memory-data.js';
import { type LeaseEntry, recordOf, RunEntry } from './run-entry.js';
import { renewLease } from './worker-leases.js';

/** Creates the runs that are not there yet; those that are due are held by the worker of `options.claim`. */
export function createRuns(
  data: MemoryData,
  now: number,
  runs: readonly NewRun[],
  options: CreateOptions | undefined,
): readonly CreatedRun[] {
  const claim = options?.claim;
  // Entries first: whatever can throw on what the caller gave has then thrown before the first write.
  const entries = runs.map((run) => new RunEntry(run, now));
  const lease = claim === undefined ? null : renewLease(data.leases, claim, now);
  return entries.map((entry) => createRun(data, entry, lease, now));
}

/** Creates runs that nobody holds. */
export function createFreeRuns(data: MemoryData, runs: readonly NewRun[], now: number): void {
  const entries = runs.map((run) => new RunEntry(run, now));
  for (const entry of entries) createRun(data, entry, null, now);
}

function createRun(
  data: MemoryData,
  entry: RunEntry,
  lease: LeaseEntry | null,
  now: number,
): CreatedRun {
  const namesake = data.runs.get(entry.runId) ?? null;
  const earlier = namesakeOf(namesake, entry.tenant) ?? takeKey(data, entry);
  if (earlier !== null) return { record: recordOf(earlier), created: false };
  entry.namesake = namesake;
  data.runs.set(entry.runId, entry);
  entry.ordinal = data.created.length;
  data.created.push(entry);
  const startAt = entry.wakeAt ?? now;
  if (lease !== null && startAt <= now) {
    takeRun(data, lease, entry, now);
  } else {
    data.due.schedule(entry, startAt, now);
    hint(data, entry);
  }
  return { record: recordOf(entry), created: true };
}

/** The run that has the idempotency key already; when there is none, the key is this run's from now on. */
function takeKey(data: MemoryData, entry: RunEntry): RunEntry | null {
  if (entry.idempotencyKey === undefined) return null;
  const keys = ofTenant(data.keys, entry.tenant);
  const twin = keys.get(entry.idempotencyKey);
  if (twin === undefined) keys.set(entry.idempotencyKey, entry);
  return twin ?? null;
}
