/** Runs that have ended, the longest ended first: a list threaded through the runs themselves. */

import type { RunEntry } from './run-entry.js';

export class EndedRuns {
  #first: RunEntry | null = null;
  #last: RunEntry | null = null;

  /** Costs O(1) while clocks go forward. */
  add(entry: RunEntry): void {
    let before = this.#last;
    while (before !== null && endOf(before) > endOf(entry)) before = before.heldBefore;
    const after = before === null ? this.#first : before.heldAfter;
    entry.heldBefore = before;
    entry.heldAfter = after;
    if (before === null) this.#first = entry;
    else before.heldAfter = entry;
    if (after === null) this.#last = entry;
    else after.heldBefore = entry;
  }

  /** Takes out a run that is in this list. */
  remove(entry: RunEntry): void {
    const { heldBefore, heldAfter } = entry;
    if (heldBefore === null) this.#first = heldAfter;
    else heldBefore.heldAfter = heldAfter;
    if (heldAfter === null) this.#last = heldBefore;
    else heldAfter.heldBefore = heldBefore;
    entry.heldBefore = null;
    entry.heldAfter = null;
  }

  /** Those that ended before that time; the one at hand may be taken out meanwhile. */
  *before(time: number): Iterable<RunEntry> {
    let entry = this.#first;
    while (entry !== null && endOf(entry) < time) {
      const after = entry.heldAfter;
      yield entry;
      entry = after;
    }
  }
}

function endOf({ finishedAt }: RunEntry): number {
  return finishedAt ?? 0;
}
