import { describe, expect, it } from 'vitest';

import { poolSize, processesNeeded, recentNeeds, type PoolNeed } from './pool-size.js';
import { restartDelayMs } from './restart-delay.js';

describe('processes needed', () => {
  it.each([
    // size, serving, concurrency, held, backlog, needed
    [1, 1, 10, 0, 0, 0],
    [1, 1, 10, 0, 1, 1],
    [1, 1, 10, 10, 0, 1],
    [1, 1, 10, 10, 1, 2],
    [2, 2, 10, 5, 35, 4],
    [4, 2, 1, 2, 0, 2],
    [2, 2, 10, 0, null, 0],
    [2, 2, 10, 11, null, 2],
    [2, 2, 10, 19, null, 2],
    [2, 2, 10, 20, null, 3],
    [3, 2, 10, 20, null, 3],
    [4, 2, 10, 20, null, 4],
    [4, 2, 10, 19, null, 2],
  ])(
    'of %i, of which %i serve, each taking %i, with %i held and %s due: %i',
    (...[size, serving, concurrency, held, backlog, needed]) => {
      expect(processesNeeded({ size, serving, concurrency, held, backlog })).toBe(needed);
    },
  );
});

describe('the size of a pool', () => {
  const limits = { min: 1, max: 5, growMs: 2_000, idleMs: 10_000 };
  /** A need each second, the last one now. */
  const needs = (...processes: number[]): PoolNeed[] =>
    processes.map((each, at) => ({ at: at * 1_000, processes: each }));
  const size = (now: number, history: readonly PoolNeed[], options = limits): number =>
    poolSize(now, history, history.at(-1)?.at ?? 0, options);

  it('stays while nothing is known', () => {
    expect(size(3, [])).toBe(3);
    expect(size(3, needs(9))).toBe(3);
    expect(size(3, needs(9, 9))).toBe(3);
    expect(size(3, needs(0, 0, 0))).toBe(3);
  });

  it('grows to what was needed all the time for a while', () => {
    expect(size(1, needs(3, 3, 3))).toBe(3);
    expect(size(1, needs(4, 2, 3))).toBe(2);
    expect(size(1, needs(4, 0, 4))).toBe(1);
    expect(size(1, needs(0, 4, 4, 4))).toBe(4);
  });

  it('shrinks to the most that was needed for long', () => {
    expect(size(4, needs(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))).toBe(1);
    expect(size(4, needs(0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0))).toBe(3);
    expect(size(4, needs(0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0))).toBe(4);
    expect(size(4, needs(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))).toBe(1);
  });

  it('stays within its limits, also when these are changed', () => {
    expect(size(1, needs(99, 99, 99))).toBe(5);
    expect(size(5, needs(99, 99, 99))).toBe(5);
    expect(size(1, needs(0, 0, 0), { ...limits, min: 2 })).toBe(2);
    expect(size(9, [])).toBe(5);
  });

  it('grows on a need that is known from long ago only when it lasts until now', () => {
    const gap = [
      { at: 0, processes: 3 },
      { at: 9_000, processes: 1 },
    ];

    expect(poolSize(1, gap, 9_000, limits)).toBe(1);
    expect(poolSize(1, gap.slice(0, 1), 9_000, limits)).toBe(1);
  });

  it('forgets what is too old to count', () => {
    const history = needs(...Array.from({ length: 100 }, () => 1));

    const kept = recentNeeds(history, 99_000, limits);

    expect(kept.map(({ at }) => at / 1_000)).toEqual([89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(recentNeeds(needs(1, 2), 1_000, limits)).toEqual(needs(1, 2));
    expect(recentNeeds([], 0, limits)).toEqual([]);
  });
});

describe('the time before a restart', () => {
  it('doubles with each failure, up to half a minute', () => {
    const full = [1, 2, 3, 6, 7, 8, 2_000].map((failures) => restartDelayMs(failures, 0));

    expect(full).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is by chance up to half of that less', () => {
    expect(restartDelayMs(1, 0.5)).toBe(375);
    expect(restartDelayMs(7, 0.999_999)).toBe(15_000);
  });
});
