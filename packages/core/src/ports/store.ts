/**
 * Where runs are kept: the engine's single source of truth. Proved by `storeContract`.
 *
 * Invariants every store keeps:
 *
 * - **ST1** What one `commit` says of a run happens whole or not at all, and only while its epoch is the run's.
 * - **ST2** What was acknowledged is kept (as far as the store's declared durability goes).
 * - **ST3** At most one worker holds a run, and each claim raises its epoch by one.
 * - **ST4** A message is stored before anybody waits for it, once per id, and taken once, in order of arrival.
 * - **ST5** A run that is not held and has a due `wakeAt` or an unread message can be claimed.
 * - **ST6** Nothing of one tenant is ever found under another.
 * - **ST7** The store's own clock decides what is due and which lease has ended.
 * - **ST8** The pages of a list show each run that matches once, newest first, whatever is created meanwhile.
 * - **ST9** A subscriber is told of runs that were created, sent to, parked or ended, after they were, until it stops.
 *
 * Tenants, ids, keys and tags are any text without U+0000. A run whose holder was lost or let go of it is `queued`.
 */

import type { WorkflowDocument } from '../model/document.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import type { FinalRunStatus, RunStatus } from '../model/run.js';
import type { RunError } from '../model/run-error.js';
import type { ChildOutcome, RunEvent, StepResolution, WaitAbout } from '../model/run-event.js';
import type { Clock } from './clock.js';
import type { Logger } from './logger.js';
import type { Random } from './random.js';

/** What the host hands to `createEngine`: opens the store for one engine. */
export interface Backend {
  readonly name: string;
  /**
   * Connects, brings the schema up to date, and returns a store for one engine. Opening the same backend
   * twice gives two stores over the same data.
   *
   * @throws {FlowgraftError} `STORE_FAILED`, `STORE_VERSION`, `DRIVER_MISSING`.
   */
  open(host: BackendHost): MaybePromise<Store>;
}

/** What the engine lends a backend. */
export interface BackendHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** What a store can do, declared rather than found out. */
export interface StoreCapabilities {
  /** What an acknowledged write survives. */
  readonly durability: 'none' | 'processDeath' | 'powerLoss';
  /** Several processes may open it at once. */
  readonly shared: boolean;
  /**
   * `create`, `claim`, `commit` and `deliver` answer without a promise, and a commit costs so little that
   * there is nothing to gain from joining several.
   */
  readonly immediate: boolean;
  /** `subscribe` also tells of what other processes did. */
  readonly remoteHints: boolean;
}

/** A run to be created. */
export interface NewRun {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowHash: string;
  readonly input: unknown;
  /** Higher goes first; 0 is usual. */
  readonly priority: number;
  readonly tags: readonly string[];
  /** A second run of the same tenant and key is not created; the first is returned. */
  readonly idempotencyKey?: string | undefined;
  /** The step that waits for this run's end. */
  readonly parent?: RunParent | undefined;
  /** Epoch milliseconds before which it does not start; at once when absent. */
  readonly startAt?: number | undefined;
  /** W3C `traceparent` of whoever started it. */
  readonly traceparent?: string | undefined;
}

export interface RunParent {
  readonly runId: string;
  /** Path of the waiting step in the parent. */
  readonly step: string;
  /** Runs above this one: 1 for a child of a run that has no parent. */
  readonly depth: number;
}

/** A run as a store keeps it, besides its journal and its inbox. Times are epoch milliseconds. */
export interface RunRecord extends Omit<NewRun, 'startAt'> {
  readonly status: RunStatus;
  readonly createdAt: number;
  /** When a worker first claimed it. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When a parked run wants to be claimed next; `null`: only a message wakes it (or it is held or final). */
  readonly wakeAt: number | null;
  /** The worker that holds it. */
  readonly worker: string | null;
  /** Grows with each claim. */
  readonly epoch: number;
  /** Entries in its journal. */
  readonly seq: number;
  /** How often its holder was lost. */
  readonly crashes: number;
  readonly output?: unknown;
  readonly error?: RunError | undefined;
  /** What its steps wait for, while it is parked. */
  readonly waits: readonly Wait[];
}

/** A waiting step of a parked run, for lists of approvals and the like. */
export interface Wait {
  readonly step: string;
  readonly wakeAt?: number | undefined;
  readonly signal?: string | undefined;
  readonly about?: WaitAbout | undefined;
}

/** Something sent to a run. `id` is unique per run: the same id twice is stored once. */
export interface Message {
  readonly id: string;
  readonly tenant: string;
  readonly runId: string;
  readonly body: MessageBody;
}

export type MessageBody =
  | { readonly kind: 'signal'; readonly name: string; readonly payload: unknown }
  | { readonly kind: 'cancel'; readonly reason?: string | undefined }
  | {
      readonly kind: 'child';
      readonly step: string;
      readonly childId: string;
      readonly outcome: ChildOutcome;
    }
  | { readonly kind: 'resolve'; readonly step: string; readonly resolution: StepResolution }
  /** Wakes a failed run; every other kind is refused by a run that has ended. */
  | { readonly kind: 'resume' };

