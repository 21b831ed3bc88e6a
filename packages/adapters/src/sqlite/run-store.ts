/** A store over an open database. Time is that of the clock it was opened with. */

import {
  decodeValue,
  encodeValue,
  FlowgraftError,
  type ClaimRequest,
  type ClaimResult,
  type Clock,
  type CommitOutcome,
  type CreateOptions,
  type CreateOutcome,
  type DeliveryOutcome,
  type Heartbeat,
  type HeartbeatResult,
  type HeldRun,
  type Hint,
  type InboxMessage,
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
  type Store,
  type StoreCapabilities,
  type WaitFilter,
  type WaitPage,
  type WorkerRecord,
  type WorkerScope,
  type SaveWorkflowOptions,
  type WorkflowDocument,
  type WorkflowFilter,
  type WorkflowPage,
} from '@flowgraft/core';
import { SqliteBlobs } from './blob-store.js';
import type { Round } from './claim-due.js';
import { claimRuns } from './claim-runs.js';
import { commitChanges } from './commit-changes.js';
import type { Connection } from './connection.js';
import { countDue } from './count-due.js';
import { createRuns } from './create-runs.js';
import { deliverMessage } from './deliver-messages.js';
import { SqliteKeyValue } from './key-value.js';
import { listRuns } from './list-runs.js';
import { listWaits } from './list-waits.js';
import { listWorkflows } from './list-workflows.js';
import { purgeRuns } from './purge-runs.js';
import { readInbox, readJournal } from './read-run.js';
import { recordOf, type RunRow } from './run-row.js';
import { listLimits, setLimits } from './set-limits.js';
import { dropRuns, heartbeat, listWorkers, release } from './worker-rows.js';

export interface SqliteStoreOptions {
  readonly connection: Connection;
  readonly capabilities: StoreCapabilities;
  readonly clock: Clock;
  /** Called once, when the store is closed. */
  readonly onClose: () => void;
}

/** Every method answers at once, after the disk has. */
export class SqliteStore implements Store {
  readonly name = 'sqlite';
  readonly capabilities: StoreCapabilities;
  readonly keyValue: SqliteKeyValue;
  readonly blobs: SqliteBlobs;
  readonly #clock: Clock;
  readonly #onClose: () => void;
  readonly #listeners = new Set<(hint: Hint) => void>();
  readonly #round: Round = { lastTenant: null };
  #connection: Connection | null;

