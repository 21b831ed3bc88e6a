/** Which runs can be claimed, and when: by priority among those that are due, by time among the others. */

import { never, type RunEntry } from './run-entry.js';
import { RunHeap } from './run-heap.js';

/** Higher priority first, then the longest due, then the first created. */
export function goesBefore(a: RunEntry, b: RunEntry): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  return isDueSooner(a, b);
}

function isDueSooner(a: RunEntry, b: RunEntry): boolean {
  return a.dueAt === b.dueAt ? a.ordinal < b.ordinal : a.dueAt < b.dueAt;
}

/** Runs with a time to be claimed at. No operation looks at more than O(log n) of them. */
export class DueRuns {
  readonly #ready = new RunHeap(goesBefore);
  readonly #later = new RunHeap(isDueSooner);

  /** Sets when the run can be claimed; `never` takes it out. */
  schedule(entry: RunEntry, dueAt: number, now: number): void {
    if (entry.heapIndex >= 0) (entry.isReady ? this.#ready : this.#later).remove(entry);
    entry.dueAt = dueAt;
    if (dueAt === never) return;
    entry.isReady = dueAt <= now;
    (entry.isReady ? this.#ready : this.#later).add(entry);
  }

  /** The run to claim next, or `undefined` when none is due. It stays until it is scheduled anew. */
  next(now: number): RunEntry | undefined {
    for (
      let due = this.#later.peek();
      due !== undefined && due.dueAt <= now;
      due = this.#later.peek()
    ) {
      this.schedule(due, due.dueAt, now);
    }
    // A store whose clock is ahead may have called a run due that is not due yet for this caller.
    let first = this.#ready.peek();
    for (; first !== undefined && first.dueAt > now; first = this.#ready.peek()) {
      this.schedule(first, first.dueAt, now);
    }
    return first;
  }

  /** When the next run becomes due (in the past when one is); `null` when none ever does by itself. */
  nextDueAt(now: number): number | null {
    return (this.next(now) ?? this.#later.peek())?.dueAt ?? null;
  }
}
