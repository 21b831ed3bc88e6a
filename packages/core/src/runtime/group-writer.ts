/**
 * Writes in groups, adaptively: what is asked for in one turn of the event loop goes out together, shared out among
 * the store's writers that are free; while all of them write, the next group gathers.
 */

import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { Clock } from '../ports/clock.js';

/** So that no statement and no transaction grows without bound. */
const maxGroup = 500;
/** A group is shared out among writers that have nothing to do, in parts no smaller than this. */
const minShare = 16;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

export class GroupWriter<Item, Result> {
  readonly #clock: Clock;
  readonly #writers: number;
  readonly #write: (items: readonly Item[]) => MaybePromise<readonly Result[]>;
  readonly #queue: Waiting<Item, Result>[] = [];
  readonly #idle: (() => void)[] = [];
  #isScheduled = false;
  /** Groups that are being written. */
  #underWay = 0;

  /**
   * @param writers - Groups that may be under way at once.
   * @param write - Gives one result per item, in order, or rejects for all of them.
   */
  constructor(
    clock: Clock,
    writers: number,
    write: (items: readonly Item[]) => MaybePromise<readonly Result[]>,
  ) {
    this.#clock = clock;
    this.#writers = writers;
    this.#write = write;
  }

  write(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes one item by itself and at once. */
  writeNow(item: Item): MaybePromise<Result> {
    const results = this.#write([item]);
    return isPromise(results) ? results.then(first) : first(results);
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    if (this.#queue.length === 0 && this.#underWay === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled || this.#underWay >= this.#writers) return;
    this.#isScheduled = true;
    this.#clock.defer(() => {
      this.#isScheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const group = this.#queue.splice(0, this.#share());
    this.#underWay += 1;
    if (this.#queue.length > 0) this.#schedule();
    try {
      const answer = this.#write(group.map(({ item }) => item));
      const results = isPromise(answer) ? await answer : answer;
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (thrown) {
      for (const { reject } of group) reject(thrown);
    }
    this.#underWay -= 1;
    if (this.#queue.length > 0) this.#schedule();
    else if (this.#underWay === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /**
   * How many of those that wait go out now. Runs that were written together ask again together: in one group they
   * would wait for the store, and the store for them, in turn.
   */
  #share(): number {
    const waiting = this.#queue.length;
    const free = this.#writers - this.#underWay;
    return Math.min(waiting < minShare * 2 ? waiting : Math.ceil(waiting / free), maxGroup);
  }
}

function first<T>(results: readonly T[]): T {
  return results[0] as T;
}
