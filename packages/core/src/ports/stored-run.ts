/** A run as stores keep it, what is sent to it, and how runs are looked for. */

import type { RunError } from '../model/run-error.js';
import type { ChildOutcome, StepResolution, WaitAbout } from '../model/run-event.js';
import type { FinalRunStatus, RunStatus } from '../model/run.js';

/** A run to be created. */
export interface NewRun {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowHash: string;
  readonly input: unknown;
  /** Higher goes first; 0 is usual. */
  readonly priority: number;
  /** Only workers that serve this queue take it. */
  readonly queue: string;
  /** Only workers of this region take it; any worker when absent. */
  readonly region?: string | undefined;
  /** Only workers that have all of these take it. */
  readonly labels: readonly string[];
  /** Keys of the limits that may hold it back, each once. */
  readonly limitKeys: readonly string[];
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

export interface HeldRun {
  readonly tenant: string;
  readonly runId: string;
  readonly epoch: number;
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

export interface WaitFilter {
  /** Every tenant when absent: only for operators. */
  readonly tenant?: string | undefined;
  /** Waits that name this assignee. */
  readonly assignee?: string | undefined;
  /** Waits about this kind of thing, for example `approval`. */
  readonly kind?: string | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 1,000; 50 when absent. */
  readonly limit?: number | undefined;
}

/** A wait with the parked run that it belongs to. */
export interface RunWait extends Wait {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
}

/** Waits of the newest runs first. */
export interface WaitPage {
  readonly waits: readonly RunWait[];
  readonly cursor: string | null;
}

export interface WorkflowFilter {
  readonly tenant: string;
  readonly cursor?: string | undefined;
  /** 1 to 1,000; 50 when absent. */
  readonly limit?: number | undefined;
}

/** By workflow id, in the order of UTF-8 bytes; each with the hash last saved. */
export interface WorkflowPage {
  readonly workflows: readonly { readonly workflowId: string; readonly hash: string }[];
  readonly cursor: string | null;
}

/** Which ended runs to remove. */
export interface PurgeRequest {
  /** Every tenant when absent. */
  readonly tenant?: string | undefined;
  readonly status: readonly FinalRunStatus[];
  /** Runs that ended before this time, epoch milliseconds by the store's clock. */
  readonly finishedBefore: number;
  /** Most runs to remove in this call, >= 1. */
  readonly limit: number;
}
