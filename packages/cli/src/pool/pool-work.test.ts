import { describe, expect, it } from 'vitest';

import { PoolWork } from './pool-work.js';

const options = { min: 1, max: 4, concurrency: 2, lookMs: 1_000, growMs: 2_000, idleMs: 5_000 };
const one = { size: 1, serving: 1, held: 0 };

describe('what a pool knows of its work', () => {
  it('is as much of the backlog as it could take', () => {
    expect(new PoolWork(options).backlogUpTo).toBe(8);
  });

  it('is not known before anybody has said, nor long after', () => {
    const work = new PoolWork(options);
    const before = work.backlog(0);
    work.backlogIs(7, 1_000);

    expect([before, work.backlog(1_000), work.backlog(4_000), work.backlog(4_001)]).toEqual([
      null,
      7,
      7,
      null,
    ]);
    work.backlogIs(null, 5_000);
    expect(work.backlog(5_000)).toBeNull();
  });

  it('counts only as far as it is known without a gap', () => {
    const sizes = (forget: boolean): number[] => {
      const work = new PoolWork(options);
      return [0, 1_000, 2_000, 3_000].map((now) => {
        if (forget && now === 2_000) work.forget();
        work.backlogIs(6, now);
        return work.sizeFor(now, one);
      });
    };

    expect(sizes(false)).toEqual([1, 1, 3, 3]);
    expect(sizes(true)).toEqual([1, 1, 1, 1]);
  });
});