/** A message as the store keeps it. */
export interface InboxMessage extends Message {
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * `accepted`: stored now. `duplicate`: stored before, also when the run has ended since. `refused`: the run has
 * ended (or, for `resume`, has not failed).
 */
export type DeliveryOutcome = 'accepted' | 'duplicate' | 'refused' | 'notFound';

export interface CreateOptions {
  /** Create the runs already held by this worker, so that it need not claim them. */
  readonly claim?: WorkerLease | undefined;
}

export interface CreatedRun {
  readonly record: RunRecord;
  /** False when the idempotency key was taken: `record` is the earlier run. */
  readonly created: boolean;
}

/**
 * A worker's right to hold runs: it ends `leaseMs` after the worker was last heard of. The name is new with each
 * start of a process: under its old name, a worker would keep what it can no longer know of.
 */
export interface WorkerLease {
  readonly worker: string;
  readonly leaseMs: number;
}

export interface ClaimRequest extends WorkerLease {
  /** Most runs to return, >= 1. */
  readonly limit: number;
  /** Only these runs, when given. */
  readonly runIds?: readonly string[] | undefined;
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
   * that holds something ends, whichever is earlier, as far as the store knows now.
   */
  readonly nextWakeAt: number | null;
}

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

export interface HeldRun {
  readonly tenant: string;
  readonly runId: string;
  readonly epoch: number;
}

export interface Heartbeat extends WorkerLease {
  readonly holding: readonly HeldRun[];
}

export interface HeartbeatResult {
  /** Held runs that are no longer this worker's. */
  readonly lost: readonly string[];
  /** Held runs that have unread messages. */
  readonly mail: readonly string[];
}

/** Tells an engine to look: a run may be due, has mail, or has ended. May be lost, doubled or late. */
export interface Hint {
  readonly tenant: string;
  readonly runId: string;
  readonly hasEnded: boolean;
}

export interface RunFilter {
  /** Every tenant when absent: only for operators. */
  readonly tenant?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly status?: readonly RunStatus[] | undefined;
  readonly tag?: string | undefined;
  /** Runs after this cursor, as the page before returned it. */
  readonly cursor?: string | undefined;
  /** 1 to 1,000; 50 when absent. */
  readonly limit?: number | undefined;
}

/** Newest first. */
export interface RunPage {
  readonly runs: readonly RunRecord[];
  readonly cursor: string | null;
}

export interface Store {
  readonly name: string;
  readonly capabilities: StoreCapabilities;

  /** Keeps a workflow under its hash; again is harmless. */
  saveWorkflow(tenant: string, hash: string, document: WorkflowDocument): MaybePromise<void>;
  /** The workflow of that hash, or `null`. */
  loadWorkflow(tenant: string, hash: string): MaybePromise<WorkflowDocument | null>;
  /** The hash last saved for that workflow id, or `null`. */
  latestWorkflow(tenant: string, workflowId: string): MaybePromise<string | null>;

  /**
   * Creates runs, all or none; one result per run, in order. A run id that the tenant has already gives the run
   * that has it, as a taken idempotency key does.
   */
  create(runs: readonly NewRun[], options?: CreateOptions): MaybePromise<readonly CreatedRun[]>;
  /**
   * Takes due runs for a worker: not held, or held by a worker whose lease has ended (then `crashes` grows by
   * one), and with a due `wakeAt` or mail. By priority, then oldest due first. Renews the worker's lease.
   */
  claim(request: ClaimRequest): MaybePromise<ClaimResult>;
  /**
   * Writes changes of any number of runs; each run's is atomic and fenced by its epoch; one outcome per change.
   * Stale: of another epoch, at another length of the journal, or of a run that nobody holds.
   */
  commit(changes: readonly RunChange[]): MaybePromise<readonly CommitOutcome[]>;
  /** Stores messages; one outcome per message. A parked run with mail can be claimed at once. */
  deliver(messages: readonly Message[]): MaybePromise<readonly DeliveryOutcome[]>;
  /** Renews a worker's lease on all it holds. */
  heartbeat(beat: Heartbeat): MaybePromise<HeartbeatResult>;
  /**
   * Lets go of runs whose holder does not know what was written of them. Those that are still held under that
   * epoch can be claimed again from `wakeAt` (epoch milliseconds) on, without counting as a crash.
   */
  drop(runs: readonly HeldRun[], wakeAt: number): MaybePromise<void>;
  /** Ends a worker's lease: what it still holds can be claimed at once, without counting as a crash. */
  release(worker: string): MaybePromise<void>;
  /** Unconsumed messages of a run, oldest first. */
  readInbox(tenant: string, runId: string): MaybePromise<readonly InboxMessage[]>;

  getRun(tenant: string, runId: string): MaybePromise<RunRecord | null>;
  listRuns(filter: RunFilter): MaybePromise<RunPage>;
  /** Journal entries from `fromSeq` (0 is the first), oldest first; empty for an unknown run. */
  readJournal(tenant: string, runId: string, fromSeq?: number): MaybePromise<readonly RunEvent[]>;

  /** Calls `listener` with hints until the returned function is called. */
  subscribe(listener: (hint: Hint) => void): () => void;
  /** Lets go of everything this store opened itself; never of what the host built. */
  close(): MaybePromise<void>;
}
