/** Runs that this process gave up without knowing what was written of them: the store must let them go. */

import type { Timer } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import type { HeldRun } from '../ports/stored-run.js';
import type { Services } from './services.js';

/** A store that fails is asked again after this long; so is a run that could not be driven. */
const retryMs = 1_000;

export class GivenUpRuns {
  readonly #store: Store;
  readonly #services: Services;
  #waiting: HeldRun[] = [];
  #timer: Timer | undefined = undefined;
  #isClosed = false;

  constructor(store: Store, services: Services) {
    this.#store = store;
    this.#services = services;
  }

  /** Lets a run go, so that it can be claimed again soon; keeps trying while the store fails. */
  add({ tenant, runId, epoch }: HeldRun): void {
    this.#waiting.push({ tenant, runId, epoch });
    if (this.#timer === undefined) void this.#drop();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting = [];
  }

  async #drop(): Promise<void> {
    const runs = this.#waiting;
    this.#waiting = [];
    const { clock, events } = this.#services;
    try {
      await this.#store.drop(runs, clock.now() + retryMs);
    } catch (thrown) {
      events.report(thrown, 'giving runs back to the store');
      if (this.#isClosed) return;
      this.#waiting.push(...runs);
      this.#timer ??= clock.setTimer(retryMs, () => {
        this.#timer = undefined;
        void this.#drop();
      });
    }
  }
}
