/** All runs in the order of their creation. */

import type { RunEntry } from './run-entry.js';

export class CreatedRuns {
  /** The run with the number `#first` comes first; `null` where one was removed. */
  #runs: (RunEntry | null)[] = [];
  #first = 0;
  /** How many at the beginning were removed. */
  #gone = 0;

  /** The number that the next run gets. */
  get end(): number {
    return this.#first + this.#runs.length;
  }

  add(entry: RunEntry): void {
    entry.ordinal = this.end;
    this.#runs.push(entry);
  }

  /** Costs O(1) over many: room is given back when the older half is gone. */
  remove(entry: RunEntry): void {
    this.#runs[entry.ordinal - this.#first] = null;
    while (this.#runs[this.#gone] === null) this.#gone += 1;
    if (this.#gone * 2 < this.#runs.length) return;
    this.#runs = this.#runs.slice(this.#gone);
    this.#first += this.#gone;
    this.#gone = 0;
  }

  /** Newest first, beginning with the run of that number. */
  *from(ordinal: number): Iterable<RunEntry> {
    for (let index = ordinal - this.#first; index >= this.#gone; index -= 1) {
      const entry = this.#runs[index];
      if (entry !== null && entry !== undefined) yield entry;
    }
  }
}
