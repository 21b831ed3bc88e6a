/** Who holds which runs, and until when. */

import type { WorkerLease } from '../ports/claim.js';
import type { HeldRun } from '../ports/stored-run.js';
import type { WorkerRecord } from '../ports/workers.js';
import { LeaseEntry, type RunEntry } from './run-entry.js';
import { compareUtf8 } from './utf8-order.js';

export type WorkerLeases = Map<string, LeaseEntry>;

/** Gives the worker `leaseMs` from now. */
export function renewLease(leases: WorkerLeases, request: WorkerLease, now: number): LeaseEntry {
  let lease = leases.get(request.worker);
  if (lease === undefined) {
    lease = new LeaseEntry(request.worker);
    leases.set(request.worker, lease);
  }
  lease.seenAt = now;
  lease.endsAt = now + request.leaseMs;
  return lease;
}

/** Makes the worker the run's holder. */
export function hold(lease: LeaseEntry, entry: RunEntry): void {
  entry.holder = lease;
  entry.heldBefore = null;
  entry.heldAfter = lease.firstHeld;
  if (lease.firstHeld !== null) lease.firstHeld.heldBefore = entry;
  lease.firstHeld = entry;
}

/** Ends the holding of a run that is held. */
export function letGo(entry: RunEntry): void {
  const { holder, heldBefore, heldAfter } = entry;
  if (heldBefore !== null) heldBefore.heldAfter = heldAfter;
  else if (holder !== null) holder.firstHeld = heldAfter;
  if (heldAfter !== null) heldAfter.heldBefore = heldBefore;
  entry.holder = null;
  entry.heldBefore = null;
  entry.heldAfter = null;
}

const mostStrays = 1_000;

/** What the worker holds and did not name. */
export function straysOf(lease: LeaseEntry, named: readonly HeldRun[]): readonly HeldRun[] {
  const known = new Set(named.map(({ tenant, runId, epoch }) => `${epoch}\0${tenant}\0${runId}`));
  const strays: HeldRun[] = [];
  for (let entry = lease.firstHeld; entry !== null; entry = entry.heldAfter) {
    const { tenant, runId, epoch } = entry;
    if (known.has(`${epoch}\0${tenant}\0${runId}`)) continue;
    strays.push({ tenant, runId, epoch });
    if (strays.length === mostStrays) break;
  }
  return strays;
}

/** Workers with a lease, and lost ones that hold something; by name. */
export function listWorkers(leases: WorkerLeases, now: number): readonly WorkerRecord[] {
  const known = [...leases.values()].filter(
    ({ endsAt, firstHeld }) => endsAt > now || firstHeld !== null,
  );
  const records = known.map(({ worker, seenAt, endsAt, report }) => {
    return { worker, seenAt, leaseEndsAt: endsAt, report };
  });
  return records.toSorted((a, b) => compareUtf8(a.worker, b.worker));
}
