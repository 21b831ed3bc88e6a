/** The way of all writes of a process to its store: at once where that is cheap, else in groups over all runs. */

import { FlowgraftError } from '../model/error.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { CreatedRun, CreateOptions, CreateOutcome, WorkerLease } from '../ports/claim.js';
import type { Clock } from '../ports/clock.js';
import type { RunLimitState } from '../ports/limits.js';
import type { CommitOutcome, RunChange } from '../ports/run-change.js';
import type { Store } from '../ports/store.js';
import type { NewRun } from '../ports/stored-run.js';
import { GroupWriter } from './group-writer.js';
import { storeCall } from './store-call.js';

export class Committer {
  readonly #store: Store;
  readonly #changes: GroupWriter<RunChange, CommitOutcome>;
  readonly #runs: GroupWriter<NewRun, CreateOutcome>;
  readonly #heldRuns: GroupWriter<NewRun, CreateOutcome>;
  /** Commits in transactions of their own. */
  readonly #apart = new Set<Promise<unknown>>();

  /** @param lease - Under which runs are created that this process holds from the beginning. */
  constructor(store: Store, clock: Clock, lease: WorkerLease) {
    const { writers } = store.capabilities;
    this.#store = store;
    this.#changes = new GroupWriter(clock, writers, (changes) => this.#commit(changes));
    this.#runs = new GroupWriter(clock, 1, (runs) => this.#create(runs));
    this.#heldRuns = new GroupWriter(clock, 1, (runs) => this.#create(runs, { claim: lease }));
  }

  /**
   * Writes one run's change. At most one change of a run may be under way.
   *
   * @returns the outcome, at once from a store that answers at once.
   * @throws {FlowgraftError} `STORE_FAILED` when the store could not say whether it was written.
   */
  commit(change: RunChange): MaybePromise<CommitOutcome> {
    if (!this.#store.capabilities.immediate) return this.#changes.write(change);
    const outcomes = this.#commit([change]);
    return isPromise(outcomes) ? outcomes.then(only) : only(outcomes);
  }

  /** Writes one run's change in a transaction of its own. @throws {FlowgraftError} `STORE_FAILED`. */
  commitWith(
    change: RunChange,
    write: (change: RunChange) => Promise<CommitOutcome>,
  ): Promise<CommitOutcome> {
    const written = Promise.resolve(storeCall(this.#store, 'commit', () => write(change)));
    this.#apart.add(written);
    return written.finally(() => this.#apart.delete(written));
  }

  /** Creates one run. @throws {FlowgraftError} `STORE_FAILED`, `QUEUE_FULL`. */
  create(run: NewRun): MaybePromise<CreatedRun> {
    return this.#createOne(this.#runs, run);
  }

  /** Creates one run, held by this process when it is due. @throws {FlowgraftError} `STORE_FAILED`, `QUEUE_FULL`. */
  createHeld(run: NewRun): MaybePromise<CreatedRun> {
    return this.#createOne(this.#heldRuns, run);
  }

  /** Creates one run in a transaction of the host's. @throws {FlowgraftError} `STORE_FAILED`, `QUEUE_FULL`. */
  async createIn(tx: unknown, run: NewRun): Promise<CreatedRun> {
    return created(only(await this.#create([run], { tx })));
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    const groups = [this.#changes, this.#runs, this.#heldRuns].map((group) => group.idle());
    await Promise.allSettled([...groups, ...this.#apart]);
  }

  #createOne(group: GroupWriter<NewRun, CreateOutcome>, run: NewRun): MaybePromise<CreatedRun> {
    const outcome = this.#store.capabilities.immediate ? group.writeNow(run) : group.write(run);
    return isPromise(outcome) ? outcome.then(created) : created(outcome);
  }

  #commit(changes: readonly RunChange[]): MaybePromise<readonly CommitOutcome[]> {
    return storeCall(this.#store, 'commit', () => this.#store.commit(changes));
  }

  #create(
    runs: readonly NewRun[],
    options?: CreateOptions,
  ): MaybePromise<readonly CreateOutcome[]> {
    return storeCall(this.#store, 'create', () => this.#store.create(runs, options));
  }
}

function only<T>(results: readonly T[]): T {
  return results[0] as T;
}

function created(outcome: CreateOutcome): CreatedRun {
  if ('record' in outcome) return outcome;
  throw queueFull(outcome.refusedBy);
}

function queueFull({ key, queued, maxQueued }: RunLimitState): FlowgraftError<'QUEUE_FULL'> {
  const most = maxQueued ?? 0;
  const message = `The run was not created: ${queued} runs of ${key} queue already, and the limit is ${most}. Start it later, raise the limit, or add workers`;
  return new FlowgraftError('QUEUE_FULL', message, { key, queued, maxQueued: most });
}
