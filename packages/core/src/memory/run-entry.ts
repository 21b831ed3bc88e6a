/** One run inside the memory store: a mutable record of fixed shape, never handed out itself. */

import type { RunStatus } from '../model/run.js';
import type { RunError } from '../model/run-error.js';
import type { RunEvent } from '../model/run-event.js';
import type { InboxMessage, NewRun, RunParent, RunRecord, Wait } from '../ports/stored-run.js';
import type { WorkerReport } from '../ports/workers.js';

/** `dueAt` of a run that only a message, or its holder, can move. */
export const never = Infinity;

/** What a run that is not parked waits for. */
export const noWaits: readonly Wait[] = Object.freeze([]);

/** Where a due run waits to be claimed. */
export interface DuePlace {
  leave(entry: RunEntry): void;
}

/** What is known of a run. The fields below `seen` place it in the store's structures. */
export class RunEntry {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowHash: string;
  readonly input: unknown;
  readonly priority: number;
  readonly queue: string;
  readonly region: string | undefined;
  readonly labels: readonly string[];
  readonly limitKeys: readonly string[];
  readonly tags: readonly string[];
  readonly idempotencyKey: string | undefined;
  readonly parent: RunParent | undefined;
  readonly traceparent: string | undefined;
  readonly createdAt: number;
  status: RunStatus = 'queued';
  startedAt: number | null = null;
  finishedAt: number | null = null;
  wakeAt: number | null;
  epoch = 0;
  crashes = 0;
  output: unknown = undefined;
  error: RunError | undefined = undefined;
  waits: readonly Wait[] = noWaits;
  readonly journal: RunEvent[] = [];
  /** Unread messages; `null` until the first. */
  inbox: InboxMessage[] | null = null;
  /** Ids of all messages ever stored; `null` until the first. */
  seen: Set<string> | null = null;

  /** Place in the order of creation; set when the store takes it in. */
  ordinal = -1;
  /** When it can be claimed: `wakeAt`, or earlier with mail; `never` while held or final. */
  dueAt = never;
  /** Place in the heap that it is in; -1 in none. */
  heapIndex = -1;
  /** Among the runs that are due; `null` when it is not, or is held. */
  place: DuePlace | null = null;
  /** Who holds it, and its neighbours among what that worker holds; when it has ended, among what has ended. */
  holder: LeaseEntry | null = null;
  heldBefore: RunEntry | null = null;
  heldAfter: RunEntry | null = null;
  /** The next run of the same id, of another tenant. */
  namesake: RunEntry | null = null;

  constructor(run: NewRun, createdAt: number) {
    this.tenant = run.tenant;
    this.runId = run.runId;
    this.workflowId = run.workflowId;
    this.workflowHash = run.workflowHash;
    this.input = run.input;
    this.priority = run.priority;
    this.queue = run.queue;
    this.region = run.region;
    this.labels = run.labels;
    this.limitKeys = run.limitKeys;
    this.tags = run.tags;
    this.idempotencyKey = run.idempotencyKey;
    this.parent = run.parent;
    this.traceparent = run.traceparent;
    this.createdAt = createdAt;
    this.wakeAt = run.startAt ?? createdAt;
  }
}

/** A worker that was heard of, and the runs that it holds: a list threaded through the runs themselves. */
export class LeaseEntry {
  readonly worker: string;
  seenAt = 0;
  endsAt = 0;
  report: WorkerReport | null = null;
  firstHeld: RunEntry | null = null;

  constructor(worker: string) {
    this.worker = worker;
  }
}

/** The run as it is now; later changes do not show in it, so that a lost holder keeps its old epoch. */
export function recordOf(entry: RunEntry): RunRecord {
  return {
    tenant: entry.tenant,
    runId: entry.runId,
    workflowId: entry.workflowId,
    workflowHash: entry.workflowHash,
    input: entry.input,
    priority: entry.priority,
    queue: entry.queue,
    region: entry.region,
    labels: entry.labels,
    limitKeys: entry.limitKeys,
    tags: entry.tags,
    idempotencyKey: entry.idempotencyKey,
    parent: entry.parent,
    traceparent: entry.traceparent,
    status: entry.status,
    createdAt: entry.createdAt,
    startedAt: entry.startedAt,
    finishedAt: entry.finishedAt,
    wakeAt: entry.wakeAt,
    worker: entry.holder === null ? null : entry.holder.worker,
    epoch: entry.epoch,
    seq: entry.journal.length,
    crashes: entry.crashes,
    output: entry.output,
    error: entry.error,
    waits: entry.waits,
  };
}

/** True when the run has messages that no journal entry has taken in. */
export function hasMail(entry: RunEntry): boolean {
  return entry.inbox !== null && entry.inbox.length > 0;
}

/** Forgets how the run ended. */
export function clearOutcome(entry: RunEntry): void {
  entry.finishedAt = null;
  entry.output = undefined;
  entry.error = undefined;
}
