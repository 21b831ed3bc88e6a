/** What the contract of a `Clock` needs of whoever runs it. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { Clock } from '../ports/clock.js';

/** A clock for one case, with a way to let time pass on it. */
export interface ClockSubject {
  readonly clock: Clock;
  /**
   * Lets at least `ms` milliseconds pass, really or virtually, and what is due happen. Zero lets happen what is due
   * now; deferred work is part of that.
   */
  readonly advance: (ms: number) => MaybePromise<void>;
  /** The shortest time that cases tell apart, in milliseconds; 1,000 when absent. A real clock takes a few. */
  readonly tickMs?: number | undefined;
  /** True when `advance` really waits: then no case waits for the end of a delay of weeks. */
  readonly isRealTime?: boolean | undefined;
  /**
   * How much earlier than asked timers may fire by `now()`, in milliseconds; 0 when absent. Hosts that round the time
   * of timers and the time of day apart from each other take 1.
   */
  readonly roundingMs?: number | undefined;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens a clock on which no timer is set. */
export type OpenClock = () => MaybePromise<ClockSubject>;

export function tickOf({ tickMs = 1_000 }: ClockSubject): number {
  return tickMs;
}

/** More ticks than a busy machine is late with a timer. */
const patienceTicks = 100;

/** Lets time pass, a tick at a time, until it is so; gives up after a hundred ticks. */
export async function passUntil(subject: ClockSubject, isSo: () => boolean): Promise<boolean> {
  for (let tick = 0; tick < patienceTicks && !isSo(); tick += 1) {
    await subject.advance(tickOf(subject));
  }
  return isSo();
}
