/** A store over data in memory. Each method is one line here; the work is in the file named for it. */

import type { WorkflowDocument } from '../model/document.js';
import type { RunEvent } from '../model/run-event.js';
import type { Clock } from '../ports/clock.js';
import type {
  ClaimRequest,
  ClaimResult,
  CommitOutcome,
  CreatedRun,
  CreateOptions,
  DeliveryOutcome,
  Heartbeat,
  HeartbeatResult,
  HeldRun,
  Hint,
  InboxMessage,
  Message,
  NewRun,
  RunChange,
  RunFilter,
  RunPage,
  RunRecord,
  Store,
  StoreCapabilities,
} from '../ports/store.js';
import { claimRuns, dropLease, dropRun } from './claim-runs.js';
import { commitChanges } from './commit-changes.js';
import { createRuns } from './create-runs.js';
import { deliverMessage } from './deliver-messages.js';
import { listRuns } from './list-runs.js';
import { findRun, hint, type MemoryData, ofTenant, sendHints } from './memory-data.js';
import { hasMail, recordOf } from './run-entry.js';
import { renewLease } from './worker-leases.js';

const capabilities: StoreCapabilities = Object.freeze({
  durability: 'none',
  shared: false,
  immediate: true,
  remoteHints: false,
});

/** Answers every call at once. Time is that of the clock it was opened with. */
export class MemoryStore implements Store {
  readonly name = 'memory';
  readonly capabilities = capabilities;
  readonly #data: MemoryData;
  readonly #clock: Clock;
  readonly #listeners = new Set<(hint: Hint) => void>();

  constructor(data: MemoryData, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
  }

  saveWorkflow(tenant: string, hash: string, document: WorkflowDocument): void {
    ofTenant(this.#data.workflows, tenant).set(hash, document);
    ofTenant(this.#data.latest, tenant).set(document.id, hash);
  }

  loadWorkflow(tenant: string, hash: string): WorkflowDocument | null {
    return this.#data.workflows.get(tenant)?.get(hash) ?? null;
  }

  latestWorkflow(tenant: string, workflowId: string): string | null {
    return this.#data.latest.get(tenant)?.get(workflowId) ?? null;
  }

  create(runs: readonly NewRun[], options?: CreateOptions): readonly CreatedRun[] {
    const created = createRuns(this.#data, this.#clock.now(), runs, options);
    sendHints(this.#data);
    return created;
  }

  claim(request: ClaimRequest): ClaimResult {
    return claimRuns(this.#data, this.#clock.now(), request);
  }

  commit(changes: readonly RunChange[]): readonly CommitOutcome[] {
    const outcomes = commitChanges(this.#data, this.#clock, changes);
    sendHints(this.#data);
    return outcomes;
  }

  deliver(messages: readonly Message[]): readonly DeliveryOutcome[] {
    const now = this.#clock.now();
    const outcomes = messages.map((message) => deliverMessage(this.#data, now, message));
    sendHints(this.#data);
    return outcomes;
  }

  heartbeat(beat: Heartbeat): HeartbeatResult {
    const lease = renewLease(this.#data.leases, beat, this.#clock.now());
    const lost: string[] = [];
    const mail: string[] = [];
    for (const { tenant, runId, epoch } of beat.holding) {
      const entry = findRun(this.#data, tenant, runId);
      if (entry === null || entry.holder !== lease || entry.epoch !== epoch) lost.push(runId);
      else if (hasMail(entry)) mail.push(runId);
    }
    return { lost, mail };
  }

  drop(runs: readonly HeldRun[], wakeAt: number): void {
    for (const { tenant, runId, epoch } of runs) {
      const entry = findRun(this.#data, tenant, runId);
      if (entry?.holder === null || entry?.epoch !== epoch) continue;
      dropRun(this.#data, entry, wakeAt);
      hint(this.#data, entry);
    }
    sendHints(this.#data);
  }

  release(worker: string): void {
    const lease = this.#data.leases.get(worker);
    if (lease === undefined) return;
    for (const entry of dropLease(this.#data, lease, this.#clock.now())) hint(this.#data, entry);
    sendHints(this.#data);
  }

  readInbox(tenant: string, runId: string): readonly InboxMessage[] {
    return findRun(this.#data, tenant, runId)?.inbox?.slice() ?? [];
  }

  getRun(tenant: string, runId: string): RunRecord | null {
    const entry = findRun(this.#data, tenant, runId);
    return entry === null ? null : recordOf(entry);
  }

  listRuns(filter: RunFilter): RunPage {
    return listRuns(this.#data, filter);
  }

  readJournal(tenant: string, runId: string, fromSeq = 0): readonly RunEvent[] {
    return findRun(this.#data, tenant, runId)?.journal.slice(fromSeq) ?? [];
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    // A function of its own: subscribing the same listener twice gives two subscriptions.
    const own = (each: Hint): void => listener(each);
    this.#listeners.add(own);
    this.#data.listeners.add(own);
    return () => this.#unsubscribe(own);
  }

  close(): void {
    for (const listener of this.#listeners) this.#unsubscribe(listener);
  }

  #unsubscribe(listener: (hint: Hint) => void): void {
    this.#listeners.delete(listener);
    this.#data.listeners.delete(listener);
  }
}
