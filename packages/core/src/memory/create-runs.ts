/** Creating runs: all or none, but for those that a limit refuses. */

import type { CreatedRun, CreateOptions, CreateOutcome } from '../ports/claim.js';
import type { NewRun } from '../ports/stored-run.js';
import { takeRun } from './claim-runs.js';
import { stateOf } from './limits.js';
import { hint, type MemoryData, namesakeOf, ofTenant } from './memory-data.js';
import { type LeaseEntry, recordOf, RunEntry } from './run-entry.js';
import { renewLease } from './worker-leases.js';

/**
 * Creates the runs that are not there yet; those that are due, and that limits have room for, are held by the worker
 * of `options.claim`.
 */
export function createRuns(
  data: MemoryData,
  now: number,
  runs: readonly NewRun[],
  options: CreateOptions | undefined,
): readonly CreateOutcome[] {
  if (options?.tx !== undefined) {
    throw new TypeError('create: the memory store has no transactions, so it takes no tx');
  }
  const claim = options?.claim;
  // Entries first: whatever can throw on what the caller gave has then thrown before the first write.
  const entries = runs.map((run) => new RunEntry(run, now));
  const lease = claim === undefined ? null : renewLease(data.leases, claim, now);
  return entries.map((entry) => createOrRefuse(data, entry, lease, now));
}

/** Creates runs that nobody holds, and that no limit refuses. */
export function createFreeRuns(data: MemoryData, runs: readonly NewRun[], now: number): void {
  const entries = runs.map((run) => new RunEntry(run, now));
  for (const entry of entries) {
    if (earlierRun(data, entry) === null) addRun(data, entry, null, now);
  }
}

function createOrRefuse(
  data: MemoryData,
  entry: RunEntry,
  lease: LeaseEntry | null,
  now: number,
): CreateOutcome {
  const earlier = earlierRun(data, entry);
  if (earlier !== null) return { record: recordOf(earlier), created: false };
  const canHold =
    lease !== null && (entry.wakeAt ?? now) <= now && data.limits.full(entry.limitKeys) === null;
  // What is held from the start never queues.
  const refusing = canHold ? null : data.limits.refusing(entry.limitKeys);
  if (refusing !== null) return { refusedBy: stateOf(refusing) };
  return addRun(data, entry, canHold ? lease : null, now);
}

/** The run that has the id or the idempotency key already. */
function earlierRun(data: MemoryData, entry: RunEntry): RunEntry | null {
  const namesake = namesakeOf(data.runs.get(entry.runId) ?? null, entry.tenant);
  if (namesake !== null || entry.idempotencyKey === undefined) return namesake;
  return data.keys.get(entry.tenant)?.get(entry.idempotencyKey) ?? null;
}

function addRun(
  data: MemoryData,
  entry: RunEntry,
  holder: LeaseEntry | null,
  now: number,
): CreatedRun {
  entry.namesake = data.runs.get(entry.runId) ?? null;
  data.runs.set(entry.runId, entry);
  data.created.add(entry);
  if (entry.idempotencyKey !== undefined) {
    ofTenant(data.keys, entry.tenant).set(entry.idempotencyKey, entry);
  }
  data.limits.countCreated(entry);
  if (holder !== null) {
    takeRun(data, holder, entry, now);
  } else {
    data.due.schedule(entry, entry.wakeAt ?? now, now);
    hint(data, entry);
  }
  return { record: recordOf(entry), created: true };
}
