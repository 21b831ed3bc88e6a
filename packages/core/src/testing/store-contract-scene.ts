/** What a case of the store contract works with: an empty backend, a clock, and short words for usual acts. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { RunEvent } from '../model/run-event.js';
import type { Clock } from '../ports/clock.js';
import type {
  Backend,
  BackendHost,
  ClaimedRun,
  ClaimRequest,
  CommitOutcome,
  CreatedRun,
  DeliveryOutcome,
  Message,
  MessageBody,
  NewRun,
  RunChange,
  RunRecord,
  Store,
  WorkerLease,
} from '../ports/store.js';
import { check } from './assert.js';

/** An empty backend for one case. */
export interface StoreSubject {
  readonly backend: Backend;
  /** The clock by which the store judges, when it does not go by the host's. */
  readonly clock?: Clock | undefined;
  /** Lets that much time pass on the store's clock; given together with `clock`. */
  readonly advance?: ((ms: number) => MaybePromise<void>) | undefined;
  /**
   * The shortest time that cases tell apart, in milliseconds; 1,000 when absent. A store whose clock cannot be
   * set takes some hundred, so that real waiting stays short and still longer than a call takes.
   */
  readonly tickMs?: number | undefined;
  /** Called when the case is over and its stores are closed. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens an empty backend; nothing of an earlier one may show in it. */
export type OpenSubject = () => MaybePromise<StoreSubject>;

/** A change of a run that is held, with what is not said left as it is. */
export type ChangeOf = Partial<Omit<RunChange, 'tenant' | 'runId'>>;

/** One case at work. */
export class StoreScene {
  readonly store: Store;
  readonly tick: number;
  readonly #subject: StoreSubject;
  readonly #host: BackendHost;
  readonly #advance: (ms: number) => MaybePromise<void>;
  readonly #open: Store[] = [];
  #count = 0;

  private constructor(subject: StoreSubject, time: Time, store: Store) {
    this.#subject = subject;
    this.#host = hostOf(time.clock);
    this.#advance = time.advance;
    this.tick = subject.tickMs ?? 1000;
    this.store = store;
    this.#open.push(store);
  }

  static async begin(subject: StoreSubject): Promise<StoreScene> {
    const time = timeOf(subject);
    return new StoreScene(subject, time, await subject.backend.open(hostOf(time.clock)));
  }

  /** A second store over the same data, as another engine would open it. */
  async openAgain(): Promise<Store> {
    const store = await this.#subject.backend.open(this.#host);
    this.#open.push(store);
    return store;
  }

  async end(): Promise<void> {
    for (const store of this.#open) await store.close();
    await this.#subject.dispose?.();
  }

  now(): number {
    return this.#host.clock.now();
  }

  async wait(ticks: number): Promise<void> {
    await this.#advance(ticks * this.tick);
  }

  newRun(run: Partial<NewRun> = {}): NewRun {
    this.#count += 1;
    return {
      tenant: 'acme',
      runId: `run-${this.#count}`,
      workflowId: 'order',
      workflowHash: 'sha256-1',
      input: { n: this.#count },
      priority: 0,
      tags: [],
      ...run,
    };
  }

  async create(run: Partial<NewRun> = {}): Promise<CreatedRun> {
    return only(await this.store.create([this.newRun(run)]));
  }

  /** A run that `worker` holds. */
  async createHeld(run: Partial<NewRun> = {}, worker = 'w1'): Promise<RunRecord> {
    const claim = this.lease(worker);
    return only(await this.store.create([this.newRun(run)], { claim })).record;
  }

  lease(worker: string, ticks = 10): WorkerLease {
    return { worker, leaseMs: ticks * this.tick };
  }

  async claim(worker = 'w1', request: Partial<ClaimRequest> = {}): Promise<readonly ClaimedRun[]> {
    return (await this.store.claim({ ...this.lease(worker), limit: 100, ...request })).runs;
  }

  async commit(run: RunRecord, change: ChangeOf = {}): Promise<CommitOutcome> {
    return only(await this.store.commit([changeOf(run, change)]));
  }

  /** Commits, and fails the case when the store refuses. */
  async write(run: RunRecord, change: ChangeOf = {}): Promise<void> {
    const outcome = await this.commit(run, change);
    check(outcome.ok, "a commit of the run's holder was refused");
  }

  async park(run: RunRecord, wakeAt: number | null, change: ChangeOf = {}): Promise<void> {
    await this.write(run, { next: parked(wakeAt), ...change });
  }

  async deliver(run: RunRecord, id: string, body?: MessageBody): Promise<DeliveryOutcome> {
    return only(await this.store.deliver([messageTo(run, id, body)]));
  }

  async record({ tenant, runId }: Pick<RunRecord, 'tenant' | 'runId'>): Promise<RunRecord> {
    const record = await this.store.getRun(tenant, runId);
    check(record !== null, `run ${runId} of ${tenant} is not there`);
    return record;
  }
}

export function changeOf(run: RunRecord, change: ChangeOf = {}): RunChange {
  return {
    tenant: run.tenant,
    runId: run.runId,
    epoch: run.epoch,
    seq: run.seq,
    events: [],
    consumed: [],
    children: [],
    messages: [],
    next: { kind: 'hold' },
    ...change,
  };
}

export function parked(wakeAt: number | null): RunChange['next'] {
  return { kind: 'park', status: 'waiting', wakeAt, waits: [] };
}

export const completed = { kind: 'finish', status: 'completed', output: 'done' } as const;

export const failed = {
  kind: 'finish',
  status: 'failed',
  error: { category: 'permanent', message: 'no stock' },
} as const;

export function messageTo(
  { tenant, runId }: Pick<RunRecord, 'tenant' | 'runId'>,
  id: string,
  body: MessageBody = { kind: 'signal', name: 'go', payload: id },
): Message {
  return { id, tenant, runId, body };
}

/** `count` different journal entries, the first with number `from`. */
export function events(count: number, from = 0): RunEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'timer.fired',
    at: from + index,
    step: `step-${from + index}`,
  }));
}

export function idsOf(
  runs: readonly { readonly record: RunRecord }[] | readonly RunRecord[],
): string[] {
  return runs.map((run) => ('record' in run ? run.record.runId : run.runId));
}

/** The one item of a list of one. */
export function only<T>(list: readonly T[]): T {
  const [item] = list;
  check(list.length === 1 && item !== undefined, `expected one item, found ${list.length}`);
  return item;
}

interface Time {
  readonly clock: Clock;
  readonly advance: (ms: number) => MaybePromise<void>;
}

function timeOf({ clock, advance }: StoreSubject): Time {
  if (clock !== undefined && advance !== undefined) return { clock, advance };
  if (clock !== undefined || advance !== undefined) {
    throw new TypeError('storeContract: give clock and advance together, or neither');
  }
  let now = 1_700_000_000_000;
  return {
    clock: {
      now: () => now,
      setTimer: () => ({ cancel: () => undefined }),
      defer: (callback) => void runLater(callback),
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

async function runLater(callback: () => void): Promise<void> {
  await Promise.resolve();
  callback();
}

/** Chance is fixed: a contract must give the same answer each time. */
function hostOf(clock: Clock): BackendHost {
  return {
    clock,
    random: { next: () => 0.5, bytes: (length) => new Uint8Array(length).fill(7) },
    logger: { log: () => undefined },
  };
}
