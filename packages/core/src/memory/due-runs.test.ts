import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewRun } from '../ports/store.js';
import { DueRuns, goesBefore } from './due-runs.js';
import { never, RunEntry } from './run-entry.js';

function entryOf(priority: number, ordinal: number): RunEntry {
  const run: NewRun = {
    tenant: 't',
    runId: `run-${ordinal}`,
    workflowId: 'w',
    workflowHash: 'h',
    input: null,
    priority,
    tags: [],
  };
  const entry = new RunEntry(run, 0);
  entry.ordinal = ordinal;
  return entry;
}

/** Whom a look at all runs would choose. */
function chosen(entries: readonly RunEntry[], now: number): RunEntry | undefined {
  return entries
    .filter(({ dueAt }) => dueAt <= now)
    .toSorted((a, b) => (goesBefore(a, b) ? -1 : 1))[0];
}

function earliest(entries: readonly RunEntry[]): number | null {
  const first = Math.min(...entries.map(({ dueAt }) => dueAt));
  return first === never ? null : first;
}

const time = fc.integer({ min: 0, max: 20 });
const step = fc.record({
  run: fc.nat({ max: 30 }),
  dueAt: fc.oneof({ weight: 4, arbitrary: time }, fc.constant(never)),
  // Stores with different clocks share the runs: time may go back.
  now: time,
});

describe('DueRuns', () => {
  it('always chooses the run that a look at all of them would choose', () => {
    const model = fc.property(
      fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 31, maxLength: 31 }),
      fc.array(step, { maxLength: 120 }),
      (priorities, steps) => {
        const due = new DueRuns();
        const entries = priorities.map(entryOf);
        for (const { run, dueAt, now } of steps) {
          due.schedule(entries[run] as RunEntry, dueAt, now);
          expect(due.next(now)).toBe(chosen(entries, now));
          // A run that is due already may be told of with the time of any that is.
          const upTo = (at: number | null): number | null =>
            at === null ? null : Math.max(at, now);
          expect(upTo(due.nextDueAt(now))).toBe(upTo(earliest(entries)));
        }
      },
    );
    fc.assert(model, { seed: 7, numRuns: 300 });
  });

  it('gives back every run in order', () => {
    const due = new DueRuns();
    const entries = Array.from({ length: 500 }, (_, index) => entryOf(index % 7, index));
    for (const entry of entries) due.schedule(entry, (entry.ordinal * 7919) % 501, 250);
    const taken: RunEntry[] = [];
    for (let entry = due.next(501); entry !== undefined; entry = due.next(501)) {
      taken.push(entry);
      due.schedule(entry, never, 501);
    }
    const order = (entry: RunEntry): number[] => [-entry.priority, (entry.ordinal * 7919) % 501];
    const sorted = entries.toSorted((a, b) => {
      const [p = 0, t = 0] = order(a);
      const [q = 0, u = 0] = order(b);
      return p - q || t - u || a.ordinal - b.ordinal;
    });
    expect(taken.map(({ ordinal }) => ordinal)).toEqual(sorted.map(({ ordinal }) => ordinal));
  });
});
