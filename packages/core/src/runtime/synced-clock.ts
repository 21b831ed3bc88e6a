/** The host's clock, corrected by what the store's clock is seen to say: all workers of a store go by one time. */

import type { Clock, Timer } from '../ports/clock.js';

export class SyncedClock implements Clock {
  readonly #host: Clock;
  /** Milliseconds that the store's clock is ahead of the host's. */
  #offset = 0;

  constructor(host: Clock) {
    this.#host = host;
  }

  now(): number {
    return this.#host.now() + this.#offset;
  }

  setTimer(
    delayMs: number,
    callback: () => void,
    options?: { readonly background?: boolean },
  ): Timer {
    return this.#host.setTimer(delayMs, callback, options);
  }

  defer(callback: () => void): void {
    this.#host.defer(callback);
  }

  /**
   * Takes in what the store's clock said in answer to a question.
   *
   * The answer was given at some moment between the two: only a difference that this cannot explain is a
   * difference of the clocks.
   *
   * @param askedAt - What `now` gave before the question.
   */
  sync(storeNow: number, askedAt: number): void {
    const now = this.now();
    const tooEarly = storeNow - now;
    const tooLate = askedAt - storeNow;
    if (tooEarly > 1) this.#offset += tooEarly;
    else if (tooLate > 1) this.#offset -= tooLate;
  }
}
