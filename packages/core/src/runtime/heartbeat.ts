/** Keeps this engine's lease: one row per worker, however many runs it holds, renewed ahead of time. */

import type { Clock, Timer } from '../ports/clock.js';
import type { Heartbeat as HeartbeatMessage, HeartbeatResult } from '../ports/claim.js';
import type { Store } from '../ports/store.js';

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly leaseMs: number;
  /** What to say with the next beat; `undefined`: nothing is held and nobody waits for work, so be silent. */
  readonly beat: (lagMs: number) => HeartbeatMessage | undefined;
  readonly taken: (result: HeartbeatResult, said: HeartbeatMessage, askedAt: number) => void;
  readonly failed: (thrown: unknown) => void;
}

/** So that operators see a worker's load of a moment ago, also where leases are long. */
const maxIntervalMs = 10_000;
/** A busy event loop fires timers late: the next beat is set this many times the last delay earlier. */
const lagFactor = 2;

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #intervalMs: number;
  #timer: Timer | undefined = undefined;
  #isBeating = false;
  #isClosed = false;
  #lagMs = 0;
  /** Another beat follows the one under way at once. */
  #isWanted = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#intervalMs = Math.min(maxIntervalMs, options.leaseMs / 3);
  }

  /** Beats from now on, as long as there is something to say. */
  arm(): void {
    if (this.#timer !== undefined || this.#isBeating || this.#isClosed) return;
    const { clock } = this.#options;
    const delayMs = this.#nextDelayMs();
    const dueAt = clock.now() + delayMs;
    this.#timer = clock.setTimer(
      delayMs,
      () => {
        this.#timer = undefined;
        this.#lagMs = Math.max(0, clock.now() - dueAt);
        void this.#beat();
      },
      { background: true },
    );
  }

  /** Tells the store at once what there is to say. */
  async now(): Promise<void> {
    await this.#beat();
  }

  /** Beats once more when the beat under way, or the one that was just answered, is over. */
  soon(): void {
    this.#isWanted = true;
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #nextDelayMs(): number {
    const ahead = this.#intervalMs - lagFactor * this.#lagMs;
    return Math.max(this.#intervalMs / 4, ahead);
  }

  async #beat(): Promise<void> {
    if (this.#isBeating || this.#isClosed) return;
    const { store, clock, beat, taken, failed } = this.#options;
    const said = beat(this.#lagMs);
    this.#isWanted = false;
    if (said === undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isBeating = true;
    const askedAt = clock.now();
    try {
      const result = await store.heartbeat(said);
      taken(result, said, askedAt);
    } catch (thrown) {
      failed(thrown);
    }
    this.#isBeating = false;
    if (this.#isWanted) clock.defer(() => void this.#beat());
    else this.arm();
  }
}
