/** One process of a simulation: it may stand still, die, and have a clock that is wrong. */

import type { Clock } from '../../ports/clock.js';
import type { Owner } from './event-queue.js';
import type { HistoryEntry, Trouble } from './history.js';
import type { Scheduler } from './scheduler.js';

export class SimulatedProcess implements Owner {
  readonly name: string;
  readonly clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #note: (entry: HistoryEntry) => void;
  /** By run, the last epoch under which it was told that it holds it. */
  readonly #held = new Map<string, number>();
  /** By run, the last epoch of which it was told that it is over. */
  readonly #lost = new Map<string, number>();
  isDead = false;
  stalledUntil = 0;
  /** Its engine has been asked to close. */
  isClosing = false;
  /** How far its clock is ahead of the store's, milliseconds. */
  #aheadMs = 0;

  constructor(name: string, scheduler: Scheduler, note: (entry: HistoryEntry) => void) {
    this.name = name;
    this.#scheduler = scheduler;
    this.#note = note;
    this.clock = {
      now: () => scheduler.now + this.#aheadMs,
      // Timers count elapsed time: setting the clock does not move them.
      setTimer: (delayMs, callback, options) =>
        scheduler.after(delayMs, this, callback, options?.background),
      defer: (callback) => void scheduler.after(0, this, callback),
    };
  }

  /** Can be asked to do something now. */
  get isUp(): boolean {
    return !this.isDead && !this.isClosing && this.stalledUntil <= this.#scheduler.now;
  }

  /** Nothing of it runs any more, and nothing reaches it. */
  die(): void {
    this.isDead = true;
    this.trouble('died', 0);
  }

  /** It stands still that long, and then goes on as if nothing had been. */
  stall(ms: number): void {
    this.stalledUntil = Math.max(this.stalledUntil, this.#scheduler.now + ms);
    this.trouble('stalled', ms);
  }

  /** Somebody sets its clock. */
  jump(ms: number): void {
    this.#aheadMs += ms;
  }

  trouble(what: Trouble['what'], ms: number): void {
    const at = this.#scheduler.now;
    this.#note({ kind: 'trouble', at, process: this.name, what, until: at + ms });
  }

  tellHeld(runId: string, epoch: number): void {
    this.#held.set(runId, epoch);
  }

  tellLost(runId: string, epoch: number): void {
    this.#lost.set(runId, Math.max(epoch, this.#lost.get(runId) ?? 0));
  }

  epochOf(runId: string): number {
    return this.#held.get(runId) ?? 0;
  }

  wasLost(runId: string, epoch: number): boolean {
    return epoch <= (this.#lost.get(runId) ?? -1);
  }
}
