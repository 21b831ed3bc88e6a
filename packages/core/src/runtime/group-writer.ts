/**
 * Writes in groups, adaptively: what is asked for in one turn of the event loop goes out together; while a
 * group is being written, the next one gathers.
 */

import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { Clock } from '../ports/clock.js';

/** So that no statement and no transaction grows without bound. */
const maxGroup = 500;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

export class GroupWriter<Item, Result> {
  readonly #clock: Clock;
  readonly #write: (items: readonly Item[]) => MaybePromise<readonly Result[]>;
  readonly #queue: Waiting<Item, Result>[] = [];
  readonly #idle: (() => void)[] = [];
  #isScheduled = false;
  #isWriting = false;

  /** @param write - Gives one result per item, in order, or rejects for all of them. */
  constructor(clock: Clock, write: (items: readonly Item[]) => MaybePromise<readonly Result[]>) {
    this.#clock = clock;
    this.#write = write;
  }

  write(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing is queued or under way. */
  async idle(): Promise<void> {
    if (this.#queue.length === 0 && !this.#isWriting) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isWriting) return;
    this.#isScheduled = true;
    this.#clock.defer(() => {
      this.#isScheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#isWriting = true;
    const group = this.#queue.splice(0, maxGroup);
    try {
      const answer = this.#write(group.map(({ item }) => item));
      const results = isPromise(answer) ? await answer : answer;
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (thrown) {
      for (const { reject } of group) reject(thrown);
    }
    this.#isWriting = false;
    if (this.#queue.length > 0) this.#schedule();
    else for (const resolve of this.#idle.splice(0)) resolve();
  }
}
