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
 * - **ST10** Claims are fair: while runs of several tenants are due, each tenant is served in turn, whatever its backlog.
 * - **ST11** No more runs of a limit's key are held than it allows, and none that it holds back keeps others waiting. What is
 *   let go of, by whatever way, makes room at once.
 * - **ST12** What is created in a transaction of the host's is there when that commits, and never was when it does not.
 *
 * Tenants, ids, keys and tags are any text without U+0000. A run whose holder was lost or let go of it is `queued`.
 */

import type { WorkflowDocument } from '../model/document.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import type { RunEvent } from '../model/run-event.js';
import type { BlobStore } from './blobs.js';
import type {
  ClaimRequest,
  ClaimResult,
  CreateOptions,
  CreateOutcome,
  Heartbeat,
  HeartbeatResult,
  Hint,
  WorkerScope,
} from './claim.js';
import type { Clock } from './clock.js';
import type { KeyValue } from './key-value.js';
import type { RunLimit, RunLimitState } from './limits.js';
import type { Logger } from './logger.js';
import type { Random } from './random.js';
import type { CommitOutcome, RunChange, StoreTransaction } from './run-change.js';
import type {
  DeliveryOutcome,
  HeldRun,
  InboxMessage,
  Message,
  NewRun,
  PurgeRequest,
  RunFilter,
  RunPage,
  RunRecord,
  WaitFilter,
  WaitPage,
  WorkflowFilter,
  WorkflowPage,
} from './stored-run.js';
import type { WorkerRecord } from './workers.js';

/**
 * What the host hands to `createEngine`: opens the store for one engine.
 *
 * @typeParam Tx - What `engine.start(…, { tx })` takes: a transaction of the host's on the same database; `never` where there is none.
 */
export interface Backend<Tx = never> {
  readonly name: string;
  /** Only a type: tells engines what a transaction of this backend is. */
  readonly transaction?: ((tx: Tx) => void) | undefined;
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
  /** `subscribe` also tells of runs that other processes made due. */
  readonly remoteHints: boolean;
  /** `subscribe` also tells of runs that ended in other processes. */
  readonly remoteEnds: boolean;
  /** `begin`, and `create` inside a transaction of the host's. */
  readonly transactions: boolean;
  /** Commits that are worth having under way at once, >= 1. */
  readonly writers: number;
}

export interface SaveWorkflowOptions {
  /** Leaves the latest workflow of that id as it is. */
  readonly draft?: boolean | undefined;
}

export interface Store {
  readonly name: string;
  readonly capabilities: StoreCapabilities;
  readonly keyValue: KeyValue;
  readonly blobs: BlobStore;

  /**
   * Keeps a workflow under its hash, in place of what was there: names and places are not part of the hash. It
   * becomes the latest of its id unless it is a draft.
   */
  saveWorkflow(
    tenant: string,
    hash: string,
    document: WorkflowDocument,
    options?: SaveWorkflowOptions,
  ): MaybePromise<void>;
  /** The workflow of that hash, or `null`. */
  loadWorkflow(tenant: string, hash: string): MaybePromise<WorkflowDocument | null>;
  /** The hash last saved for that workflow id, drafts left out, or `null`. */
  latestWorkflow(tenant: string, workflowId: string): MaybePromise<string | null>;
  listWorkflows(filter: WorkflowFilter): MaybePromise<WorkflowPage>;

  /**
   * Creates runs in one go; one result per run, in order. A run id that the tenant has already gives the run
   * that has it, as a taken idempotency key does. A run that a limit refuses does not keep the others back.
   */
  create(runs: readonly NewRun[], options?: CreateOptions): MaybePromise<readonly CreateOutcome[]>;
  /**
   * Takes due runs for a worker: not held, or held by a worker whose lease has ended (then `crashes` grows by
   * one), and with a due `wakeAt` or mail. Tenants in turn; of each by priority, then oldest due first, as far as
   * limits allow. Renews the worker's lease.
   */
  claim(request: ClaimRequest): MaybePromise<ClaimResult>;
  /**
   * Writes changes of any number of runs; each run's is atomic and fenced by its epoch; one outcome per change.
   * Stale: of another epoch, at another length of the journal, or of a run that nobody holds.
   */
  commit(changes: readonly RunChange[]): MaybePromise<readonly CommitOutcome[]>;
  /** Begins a transaction. Only where `capabilities.transactions` says so. */
  begin?(): Promise<StoreTransaction>;
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
  /** Workers that have a lease, and lost ones whose runs nobody has taken yet; by name. */
  listWorkers(): MaybePromise<readonly WorkerRecord[]>;
  /** How many runs could be claimed now by such a worker, counted up to `limit`; without those that a limit holds back. */
  countDue(scope: WorkerScope, limit: number): MaybePromise<number>;

  /** Sets limits, in place of those of the same keys; one with neither maximum is lifted. Known from the next claim on. */
  setLimits(limits: readonly RunLimit[]): MaybePromise<void>;
  /** The limits that are set, by key; of `keys` only, when given. */
  listLimits(keys?: readonly string[]): MaybePromise<readonly RunLimitState[]>;

  getRun(tenant: string, runId: string): MaybePromise<RunRecord | null>;
  listRuns(filter: RunFilter): MaybePromise<RunPage>;
  /** Journal entries from `fromSeq` (0 is the first), oldest first; empty for an unknown run. */
  readJournal(tenant: string, runId: string, fromSeq?: number): MaybePromise<readonly RunEvent[]>;
  /** What steps of parked runs wait for. */
  listWaits(filter: WaitFilter): MaybePromise<WaitPage>;
  /** Removes ended runs with all that belongs to them, the longest ended first. @returns how many. */
  purge(request: PurgeRequest): MaybePromise<number>;

  /** Calls `listener` with hints until the returned function is called. */
  subscribe(listener: (hint: Hint) => void): () => void;
  /** Lets go of everything this store opened itself; never of what the host built. */
  close(): MaybePromise<void>;
}
