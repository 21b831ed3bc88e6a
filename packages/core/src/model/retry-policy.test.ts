import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { resolveRetryPolicy, retryDelayMs } from './retry-policy.js';

const failure = { attempt: 1, category: 'network', random: 0.5 } as const;

describe('resolveRetryPolicy', () => {
  it('decides what nobody says', () => {
    const { on, ...rest } = resolveRetryPolicy();

    expect(rest).toEqual({
      attempts: 3,
      delayMs: 1_000,
      maxDelayMs: 300_000,
      factor: 2,
      jitter: 'full',
    });
    expect(on.has('network')).toBe(true);
    expect(on.has('auth')).toBe(false);
  });

  it('lets an earlier layer win, field by field', () => {
    const policy = resolveRetryPolicy({ attempts: 5 }, undefined, { attempts: 9, delay: '2s' });

    expect([policy.attempts, policy.delayMs]).toEqual([5, 2_000]);
  });

  it('refuses a delay that is no duration', () => {
    expect(() => resolveRetryPolicy({ delay: 'later' })).toThrow('retry.delay');
    expect(() => resolveRetryPolicy({ maxDelay: 'never' })).toThrow('retry.maxDelay');
  });
});

describe('retryDelayMs', () => {
  const exact = resolveRetryPolicy({ attempts: 10, delay: '1s', maxDelay: '5s', jitter: 'none' });

  it('doubles up to its cap', () => {
    const delays = [1, 2, 3, 4, 5].map((attempt) => retryDelayMs(exact, { ...failure, attempt }));

    expect(delays).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('ends after the last attempt', () => {
    expect(retryDelayMs(exact, { ...failure, attempt: 10 })).toBeUndefined();
  });

  it('goes by the table, unless the failure says otherwise', () => {
    const auth = { ...failure, category: 'auth' } as const;

    expect(retryDelayMs(exact, auth)).toBeUndefined();
    expect(retryDelayMs(exact, { ...auth, retryable: true })).toBe(1_000);
    expect(retryDelayMs(exact, { ...failure, retryable: false })).toBeUndefined();
  });

  it('never waits shorter than it was asked to, nor, by jitter, longer than its cap', () => {
    const jittered = resolveRetryPolicy({ attempts: 50, maxDelay: '1m' });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 49 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }),
        (attempt, random, retryAfterMs) => {
          const delay = retryDelayMs(jittered, { ...failure, attempt, random, retryAfterMs }) ?? -1;

          expect(delay).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
          expect(delay).toBeLessThanOrEqual(Math.max(60_000, retryAfterMs ?? 0));
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});
