/** A clock that stands still until a test moves it. */

import type { Clock, Timer } from '../ports/clock.js';
import { nextTurn } from './turns.js';

/** 2030-01-01T00:00:00Z. */
const defaultStart = 1_893_456_000_000;
/** Turns without anything new to do after which everything is taken to have settled. */
const quietTurns = 3;

interface Armed {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time for tests: `advance` moves it, firing each timer at its own moment, in order. */
export interface VirtualClock extends Clock {
  /** Lets everything that is due now happen, without moving time. */
  settle(): Promise<void>;
  /** Moves time forward, stopping at every timer on the way and letting what it starts happen. */
  advance(ms: number): Promise<void>;
  /** Timers that are set, for tests that nothing is left behind. */
  readonly pending: number;
}

/**
 * @param start - Epoch milliseconds at which it stands at first.
 */
export function virtualClock(start = defaultStart): VirtualClock {
  const timers = new Set<Armed>();
  /** Deferred callbacks that have not had their turn. */
  let deferred = 0;
  let now = start;
  let order = 0;
  /** Grows whenever something is set or deferred: then things have not settled yet. */
  let activity = 0;

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      const before = activity;
      await nextTurn();
      if (activity !== before || deferred > 0) quiet = -1;
    }
  };

  const fireNext = (until: number): boolean => {
    let next: Armed | undefined;
    for (const timer of timers) {
      const isEarlier = next === undefined || timer.at < next.at;
      if (timer.at <= until && (isEarlier || (timer.at === next?.at && timer.order < next.order)))
        next = timer;
    }
    if (next === undefined) return false;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.callback();
    return true;
  };

  return {
    now: () => now,
    setTimer(delayMs, callback): Timer {
      const timer = { at: now + Math.max(0, delayMs), order: order++, callback };
      activity += 1;
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    defer(callback) {
      activity += 1;
      deferred += 1;
      const takeTurn = async (): Promise<void> => {
        await nextTurn();
        deferred -= 1;
        callback();
      };
      void takeTurn();
    },
    settle,
    async advance(ms) {
      if (!(ms >= 0)) throw new TypeError(`advance: expected milliseconds >= 0, got ${String(ms)}`);
      const until = now + ms;
      await settle();
      while (fireNext(until)) await settle();
      now = until;
      await settle();
    },
    get pending() {
      return timers.size;
    },
  };
}
