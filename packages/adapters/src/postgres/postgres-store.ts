/** A store over an open database. Each method is one line or two here; the work is in the file named for it. */

import {
  FlowgraftError,
  type BlobStore,
  type ClaimRequest,
  type ClaimResult,
  type CommitOutcome,
  type CreateOptions,
  type CreateOutcome,
  type DeliveryOutcome,
  type Heartbeat,
  type HeartbeatResult,
  type HeldRun,
  type Hint,
  type InboxMessage,
  type KeyValue,
  type Message,
  type NewRun,
  type PurgeRequest,
  type RunChange,
  type RunEvent,
  type RunFilter,
  type RunLimit,
  type RunLimitState,
  type RunPage,
  type RunRecord,
  type SaveWorkflowOptions,
  type Store,
  type StoreCapabilities,
  type StoreTransaction,
  type WaitFilter,
  type WaitPage,
  type WorkerRecord,
  type WorkerScope,
  type WorkflowDocument,
  type WorkflowFilter,
  type WorkflowPage,
} from '@flowgraft/core';
import { PostgresBlobs } from './blob-store.js';
import { claimRuns, countDue } from './claim-runs.js';
import { commitChanges } from './commit-changes.js';
import { createRuns } from './create-runs.js';
import type { Database } from './database.js';
import { deliverMessages } from './deliver-messages.js';
import { PostgresKeyValue } from './key-value.js';
import { dropRuns, listWorkers, purgeRuns, releaseWorker, sendHeartbeat } from './leases.js';
import { readLimits, setLimits } from './limits.js';
import { listRuns } from './list-runs.js';
import { listWaits } from './list-waits.js';
import type { Opened } from './open-database.js';
import { readInbox, readJournal, readRun } from './read-run.js';
import { latestWorkflow, listWorkflows, loadWorkflow, saveWorkflow } from './workflows.js';

/** Names of workers that are kept in mind, to tell the database whose runs are written; others are found. */
const mostWorkers = 8;

/** Every method rejects with `STORE_FAILED` when the database could not be asked. */
export class PostgresStore implements Store {
  readonly name = 'postgres';
  readonly keyValue: KeyValue;
  readonly blobs: BlobStore;
  readonly #opened: Opened;
  readonly #onClose: () => Promise<void>;
  readonly #listeners = new Set<(hint: Hint) => void>();
  readonly #workers = new Set<string>();
  #turn = '';
  #isClosed = false;

  /** @param onClose - Called once, when the store is closed. */
  constructor(opened: Opened, onClose: () => Promise<void>) {
    this.#opened = opened;
    this.#onClose = onClose;
    this.keyValue = new PostgresKeyValue(opened.plain, opened.database.names);
    this.blobs = new PostgresBlobs(opened.plain, opened.database.names);
  }

  get capabilities(): StoreCapabilities {
    const { durability, listener } = this.#opened;
    return {
      durability,
      shared: true,
      immediate: false,
      remoteHints: listener?.isActive === true,
      remoteEnds: listener?.isActive === true,
      transactions: true,
      writers: 2,
    };
  }

  async saveWorkflow(
    tenant: string,
    hash: string,
    document: WorkflowDocument,
    options: SaveWorkflowOptions = {},
  ): Promise<void> {
    await saveWorkflow(this.#database(), { tenant, hash, document, ...options });
  }

  async loadWorkflow(tenant: string, hash: string): Promise<WorkflowDocument | null> {
    return loadWorkflow(this.#database(), tenant, hash);
  }

  async latestWorkflow(tenant: string, workflowId: string): Promise<string | null> {
    return latestWorkflow(this.#database(), tenant, workflowId);
  }

  async listWorkflows(filter: WorkflowFilter): Promise<WorkflowPage> {
    return listWorkflows(this.#database(), filter);
  }

  async create(
    runs: readonly NewRun[],
    options?: CreateOptions,
  ): Promise<readonly CreateOutcome[]> {
    if (options?.claim !== undefined) this.#note(options.claim.worker);
    return createRuns(this.#database(), runs, options);
  }

  async claim(request: ClaimRequest): Promise<ClaimResult> {
    this.#note(request.worker);
    const { result, turn } = await claimRuns(this.#database(), request, this.#turn);
    this.#turn = turn;
    return result;
  }

  async commit(changes: readonly RunChange[]): Promise<readonly CommitOutcome[]> {
    const database = this.#database();
    const { outcomes, hints } = await commitChanges(changes, {
      database,
      workers: [...this.#workers],
      step: null,
      send: (statement, values) => database.call('commit', statement, values),
    });
    database.tell(hints);
    return outcomes;
  }

  async begin(): Promise<StoreTransaction> {
    this.#database();
    return this.#opened.transactions.begin();
  }

  async deliver(messages: readonly Message[]): Promise<readonly DeliveryOutcome[]> {
    return deliverMessages(this.#database(), messages);
  }

  async heartbeat(beat: Heartbeat): Promise<HeartbeatResult> {
    this.#note(beat.worker);
    return sendHeartbeat(this.#database(), beat);
  }

  async drop(runs: readonly HeldRun[], wakeAt: number): Promise<void> {
    await dropRuns(this.#database(), runs, wakeAt);
  }

  async release(worker: string): Promise<void> {
    this.#workers.delete(worker);
    await releaseWorker(this.#database(), worker);
  }

  async readInbox(tenant: string, runId: string): Promise<readonly InboxMessage[]> {
    return readInbox(this.#database(), tenant, runId);
  }

  async listWorkers(): Promise<readonly WorkerRecord[]> {
    return listWorkers(this.#database());
  }

  async countDue(scope: WorkerScope, limit: number): Promise<number> {
    return countDue(this.#database(), scope, limit);
  }

  async setLimits(limits: readonly RunLimit[]): Promise<void> {
    await setLimits(this.#database(), limits);
  }

  async listLimits(keys?: readonly string[]): Promise<readonly RunLimitState[]> {
    return readLimits(this.#database(), keys);
  }

  async getRun(tenant: string, runId: string): Promise<RunRecord | null> {
    return readRun(this.#database(), tenant, runId);
  }

  async listRuns(filter: RunFilter): Promise<RunPage> {
    return listRuns(this.#database(), filter);
  }

  async readJournal(tenant: string, runId: string, fromSeq = 0): Promise<readonly RunEvent[]> {
    return readJournal(this.#database(), { tenant, runId, fromSeq });
  }

  async listWaits(filter: WaitFilter): Promise<WaitPage> {
    return listWaits(this.#database(), filter);
  }

  async purge(request: PurgeRequest): Promise<number> {
    return purgeRuns(this.#database(), request);
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    const { listeners } = this.#database();
    // A function of its own: subscribing the same listener twice gives two subscriptions.
    const own = (hint: Hint): void => listener(hint);
    this.#listeners.add(own);
    listeners.add(own);
    return () => {
      this.#listeners.delete(own);
      listeners.delete(own);
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#listeners) this.#opened.database.listeners.delete(listener);
    await this.#onClose();
  }

  #note(worker: string): void {
    if (this.#workers.has(worker)) return;
    const [oldest] = this.#workers;
    if (this.#workers.size >= mostWorkers && oldest !== undefined) this.#workers.delete(oldest);
    this.#workers.add(worker);
  }

  #database(): Database {
    if (!this.#isClosed) return this.#opened.database;
    throw new FlowgraftError(
      'STORE_FAILED',
      'This PostgreSQL store was closed; open the backend again',
      {
        operation: 'use',
        store: this.name,
      },
    );
  }
}
