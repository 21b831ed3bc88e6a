/** A store over Redis. Each method is one line here; the work is in the file named for it. */

import type {
  BlobStore,
  ClaimRequest,
  ClaimResult,
  CommitOutcome,
  CreateOptions,
  CreateOutcome,
  DeliveryOutcome,
  Heartbeat,
  HeartbeatResult,
  HeldRun,
  Hint,
  InboxMessage,
  KeyValue,
  Message,
  NewRun,
  PurgeRequest,
  RunChange,
  RunEvent,
  RunFilter,
  RunLimit,
  RunLimitState,
  RunPage,
  RunRecord,
  Store,
  StoreCapabilities,
  WaitFilter,
  WaitPage,
  WorkerRecord,
  WorkerScope,
  SaveWorkflowOptions,
  WorkflowDocument,
  WorkflowFilter,
  WorkflowPage,
} from '@flowgraft/core';
import { claimRuns } from './claim-runs.js';
import { commitChanges } from './commit-changes.js';
import type { Connection } from './connection.js';
import { createRuns } from './create-runs.js';
import { deliverMessages } from './deliver-messages.js';
import { listLimits, setLimits } from './limits.js';
import { listRuns } from './list-runs.js';
import { listWaits } from './list-waits.js';
import { purgeRuns } from './purge-runs.js';
import { readInbox, readJournal } from './read-run.js';
import { RunReads } from './run-reads.js';
import { countDue, drop, heartbeat, listWorkers, release } from './workers.js';
import { latestWorkflow, listWorkflows, loadWorkflow, saveWorkflow } from './workflows.js';

export interface RedisStoreOptions {
  readonly connection: Connection;
  readonly capabilities: StoreCapabilities;
  readonly keyValue: KeyValue;
  readonly blobs: BlobStore;
}

export class RedisStore implements Store {
  readonly name = 'redis';
  readonly capabilities: StoreCapabilities;
  readonly keyValue: KeyValue;
  readonly blobs: BlobStore;
  readonly #connection: Connection;
  readonly #reads: RunReads;

  constructor({ connection, capabilities, keyValue, blobs }: RedisStoreOptions) {
    this.#connection = connection;
    this.#reads = new RunReads(connection);
    this.capabilities = capabilities;
    this.keyValue = keyValue;
    this.blobs = blobs;
  }

  saveWorkflow(
    tenant: string,
    hash: string,
    document: WorkflowDocument,
    options: SaveWorkflowOptions = {},
  ): Promise<void> {
    return saveWorkflow(this.#connection, { tenant, hash, document, ...options });
  }

  loadWorkflow(tenant: string, hash: string): Promise<WorkflowDocument | null> {
    return loadWorkflow(this.#connection, tenant, hash);
  }

  latestWorkflow(tenant: string, workflowId: string): Promise<string | null> {
    return latestWorkflow(this.#connection, tenant, workflowId);
  }

  listWorkflows(filter: WorkflowFilter): Promise<WorkflowPage> {
    return listWorkflows(this.#connection, filter);
  }

  create(runs: readonly NewRun[], options?: CreateOptions): Promise<readonly CreateOutcome[]> {
    return createRuns(this.#connection, runs, options);
  }

  claim(request: ClaimRequest): Promise<ClaimResult> {
    return claimRuns(this.#connection, request);
  }

  commit(changes: readonly RunChange[]): Promise<readonly CommitOutcome[]> {
    return commitChanges(this.#connection, changes);
  }

  deliver(messages: readonly Message[]): Promise<readonly DeliveryOutcome[]> {
    return deliverMessages(this.#connection, messages);
  }

  heartbeat(beat: Heartbeat): Promise<HeartbeatResult> {
    return heartbeat(this.#connection, beat);
  }

  drop(runs: readonly HeldRun[], wakeAt: number): Promise<void> {
    return drop(this.#connection, runs, wakeAt);
  }

  release(worker: string): Promise<void> {
    return release(this.#connection, worker);
  }

  readInbox(tenant: string, runId: string): Promise<readonly InboxMessage[]> {
    return readInbox(this.#connection, tenant, runId);
  }

  listWorkers(): Promise<readonly WorkerRecord[]> {
    return listWorkers(this.#connection);
  }

  countDue(scope: WorkerScope, limit: number): Promise<number> {
    return countDue(this.#connection, scope, limit);
  }

  setLimits(limits: readonly RunLimit[]): Promise<void> {
    return setLimits(this.#connection, limits);
  }

  listLimits(keys?: readonly string[]): Promise<readonly RunLimitState[]> {
    return listLimits(this.#connection, keys);
  }

  getRun(tenant: string, runId: string): Promise<RunRecord | null> {
    return this.#reads.read(tenant, runId);
  }

  listRuns(filter: RunFilter): Promise<RunPage> {
    return listRuns(this.#connection, filter);
  }

  readJournal(tenant: string, runId: string, fromSeq = 0): Promise<readonly RunEvent[]> {
    return readJournal(this.#connection, tenant, runId, fromSeq);
  }

  listWaits(filter: WaitFilter): Promise<WaitPage> {
    return listWaits(this.#connection, filter);
  }

  purge(request: PurgeRequest): Promise<number> {
    return purgeRuns(this.#connection, request);
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    return this.#connection.hints.subscribe(listener);
  }

  close(): void {
    this.#connection.close();
  }
}
