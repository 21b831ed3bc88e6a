/** Who holds which runs, and until when. */

import type { WorkerLease } from '../ports/store.js';
import { LeaseEntry, type RunEntry } from './run-entry.js';

export type WorkerLeases = Map<string, LeaseEntry>;

/** Gives the worker `leaseMs` from now. */
export function renewLease(leases: WorkerLeases, request: WorkerLease, now: number): LeaseEntry {
  let lease = leases.get(request.worker);
  if (lease === undefined) {
    lease = new LeaseEntry(request.worker);
    leases.set(request.worker, lease);
  }
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
