/** The plainest store that there could be: what the oracle holds real ones against. */

import type { RunEvent } from '../../model/run-event.js';
import type { Message, NewRun } from '../../ports/stored-run.js';

export interface ModelRun {
  readonly runId: string;
  readonly parentId: string | undefined;
  readonly hash: string;
  readonly limitKeys: readonly string[];
  /** Somebody has held it. */
  hasBegun: boolean;
  epoch: number;
  /** The worker that holds it. */
  holder: string | undefined;
  /** Its holder's lease was over at some time: the store may have let it go, or not yet. */
  lapsed: ModelWorker | undefined;
  isFinal: boolean;
  /** Its last end, if it has had one, was a failure. */
  hasFailed: boolean;
  wakeAt: number | null;
  readonly journal: RunEvent[];
  inbox: Message[];
  readonly seen: Set<string>;
}

/** A worker, as the store knows it. */
export interface ModelWorker {
  readonly process: string;
  /** When it was last heard of. */
  renewedAt: number;
  endsAt: number;
}

export class StoreModel {
  readonly runs = new Map<string, ModelRun>();
  readonly workers = new Map<string, ModelWorker>();
  readonly #byKey = new Map<string, ModelRun>();

  /** @returns the run, and whether it is new: an earlier one has the same id or key. */
  create(run: NewRun, at: number): { readonly run: ModelRun; readonly isNew: boolean } {
    const { runId, idempotencyKey, parent, startAt } = run;
    const earlier = this.runs.get(runId) ?? this.#byKey.get(idempotencyKey ?? '');
    if (earlier !== undefined) return { run: earlier, isNew: false };
    const made: ModelRun = {
      runId,
      parentId: parent?.runId,
      hash: run.workflowHash,
      limitKeys: run.limitKeys,
      hasBegun: false,
      epoch: 0,
      holder: undefined,
      lapsed: undefined,
      isFinal: false,
      hasFailed: false,
      wakeAt: startAt ?? at,
      journal: [],
      inbox: [],
      seen: new Set(),
    };
    this.runs.set(runId, made);
    if (idempotencyKey !== undefined) this.#byKey.set(idempotencyKey, made);
    return { run: made, isNew: true };
  }

  renew(process: string, worker: string, leaseMs: number, at: number): void {
    this.workers.set(worker, { process, renewedAt: at, endsAt: at + leaseMs });
  }

  /** Notes whose lease is over. */
  sweep(at: number): void {
    for (const run of this.runs.values()) {
      const worker = run.holder === undefined ? undefined : this.workers.get(run.holder);
      if (worker !== undefined && worker.endsAt <= at) run.lapsed ??= { ...worker };
    }
  }

  take(run: ModelRun, worker: string): void {
    run.holder = worker;
    run.hasBegun = true;
    run.lapsed = undefined;
    run.epoch += 1;
    run.wakeAt = null;
  }

  /** Nobody holds it; it can be claimed from `wakeAt` on. */
  letGo(run: ModelRun, wakeAt: number | null): void {
    run.holder = undefined;
    run.lapsed = undefined;
    run.wakeAt = wakeAt;
  }

  /** @returns what became of it. */
  deliver(message: Message, at: number): 'accepted' | 'duplicate' | 'refused' | 'notFound' {
    const run = this.runs.get(message.runId);
    if (run === undefined) return 'notFound';
    if (run.seen.has(message.id)) return 'duplicate';
    const isResume = message.body.kind === 'resume';
    if (isResume ? !run.isFinal || !run.hasFailed : run.isFinal) return 'refused';
    if (isResume) {
      run.isFinal = false;
      run.wakeAt = at;
    }
    run.seen.add(message.id);
    run.inbox.push(message);
    return 'accepted';
  }
}
