/** A store over an open database. Time is that of the clock it was opened with. */

import {
  decodeValue,
  encodeValue,
  FlowgraftError,
  type ClaimRequest,
  type ClaimResult,
  type Clock,
  type CommitOutcome,
  type CreatedRun,
  type CreateOptions,
  type DeliveryOutcome,
  type Heartbeat,
  type HeartbeatResult,
  type HeldRun,
  type Hint,
  type InboxMessage,
  type Message,
  type NewRun,
  type RunChange,
  type RunEvent,
  type RunFilter,
  type RunPage,
  type RunRecord,
  type Store,
  type StoreCapabilities,
  type WorkflowDocument,
} from '@flowgraft/core';
import { claimRuns, renewLease } from './claim-runs.js';
import { commitChange } from './commit-changes.js';
import type { Connection } from './connection.js';
import { createRun } from './create-runs.js';
import { deliverMessage } from './deliver-messages.js';
import { listRuns } from './list-runs.js';
import { readInbox, readJournal } from './read-run.js';
import { recordOf, type RunRow } from './run-row.js';

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
  readonly #clock: Clock;
  readonly #onClose: () => void;
  readonly #listeners = new Set<(hint: Hint) => void>();
  #connection: Connection | null;

  constructor({ connection, capabilities, clock, onClose }: SqliteStoreOptions) {
    this.#connection = connection;
    this.capabilities = capabilities;
    this.#clock = clock;
    this.#onClose = onClose;
  }

  saveWorkflow(tenant: string, hash: string, document: WorkflowDocument): void {
    if (this.latestWorkflow(tenant, document.id) === hash) return;
    this.#write('save workflow', ({ statements }) => {
      statements.insertWorkflow.run(tenant, hash, encodeValue(document));
      statements.setLatest.run(tenant, document.id, hash);
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

  create(runs: readonly NewRun[], options?: CreateOptions): readonly CreatedRun[] {
    const now = this.#clock.now();
    const claim = options?.claim;
    return this.#write('create runs', (connection) => {
      if (claim !== undefined) renewLease(connection, claim, now);
      return runs.map((run) => createRun(connection, run, claim?.worker ?? null, now));
    });
  }

  claim(request: ClaimRequest): ClaimResult {
    return claimRuns(this.#open(), request, this.#clock.now());
  }

  commit(changes: readonly RunChange[]): readonly CommitOutcome[] {
    const now = this.#clock.now();
    return this.#write('commit', (connection) =>
      changes.map((change) => commitChange(connection, change, now)),
    );
  }

  deliver(messages: readonly Message[]): readonly DeliveryOutcome[] {
    const now = this.#clock.now();
    return this.#write('deliver messages', (connection) =>
      messages.map((message) => deliverMessage(connection, message, now)),
    );
  }

  heartbeat(beat: Heartbeat): HeartbeatResult {
    const lost: string[] = [];
    const mail: string[] = [];
    this.#write('renew a lease', (connection) => {
      renewLease(connection, beat, this.#clock.now());
      for (const { tenant, runId, epoch } of beat.holding) {
        const run = connection.statements.held.get(runId, tenant, beat.worker, epoch);
        if (run === undefined) lost.push(runId);
        else if ((run as { mail: number }).mail > 0) mail.push(runId);
      }
    });
    return { lost, mail };
  }

  drop(runs: readonly HeldRun[], wakeAt: number): void {
    this.#write('drop runs', (connection) => {
      for (const { tenant, runId, epoch } of runs) {
        const dropped = connection.statements.drop.all(wakeAt, wakeAt, runId, tenant, epoch);
        if (dropped.length > 0) connection.hint(tenant, runId);
      }
    });
  }

  release(worker: string): void {
    const now = this.#clock.now();
    this.#write('release runs', (connection) => {
      const released = connection.statements.dropHeld.all(now, now, 0, worker) as Hint[];
      for (const { tenant, runId } of released) connection.hint(tenant, runId);
      connection.statements.dropLease.run(worker);
    });
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
