/** What a run's holder writes. */

import type { RunError } from '../model/run-error.js';
import type { RunEvent } from '../model/run-event.js';
import type { FinalRunStatus } from '../model/run.js';
import type { InboxMessage, Message, NewRun, Wait } from './stored-run.js';

/** What one run's holder wants written; all of it or nothing. */
export interface RunChange {
  readonly tenant: string;
  readonly runId: string;
  /** The epoch of the claim that the holder works under. */
  readonly epoch: number;
  /** Entries in the journal before `events`. */
  readonly seq: number;
  readonly events: readonly RunEvent[];
  /** Ids of inbox messages that `events` take in. */
  readonly consumed: readonly string[];
  /** Runs to create, at once claimable. */
  readonly children: readonly NewRun[];
  /** To other runs of the same tenant; messages to runs that are gone or final are dropped. */
  readonly messages: readonly Message[];
  readonly next: RunNext;
}

/** `hold`: the worker keeps it. `park`: let go until `wakeAt` or a message. `finish`: it has ended. */
export type RunNext =
  | { readonly kind: 'hold' }
  | {
      readonly kind: 'park';
      readonly status: 'queued' | 'waiting';
      readonly wakeAt: number | null;
      readonly waits: readonly Wait[];
    }
  | {
      readonly kind: 'finish';
      readonly status: FinalRunStatus;
      readonly output?: unknown;
      readonly error?: RunError | undefined;
    };

/** `inbox`: messages not yet consumed, oldest first; always empty after `park` and `finish`. */
export type CommitOutcome =
  | { readonly ok: true; readonly inbox: readonly InboxMessage[] }
  | { readonly ok: false; readonly reason: 'stale' };

/** A transaction of the store's own, for a step whose work and checkpoint commit together. */
export interface StoreTransaction {
  /** What the store's database gives to speak to it inside this transaction. */
  readonly client: unknown;
  /**
   * Looks whether the transaction is still the one that was begun.
   *
   * @throws {TypeError} when the step has ended it: what it did is committed or undone already.
   * @throws {FlowgraftError} `STORE_FAILED` when the connection was lost.
   */
  check(): Promise<void>;
  /** Writes the change and commits everything done through `client`; when stale, nothing of it stays. */
  commit(change: RunChange): Promise<CommitOutcome>;
  /**
   * Undoes everything done through `client`. Harmless after `commit`.
   *
   * @throws {FlowgraftError} `STORE_FAILED` when the connection was lost; it is undone all the same.
   */
  rollback(): Promise<void>;
}
