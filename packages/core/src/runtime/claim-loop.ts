/** Looks for due runs: when told to, when the next one is due, and slowly in any case. */

import { isPromise } from '../model/maybe-promise.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { ClaimResult } from '../ports/claim.js';

export interface ClaimLoopOptions {
  readonly clock: Clock;
  /** Milliseconds between looks when nothing else calls for one; `undefined` where hints never get lost. */
  readonly pollMs: number | undefined;
  /** Runs that may be taken now; 0 looks at nothing. */
  readonly room: () => number;
  readonly claim: (limit: number) => ClaimResult | Promise<ClaimResult>;
  readonly take: (result: ClaimResult) => void | Promise<void>;
  readonly failed: (thrown: unknown) => void;
}

/** After a failed look, the next one waits this long. */
const retryMs = 1_000;
/** A store that calls a run due and does not give it is not asked again before this. */
const minDelayMs = 10;

export class ClaimLoop {
  readonly #options: ClaimLoopOptions;
  #timer: Timer | undefined = undefined;
  #isScheduled = false;
  #isLooking = false;
  /** Told to look while looking. */
  #again = false;
  #isClosed = false;
  /** The last look found all there was. */
  #hasFoundAll = false;
  #expected = 0;
  readonly #settled: (() => void)[] = [];

  constructor(options: ClaimLoopOptions) {
    this.#options = options;
  }

  /** True when nothing that is due is known to be left, and nobody has told it to look again. */
  get isIdle(): boolean {
    return this.#hasFoundAll && !this.#isScheduled && !this.#again && !this.#isClosed;
  }

  /** Runs that the look under way may bring. */
  get expected(): number {
    return this.#expected;
  }

  /** Looks soon; many calls at once are one look. */
  poke(): void {
    if (this.#isClosed || this.#isScheduled) return;
    if (this.#isLooking) {
      this.#again = true;
      return;
    }
    this.#isScheduled = true;
    this.#options.clock.defer(() => {
      this.#isScheduled = false;
      void this.#look();
    });
  }

  /** Looks no more; resolves when the look under way has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#isLooking) await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  async #look(): Promise<void> {
    if (this.#isClosed || this.#isLooking) return;
    const limit = this.#options.room();
    if (limit < 1) {
      // There may be something, and nobody has looked.
      this.#hasFoundAll = false;
      return;
    }
    this.#isLooking = true;
    this.#expected = limit;
    this.#timer?.cancel();
    try {
      const answer = this.#options.claim(limit);
      const result = isPromise(answer) ? await answer : answer;
      await this.#options.take(result);
      this.#arm(result, limit);
    } catch (thrown) {
      this.#options.failed(thrown);
      this.#setTimer(retryMs);
    }
    this.#isLooking = false;
    this.#expected = 0;
    for (const resolve of this.#settled.splice(0)) resolve();
    if (this.#again) {
      this.#again = false;
      this.poke();
    }
  }

  #arm({ runs, nextWakeAt, now }: ClaimResult, limit: number): void {
    const { pollMs } = this.#options;
    const untilDue = nextWakeAt === null ? Infinity : nextWakeAt - now;
    this.#hasFoundAll = runs.length < limit || untilDue > 0;
    if (!this.#hasFoundAll) this.#again = true;
    const least = runs.length === 0 && untilDue <= 0 ? minDelayMs : 0;
    this.#setTimer(Math.max(least, Math.min(untilDue, pollMs ?? Infinity)));
  }

  #setTimer(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#isClosed || delayMs === Infinity) return;
    this.#timer = this.#options.clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      void this.#look();
    });
  }
}
