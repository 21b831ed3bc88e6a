/**
 * Lets runs that lost their worker more than once go on one at a time: when a worker is lost again, it is known
 * which run was at work.
 */

import type { Clock, Timer } from '../ports/clock.js';

/** A run that has not ended its process within this time lets the next one begin beside it. */
const aloneMs = 60_000;

export class Probation {
  readonly #clock: Clock;
  readonly #waiting: { readonly run: object; readonly begin: () => void }[] = [];
  #current: object | undefined = undefined;
  #timer: Timer | undefined = undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `begin` when it is the run's turn. */
  enter(run: object, begin: () => void): void {
    this.#waiting.push({ run, begin });
    if (this.#current === undefined) this.#next();
  }

  /** The run has got further, or is no longer held. Harmless for one that is not here. */
  leave(run: object): void {
    if (this.#current === run) {
      this.#next();
      return;
    }
    const index = this.#waiting.findIndex((each) => each.run === run);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #next(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const next = this.#waiting.shift();
    this.#current = next?.run;
    if (next === undefined) return;
    this.#timer = this.#clock.setTimer(aloneMs, () => this.#next(), { background: true });
    next.begin();
  }
}
