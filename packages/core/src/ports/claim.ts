/** Creating runs, and taking and keeping the right to advance them. */

import type { RunEvent } from '../model/run-event.js';
import type { RunLimitState } from './limits.js';
import type { HeldRun, InboxMessage, RunRecord } from './stored-run.js';
import type { WorkerReport } from './workers.js';

export interface CreateOptions {
  /** Create the runs already held by this worker; those that are not due yet, or that a limit holds back, nobody holds. */
  readonly claim?: WorkerLease | undefined;
  /** A transaction of the host's to create them in. Only where `capabilities.transactions` says so. */
  readonly tx?: unknown;
}

/** What became of a run that was to be created. */
export type CreateOutcome = CreatedRun | RefusedRun;

export interface CreatedRun {
  readonly record: RunRecord;
  /** False when the run id or the idempotency key was taken: `record` is the earlier run. */
  readonly created: boolean;
}

/** A run that was not created because too many queue already. */
export interface RefusedRun {
  readonly refusedBy: RunLimitState;
}

/**
 * A worker's right to hold runs: it ends `leaseMs` after the worker was last heard of. The name is new with each
 * start of a process: under its old name, a worker would keep what it can no longer know of.
 */
export interface WorkerLease {
  readonly worker: string;
  readonly leaseMs: number;
}

export interface ClaimRequest extends WorkerLease, WorkerScope {
  /** Most runs to return, >= 1. */
  readonly limit: number;
  /** Only these runs, when given, whatever their queue, region and labels. */
  readonly runIds?: readonly string[] | undefined;
  /** Hashes of workflows whose runs are left to others. */
  readonly without?: readonly string[] | undefined;
}

/** Which runs a worker takes, of those that are due. */
export interface WorkerScope {
  /** Any queue when absent. */
  readonly queues?: readonly string[] | undefined;
  /** Runs of these regions, and runs that name none; only the latter when absent. */
  readonly regions?: readonly string[] | undefined;
  /** Runs whose labels are among these; only runs without labels when absent. */
  readonly labels?: readonly string[] | undefined;
}

export interface ClaimedRun {
  readonly record: RunRecord;
  readonly journal: readonly RunEvent[];
  readonly inbox: readonly InboxMessage[];
}

export interface ClaimResult {
  readonly runs: readonly ClaimedRun[];
  /**
   * When the next run that is not held becomes due (for `runIds`: of those), or the lease of another worker
   * that holds something ends, whichever is earlier, as far as the store knows now. Runs that are due and were
   * not claimed because of a limit, or because this worker does not serve them, do not count; those that only
   * `limit` left out do: then it is not later than `now`.
   */
  readonly nextWakeAt: number | null;
  /** The store's clock, epoch milliseconds. */
  readonly now: number;
}

export interface Heartbeat extends WorkerLease {
  readonly holding: readonly HeldRun[];
  /** What the worker says of itself; what it said before stays when absent. */
  readonly report?: WorkerReport | undefined;
}

export interface HeartbeatResult {
  /** Held runs that are no longer this worker's. */
  readonly lost: readonly string[];
  /** Held runs that have unread messages. */
  readonly mail: readonly string[];
  /**
   * Runs that the worker holds and did not name: it may have missed the answer to a claim. At most 1,000, in no
   * particular order. The answer to a claim that is under way may be about them, too.
   */
  readonly strays: readonly HeldRun[];
  /** The store's clock, epoch milliseconds. */
  readonly now: number;
}

/** Tells an engine to look: a run may be due, has mail, or has ended. May be lost, doubled or late. */
export interface Hint {
  readonly tenant: string;
  readonly runId: string;
  readonly hasEnded: boolean;
}
