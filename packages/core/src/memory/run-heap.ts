/** A binary heap of runs that knows where each of its runs is, so that any can be taken out. */

import type { RunEntry } from './run-entry.js';

type Before = (a: RunEntry, b: RunEntry) => boolean;

/** Ordered by `before`; adding and removing cost O(log n). A run is in one heap at most. */
export class RunHeap {
  readonly #entries: RunEntry[] = [];
  readonly #before: Before;

  constructor(before: Before) {
    this.#before = before;
  }

  /** The first run, or `undefined` when there is none. */
  peek(): RunEntry | undefined {
    return this.#entries[0];
  }

  add(entry: RunEntry): void {
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  /** Takes out a run that is in this heap. */
  remove(entry: RunEntry): void {
    const index = entry.heapIndex;
    const last = this.#entries.pop();
    entry.heapIndex = -1;
    if (last === undefined || last === entry) return;
    if (index > 0 && this.#before(last, this.#at((index - 1) >> 1))) this.#rise(last, index);
    else this.#sink(last, index);
  }

  #at(index: number): RunEntry {
    return this.#entries[index] as RunEntry;
  }

  #rise(entry: RunEntry, from: number): void {
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#at(above);
      if (!this.#before(entry, parent)) break;
      this.#put(parent, index);
      index = above;
    }
    this.#put(entry, index);
  }

  #sink(entry: RunEntry, from: number): void {
    const { length } = this.#entries;
    let index = from;
    for (let below = 2 * index + 1; below < length; below = 2 * index + 1) {
      const right = below + 1;
      if (right < length && this.#before(this.#at(right), this.#at(below))) below = right;
      const child = this.#at(below);
      if (!this.#before(child, entry)) break;
      this.#put(child, index);
      index = below;
    }
    this.#put(entry, index);
  }

  #put(entry: RunEntry, index: number): void {
    this.#entries[index] = entry;
    entry.heapIndex = index;
  }
}
