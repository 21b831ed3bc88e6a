/** Virtual time: what is to happen, each at its moment, in an order that repeats. */

import type { Clock, Timer } from '../../ports/clock.js';
import { isPromise, type MaybePromise } from '../../model/maybe-promise.js';
import { systemClock } from '../../runtime/system-clock.js';
import { EventQueue, type Owner, type Planned } from './event-queue.js';

/** 2030-01-01T00:00:00Z. */
const startAt = 1_893_456_000_000;

export class Scheduler {
  #now = startAt;
  #order = 0;
  readonly #queue = new EventQueue();
  /** Lets every promise that is due have its turn. */
  readonly #turn: () => Promise<void>;

  constructor() {
    const clock = systemClock();
    this.#turn = () =>
      new Promise((resolve) => {
        clock.defer(resolve);
      });
  }

  /** Epoch milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Milliseconds since time began. */
  get elapsedMs(): number {
    return this.#now - startAt;
  }

  /** When the next thing happens, or `undefined` when nothing ever does. */
  get nextAt(): number | undefined {
    return this.#queue.first?.at;
  }

  /** The store's clock. Its timers belong to nobody. */
  get clock(): Clock {
    return {
      now: () => this.#now,
      setTimer: (delayMs, callback) => this.after(delayMs, undefined, callback),
      defer: (callback) => void this.after(0, undefined, callback),
    };
  }

  /**
   * Plans `work` for the time `delayMs` from now.
   *
   * @param owner - Whose code it is; `undefined`: nobody's, so that it happens in any case.
   */
  after(
    delayMs: number,
    owner: Owner | undefined,
    work: () => MaybePromise<void>,
    isBackground = false,
  ): Timer {
    const at = this.#now + Math.max(0, Math.ceil(delayMs));
    const order = this.#order++;
    const planned: Planned = { at, order, owner, work, isCancelled: false, isBackground };
    this.#queue.add(planned);
    return { cancel: () => (planned.isCancelled = true) };
  }

  /** Makes the next thing happen. @returns false when there is nothing left. */
  async next(): Promise<boolean> {
    const planned = this.#queue.take();
    if (planned === undefined) return false;
    if (planned.isCancelled || planned.owner?.isDead === true) return true;
    const stalledUntil = planned.owner?.stalledUntil ?? 0;
    if (stalledUntil > planned.at) {
      // It keeps its place in the order: what came first while the process stood still, comes first.
      planned.at = stalledUntil;
      this.#queue.add(planned);
      return true;
    }
    this.#now = Math.max(this.#now, planned.at);
    const work = planned.work();
    if (isPromise(work)) await work;
    // Nobody's work runs no code of an engine, unless it answers later.
    if (planned.owner !== undefined || isPromise(work)) await this.#turn();
    return true;
  }

  /** Lets time pass by what is only done from time to time, up to the next thing that somebody waits for. */
  skipBackground(): void {
    this.#queue.delayBackground();
  }

  /** Lets what is outside virtual time, such as a node's own promises, have its turn. */
  async turn(): Promise<void> {
    await this.#turn();
  }
}
