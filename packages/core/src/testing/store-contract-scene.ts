/** What a case of the store contract works with: an empty backend, a clock, and short words for usual acts. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { RunEvent } from '../model/run-event.js';
import type { Clock } from '../ports/clock.js';
import type {
  ClaimedRun,
  ClaimRequest,
  CreatedRun,
  CreateOptions,
  CreateOutcome,
  WorkerLease,
} from '../ports/claim.js';
import type { RunLimitState } from '../ports/limits.js';
import type { CommitOutcome, RunChange } from '../ports/run-change.js';
import type { Backend, BackendHost, Store } from '../ports/store.js';
import type {
  DeliveryOutcome,
  Message,
  MessageBody,
  NewRun,
  RunRecord,
} from '../ports/stored-run.js';
import { check, ContractViolation } from './assert.js';

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
  /**
   * Runs `work` with a transaction of the host's, as `create` takes it, and commits it or rolls it back. Stores
   * whose capabilities say that they have transactions give it.
   */
  readonly transaction?:
    ((work: (tx: unknown) => Promise<void>, commit: boolean) => Promise<void>) | undefined;
  /** Work of the host's in transactions of the store's own. Given together with `transaction`. */
  readonly probe?: StoreProbe | undefined;
  /** Called when the case is over and its stores are closed. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** A table of the host's, empty at first. */
export interface StoreProbe {
  /** Adds a value through the client of a transaction that is open. */
  write(client: unknown, value: string): Promise<void>;
  /** The values that were committed, in order of time. */
  read(): Promise<readonly string[]>;
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

  /** What the subject of a store with transactions must give. */
  needs<Hook extends 'transaction' | 'probe'>(hook: Hook): NonNullable<StoreSubject[Hook]> {
    const given = this.#subject[hook];
    if (given !== undefined) return given;
    throw new ContractViolation(`storeContract: a store with transactions needs the hook ${hook}`);
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
      queue: 'default',
      labels: [],
      limitKeys: [],
      tags: [],
      ...run,
    };
  }

  async create(run: Partial<NewRun> = {}): Promise<CreatedRun> {
    return only(await this.createAll([this.newRun(run)]));
  }

  /** A run that `worker` holds. */
  async createHeld(run: Partial<NewRun> = {}, worker = 'w1'): Promise<RunRecord> {
    const claim = this.lease(worker);
    return only(await this.createAll([this.newRun(run)], { claim })).record;
  }

  /** Creates runs, and fails the case when a limit refuses one. */
  async createAll(
    runs: readonly NewRun[],
    options?: CreateOptions,
    store = this.store,
  ): Promise<readonly CreatedRun[]> {
    return (await store.create(runs, options)).map(createdOf);
  }

  async setLimit(
    key: string,
    maxHeld: number | null,
    maxQueued: number | null = null,
  ): Promise<void> {
    await this.store.setLimits([{ key, maxHeld, maxQueued }]);
  }

  async limit(key: string): Promise<RunLimitState> {
    return only(await this.store.listLimits([key]));
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

/** The run of an outcome that is no refusal. */
export function createdOf(outcome: CreateOutcome): CreatedRun {
  check('record' in outcome, 'a run was refused by a limit');
  return outcome;
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
