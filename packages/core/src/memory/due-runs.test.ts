import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewRun } from '../ports/stored-run.js';
import { DueRuns } from './due-runs.js';
import { Limits } from './limits.js';
import { never, RunEntry } from './run-entry.js';
import { goesBefore } from './turn-ring.js';

const like: Omit<NewRun, 'runId' | 'priority'> = {
  tenant: 't',
  workflowId: 'w',
  workflowHash: 'h',
  input: null,
  queue: 'default',
  labels: [],
  limitKeys: [],
  tags: [],
};

function entryOf(priority: number, ordinal: number, run: Partial<NewRun> = {}): RunEntry {
  const entry = new RunEntry({ ...like, runId: `run-${ordinal}`, priority, ...run }, 0);
  entry.ordinal = ordinal;
  return entry;
}

/** Whom a look at all runs would choose. */
function chosen(entries: readonly RunEntry[], now: number): RunEntry | undefined {
  return entries
    .filter(({ dueAt }) => dueAt <= now)
    .toSorted((a, b) => (goesBefore(a, b) ? -1 : 1))[0];
}

function earliestAfter(entries: readonly RunEntry[], now: number): number | null {
  const first = Math.min(...entries.map(({ dueAt }) => (dueAt > now ? dueAt : never)));
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
  it('takes, of one tenant, the run that a look at all of them would choose', () => {
    const model = fc.property(
      fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 31, maxLength: 31 }),
      fc.array(step, { maxLength: 120 }),
      (priorities, steps) => {
        const due = new DueRuns(new Limits());
        const entries = priorities.map((priority, ordinal) =>
          entryOf(priority, ordinal, { workflowHash: `h${ordinal % 3}` }),
        );
        for (const { run, dueAt, now } of steps) {
          due.schedule(entries[run] as RunEntry, dueAt, now);
          const expected = chosen(entries, now);
          expect(due.take(now, {})).toBe(expected);
          if (expected !== undefined) due.schedule(expected, now, now);
          // What a store with another clock has called due is told of by the next look of all.
          const next = due.nextDueAt(now);
          expect(next === null || next > now).toBe(true);
        }
        const end = 21;
        expect(due.nextDueAt(end)).toBe(earliestAfter(entries, end));
      },
    );
    fc.assert(model, { seed: 7, numRuns: 300 });
  });

  it('gives back every run in order', () => {
    const due = new DueRuns(new Limits());
    const entries = Array.from({ length: 500 }, (_, index) => entryOf(index % 7, index));
    const dueAtOf = ({ ordinal }: RunEntry): number => (ordinal * 7919) % 501;
    for (const entry of entries) due.schedule(entry, dueAtOf(entry), 250);
    const taken: RunEntry[] = [];
    for (let entry = due.take(501, {}); entry !== undefined; entry = due.take(501, {})) {
      taken.push(entry);
    }
    const sorted = entries.toSorted(
      (a, b) => b.priority - a.priority || dueAtOf(a) - dueAtOf(b) || a.ordinal - b.ordinal,
    );
    expect(taken.map(({ ordinal }) => ordinal)).toEqual(sorted.map(({ ordinal }) => ordinal));
  });

  it('compares no more runs beside a backlog than beside a few', () => {
    const looksBeside = (backlog: number): number => {
      const limits = new Limits();
      const due = new DueRuns(limits);
      limits.add('full').maxHeld = 0;
      let looks = 0;
      const counted = (ordinal: number, run: Partial<NewRun>): RunEntry => {
        const entry = entryOf(0, ordinal, run);
        return Object.defineProperty(entry, 'priority', { get: () => ((looks += 1), 0) });
      };
      for (let index = 0; index < backlog; index += 1) {
        const kinds = [{}, { queue: 'slow' }, { workflowHash: 'new' }, { limitKeys: ['full'] }];
        due.schedule(counted(index, kinds[index % 4] as Partial<NewRun>), 0, 0);
      }
      for (const tenant of ['a', 'b', 'c']) due.schedule(counted(backlog, { tenant }), 0, 0);
      looks = 0;
      const scope = { queues: ['default'], without: ['new'] };
      const tenants = Array.from({ length: 4 }, () => due.take(0, scope)?.tenant);
      expect(new Set(tenants)).toEqual(new Set(['a', 'b', 'c', 't']));
      return looks;
    };
    const few = looksBeside(40);
    expect(looksBeside(8000)).toBeLessThan(few + 60);
  });
});
