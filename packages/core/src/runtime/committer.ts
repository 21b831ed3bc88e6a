/** The way of all writes of a process to its store: at once where that is cheap, else in groups over all runs. */

import { FlowgraftError } from '../model/error.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { Clock } from '../ports/clock.js';
import type {
  CommitOutcome,
  CreatedRun,
  NewRun,
  RunChange,
  Store,
  WorkerLease,
} from '../ports/store.js';
import { GroupWriter } from './group-writer.js';

export class Committer {
  readonly #store: Store;
  readonly #changes: GroupWriter<RunChange, CommitOutcome>;
  readonly #runs: GroupWriter<NewRun, CreatedRun>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#changes = new GroupWriter(clock, (changes) => this.#commit(changes));
    this.#runs = new GroupWriter(clock, (runs) => this.#create(runs));
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

  /** Creates one run. @throws {FlowgraftError} `STORE_FAILED`. */
  create(run: NewRun): MaybePromise<CreatedRun> {
    if (!this.#store.capabilities.immediate) return this.#runs.write(run);
    const created = this.#create([run]);
    return isPromise(created) ? created.then(only) : only(created);
  }

  /** Creates one run held by a worker of this process. @throws {FlowgraftError} `STORE_FAILED`. */
  createHeld(run: NewRun, claim: WorkerLease): MaybePromise<CreatedRun> {
    const created = this.#guard('create', () => this.#store.create([run], { claim }));
    return isPromise(created) ? created.then(only) : only(created);
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    await Promise.all([this.#changes.idle(), this.#runs.idle()]);
  }

  #commit(changes: readonly RunChange[]): MaybePromise<readonly CommitOutcome[]> {
    return this.#guard('commit', () => this.#store.commit(changes));
  }

  #create(runs: readonly NewRun[]): MaybePromise<readonly CreatedRun[]> {
    return this.#guard('create', () => this.#store.create(runs));
  }

  #guard<T>(operation: string, work: () => MaybePromise<T>): MaybePromise<T> {
    const { name } = this.#store;
    try {
      const answer = work();
      return isPromise(answer)
        ? answer.catch((thrown: unknown) => fail(name, operation, thrown))
        : answer;
    } catch (thrown) {
      return fail(name, operation, thrown);
    }
  }
}

function only<T>(results: readonly T[]): T {
  return results[0] as T;
}

function fail(store: string, operation: string, cause: unknown): never {
  if (cause instanceof FlowgraftError) throw cause;
  const message = `The store ${store} failed in \`${operation}\`: ${String(cause)}`;
  throw new FlowgraftError('STORE_FAILED', message, { operation, store }, { cause });
}
