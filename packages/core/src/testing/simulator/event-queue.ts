/** A queue by time and, within a moment, by order of arrival: a binary heap. */

import type { MaybePromise } from '../../model/maybe-promise.js';

/** Whose code runs: nothing happens in a process that is dead, or stalled until later. */
export interface Owner {
  readonly isDead: boolean;
  /** Virtual milliseconds before which nothing happens in it. */
  readonly stalledUntil: number;
}

export interface Planned {
  at: number;
  readonly order: number;
  readonly owner: Owner | undefined;
  readonly work: () => MaybePromise<void>;
  isCancelled: boolean;
  /** Nothing waits for it: time may pass it by while everything else is at rest. */
  readonly isBackground: boolean;
}

export class EventQueue {
  readonly #heap: Planned[] = [];

  get first(): Planned | undefined {
    return this.#heap[0];
  }

  add(planned: Planned): void {
    const heap = this.#heap;
    let index = heap.push(planned) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!isBefore(planned, heap[above] as Planned)) break;
      heap[index] = heap[above] as Planned;
      index = above;
    }
    heap[index] = planned;
  }

  /** Those that nothing waits for are to happen no sooner than the first of the others. */
  delayBackground(): void {
    const foreground = this.#heap.filter((each) => !each.isBackground && !each.isCancelled);
    const until = Math.min(...foreground.map(({ at }) => at));
    if (until === Infinity) return;
    const all = this.#heap.splice(0);
    for (const each of all) {
      if (each.isBackground) each.at = Math.max(each.at, until);
      this.add(each);
    }
  }

  /** The first, taken out. */
  take(): Planned | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (let below = 1; below < heap.length; below = 2 * index + 1) {
      const other = below + 1;
      if (other < heap.length && isBefore(heap[other] as Planned, heap[below] as Planned)) below++;
      if (!isBefore(heap[below] as Planned, last)) break;
      heap[index] = heap[below] as Planned;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}