  constructor({ connection, capabilities, clock, onClose }: SqliteStoreOptions) {
    this.#connection = connection;
    this.capabilities = capabilities;
    this.#clock = clock;
    this.#onClose = onClose;
    this.keyValue = new SqliteKeyValue(() => this.#open(), clock);
    this.blobs = new SqliteBlobs(() => this.#open());
  }

  saveWorkflow(
    tenant: string,
    hash: string,
    document: WorkflowDocument,
    { draft = false }: SaveWorkflowOptions = {},
  ): void {
    const text = encodeValue(document);
    const isKept = this.#read('load workflow', ({ statements }) => {
      const row = statements.workflow.get(tenant, hash) as { document: string } | undefined;
      return row?.document === text;
    });
    // Every process saves what it starts: most often there is nothing to write.
    if (isKept && (draft || this.latestWorkflow(tenant, document.id) === hash)) return;
    this.#write('save workflow', ({ statements }) => {
      statements.putWorkflow.run(tenant, hash, text);
      if (!draft) statements.setLatest.run(tenant, document.id, hash);
    });
  }

  loadWorkflow(tenant: string, hash: string): WorkflowDocument | null {
    return this.#read('load workflow', ({ statements }) => {
      const row = statements.workflow.get(tenant, hash) as { document: string } | undefined;
      return row === undefined ? null : (decodeValue(row.document) as WorkflowDocument);
    });
  }

  latestWorkflow(tenant: string, workflowId: string): string | null {
    return this.#read('find workflow', ({ statements }) => {
      const row = statements.latest.get(tenant, workflowId) as { hash: string } | undefined;
      return row?.hash ?? null;
    });
  }

  listWorkflows(filter: WorkflowFilter): WorkflowPage {
    return this.#read('list workflows', (connection) => listWorkflows(connection, filter));
  }

  create(runs: readonly NewRun[], options?: CreateOptions): readonly CreateOutcome[] {
    if (options?.tx !== undefined) {
      throw new TypeError(
        'create: the sqlite store does not write in transactions of the host, so it takes no tx',
      );
    }
    const now = this.#clock.now();
    return this.#write('create runs', (connection) => createRuns(connection, runs, options, now));
  }

  claim(request: ClaimRequest): ClaimResult {
    return claimRuns(this.#open(), request, this.#clock.now(), this.#round);
  }

  commit(changes: readonly RunChange[]): readonly CommitOutcome[] {
    const now = this.#clock.now();
    return this.#write('commit', (connection) => commitChanges(connection, changes, now));
  }

  deliver(messages: readonly Message[]): readonly DeliveryOutcome[] {
    const now = this.#clock.now();
    return this.#write('deliver messages', (connection) =>
      messages.map((message) => deliverMessage(connection, message, now)),
    );
  }

  heartbeat(beat: Heartbeat): HeartbeatResult {
    const now = this.#clock.now();
    return this.#write('renew a lease', (connection) => heartbeat(connection, beat, now));
  }

  drop(runs: readonly HeldRun[], wakeAt: number): void {
    const now = this.#clock.now();
    this.#write('drop runs', (connection) => dropRuns(connection, runs, wakeAt, now));
  }

  release(worker: string): void {
    const now = this.#clock.now();
    this.#write('release runs', (connection) => release(connection, worker, now));
  }

  listWorkers(): readonly WorkerRecord[] {
    const now = this.#clock.now();
    return this.#read('list workers', (connection) => listWorkers(connection, now));
  }

  countDue(scope: WorkerScope, limit: number): number {
    return countDue(this.#open(), scope, limit, this.#clock.now());
  }

  setLimits(limits: readonly RunLimit[]): void {
    this.#write('set limits', (connection) => setLimits(connection, limits));
  }

  listLimits(keys?: readonly string[]): readonly RunLimitState[] {
    return this.#read('list limits', (connection) => listLimits(connection, keys));
  }

  readInbox(tenant: string, runId: string): readonly InboxMessage[] {
    return this.#read('read an inbox', (connection) => {
      const ordinal = ordinalOf(connection, tenant, runId);
      return ordinal === null ? [] : readInbox(connection, ordinal, tenant, runId);
    });
  }

  getRun(tenant: string, runId: string): RunRecord | null {
    return this.#read('read a run', ({ statements }) => {
      const row = statements.run.get(runId, tenant) as RunRow | undefined;
      return row === undefined ? null : recordOf(row);
    });
  }

  listRuns(filter: RunFilter): RunPage {
    return this.#read('list runs', (connection) => listRuns(connection, filter));
  }

  readJournal(tenant: string, runId: string, fromSeq = 0): readonly RunEvent[] {
    return this.#read('read a journal', (connection) => {
      const ordinal = ordinalOf(connection, tenant, runId);
      return ordinal === null ? [] : readJournal(connection, ordinal, fromSeq);
    });
  }

  listWaits(filter: WaitFilter): WaitPage {
    return this.#read('list waits', (connection) => listWaits(connection, filter));
  }

  purge(request: PurgeRequest): number {
    return this.#write('purge runs', (connection) => purgeRuns(connection, request));
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    const { listeners } = this.#open();
    // A function of its own: subscribing the same listener twice gives two subscriptions.
    const own = (hint: Hint): void => listener(hint);
    this.#listeners.add(own);
    listeners.add(own);
    return () => {
      this.#listeners.delete(own);
      listeners.delete(own);
    };
  }

  close(): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#connection = null;
    for (const listener of this.#listeners) connection.listeners.delete(listener);
    this.#onClose();
  }

  #open(): Connection {
    if (this.#connection !== null) return this.#connection;
    throw new FlowgraftError(
      'STORE_FAILED',
      'This SQLite store was closed; open the backend again',
      {
        operation: 'use',
        store: this.name,
      },
    );
  }

  #read<T>(operation: string, work: (connection: Connection) => T): T {
    const connection = this.#open();
    return connection.read(operation, () => work(connection));
  }

  #write<T>(operation: string, work: (connection: Connection) => T): T {
    const connection = this.#open();
    return connection.write(operation, () => work(connection));
  }
}

function ordinalOf({ statements }: Connection, tenant: string, runId: string): number | null {
  const row = statements.addressee.get(runId, tenant) as { readonly ordinal: number } | undefined;
  return row?.ordinal ?? null;
}
