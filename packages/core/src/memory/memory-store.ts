/** A store over data in memory. Each method is one line here; the work is in the file named for it. */

import type { WorkflowDocument } from '../model/document.js';
import type { RunEvent } from '../model/run-event.js';
import type {
  ClaimRequest,
  ClaimResult,
  CreateOptions,
  CreateOutcome,
  Heartbeat,
  HeartbeatResult,
  Hint,
  WorkerScope,
} from '../ports/claim.js';
import type { Clock } from '../ports/clock.js';
import type { RunLimit, RunLimitState } from '../ports/limits.js';
import type { CommitOutcome, RunChange } from '../ports/run-change.js';
import type { SaveWorkflowOptions, Store, StoreCapabilities } from '../ports/store.js';
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
} from '../ports/stored-run.js';
import type { WorkerRecord } from '../ports/workers.js';
import { claimRuns, dropLease, dropRun } from './claim-runs.js';
import { commitChanges } from './commit-changes.js';
import { createRuns } from './create-runs.js';
import { deliverMessage } from './deliver-messages.js';
import { listRuns } from './list-runs.js';
import { listWaits } from './list-waits.js';
import { listWorkflows } from './list-workflows.js';
import { MemoryBlobs } from './memory-blobs.js';
import { findRun, hint, type MemoryData, ofTenant, sendHints } from './memory-data.js';
import { MemoryKeyValue } from './memory-key-value.js';
import { purgeRuns } from './purge-runs.js';
import { hasMail, recordOf } from './run-entry.js';
import { setLimits } from './set-limits.js';
import { listWorkers, renewLease, straysOf } from './worker-leases.js';

const capabilities: StoreCapabilities = Object.freeze({
  durability: 'none',
  shared: false,
  immediate: true,
  remoteHints: false,
  remoteEnds: false,
  transactions: false,
  writers: 1,
});

/** Answers every call at once. Time is that of the clock it was opened with. */
export class MemoryStore implements Store {
  readonly name = 'memory';
  readonly capabilities = capabilities;
  readonly keyValue: MemoryKeyValue;
  readonly blobs: MemoryBlobs;
  readonly #data: MemoryData;
  readonly #clock: Clock;
  readonly #listeners = new Set<(hint: Hint) => void>();

  constructor(data: MemoryData, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
    this.keyValue = new MemoryKeyValue(data.keyValues, clock);
    this.blobs = new MemoryBlobs(data.blobs);
  }

  saveWorkflow(
    tenant: string,
    hash: string,
    document: WorkflowDocument,
    { draft = false }: SaveWorkflowOptions = {},
  ): void {
    ofTenant(this.#data.workflows, tenant).set(hash, document);
    if (!draft) ofTenant(this.#data.latest, tenant).set(document.id, hash);
  }

  loadWorkflow(tenant: string, hash: string): WorkflowDocument | null {
    return this.#data.workflows.get(tenant)?.get(hash) ?? null;
  }

  latestWorkflow(tenant: string, workflowId: string): string | null {
    return this.#data.latest.get(tenant)?.get(workflowId) ?? null;
  }

  listWorkflows(filter: WorkflowFilter): WorkflowPage {
    return listWorkflows(this.#data, filter);
  }

  create(runs: readonly NewRun[], options?: CreateOptions): readonly CreateOutcome[] {
    const created = createRuns(this.#data, this.#clock.now(), runs, options);
    sendHints(this.#data);
    return created;
  }

  claim(request: ClaimRequest): ClaimResult {
    const result = claimRuns(this.#data, this.#clock.now(), request);
    sendHints(this.#data);
    return result;
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
    const now = this.#clock.now();
    const lease = renewLease(this.#data.leases, beat, now);
    lease.report = beat.report ?? lease.report;
    const lost: string[] = [];
    const mail: string[] = [];
    for (const { tenant, runId, epoch } of beat.holding) {
      const entry = findRun(this.#data, tenant, runId);
      if (entry === null || entry.holder !== lease || entry.epoch !== epoch) lost.push(runId);
      else if (hasMail(entry)) mail.push(runId);
    }
    return { lost, mail, strays: straysOf(lease, beat.holding), now };
  }

  drop(runs: readonly HeldRun[], wakeAt: number): void {
    for (const { tenant, runId, epoch } of runs) {
      const entry = findRun(this.#data, tenant, runId);
      if (entry?.holder === null || entry?.epoch !== epoch) continue;
      dropRun(this.#data, entry, wakeAt, this.#clock.now());
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

  listWorkers(): readonly WorkerRecord[] {
    return listWorkers(this.#data.leases, this.#clock.now());
  }

  countDue(scope: WorkerScope, limit: number): number {
    return this.#data.due.count(this.#clock.now(), scope, limit);
  }

  setLimits(limits: readonly RunLimit[]): void {
    setLimits(this.#data, limits);
    sendHints(this.#data);
  }

  listLimits(keys?: readonly string[]): readonly RunLimitState[] {
    return this.#data.limits.states(keys);
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

  listWaits(filter: WaitFilter): WaitPage {
    return listWaits(this.#data, filter);
  }

  purge(request: PurgeRequest): number {
    return purgeRuns(this.#data, request);
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
