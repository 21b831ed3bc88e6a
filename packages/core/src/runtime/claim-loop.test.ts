import { describe, expect, it } from 'vitest';

import type { ClaimedRun, ClaimResult } from '../ports/claim.js';
import { virtualClock } from '../testing/virtual-clock.js';
import { ClaimLoop, type ClaimLoopOptions } from './claim-loop.js';

const nothing: ClaimResult = { runs: [], nextWakeAt: null, now: 0 };
const some = (count: number): ClaimResult => ({
  runs: Array.from({ length: count }, () => ({}) as ClaimedRun),
  nextWakeAt: 0,
  now: 0,
});

function looping(options: Partial<ClaimLoopOptions> = {}) {
  const clock = virtualClock();
  const claims: number[] = [];
  const errors: unknown[] = [];
  const { claim = () => nothing, ...rest } = options;
  const loop = new ClaimLoop({
    clock,
    pollMs: undefined,
    room: () => 2,
    take: () => undefined,
    failed: (thrown) => errors.push(thrown),
    ...rest,
    claim: (limit) => {
      claims.push(clock.now());
      return claim(limit);
    },
  });
  return { clock, claims, errors, loop, start: clock.now() };
}

describe('ClaimLoop', () => {
  it('takes many pokes at once for one look', async () => {
    const { loop, clock, claims } = looping();
    loop.poke();
    loop.poke();
    await clock.settle();

    expect(claims).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('looks again when it was told to while looking', async () => {
    const open: (() => void)[] = [];
    const { loop, clock, claims } = looping({
      claim: async () => {
        await new Promise<void>((resolve) => open.push(resolve));
        return nothing;
      },
    });
    loop.poke();
    await clock.settle();
    loop.poke();
    loop.poke();
    await clock.settle();
    expect(claims).toHaveLength(1);

    open.shift()?.();
    await clock.settle();
    expect(claims).toHaveLength(2);
    open.shift()?.();
    await clock.settle();
    expect(claims).toHaveLength(2);
  });

  it('looks again at once while every look fills the room', async () => {
    const results = [some(2), some(2), some(1)];
    const { loop, clock, claims } = looping({ claim: () => results.shift() ?? nothing });
    loop.poke();
    await clock.settle();

    expect(claims).toHaveLength(3);
  });

  it('looks when the next run is due, or after the poll, whichever is earlier', async () => {
    const wakes = [250, 60_000];
    const { loop, clock, claims, start } = looping({
      pollMs: 1_000,
      // The store's clock may be another one: only what is left of the time counts.
      claim: () => ({ runs: [], nextWakeAt: 500 + (wakes.shift() ?? 1), now: 500 }),
    });
    loop.poke();
    await clock.advance(1_250);

    expect(claims.slice(0, 3).map((at) => at - start)).toEqual([0, 250, 1_250]);
    await loop.close();
    expect(clock.pending).toBe(0);
  });

  it('does not spin when a store calls something due and does not give it', async () => {
    const wakes: (number | null)[] = [0, null];
    const { loop, clock, claims } = looping({
      claim: () => ({ runs: [], nextWakeAt: wakes.shift() ?? null, now: 700 }),
    });
    loop.poke();
    await clock.advance(9);
    expect(claims).toHaveLength(1);
    await clock.advance(1);

    expect(claims).toHaveLength(2);
  });

  it.each([
    [
      'a claim that throws',
      (): never => {
        throw new RangeError('down');
      },
    ],
    ['a claim that rejects', async (): Promise<never> => Promise.reject(new RangeError('down'))],
  ])('tries %s again after a second', async (_title, fail) => {
    let failures = 2;
    const { loop, clock, claims, errors, start } = looping({
      claim: () => (failures-- > 0 ? fail() : nothing),
    });
    loop.poke();
    await clock.advance(10_000);

    expect(claims.map((at) => at - start)).toEqual([0, 1_000, 2_000]);
    expect(errors).toEqual([new RangeError('down'), new RangeError('down')]);
  });

  it('tries again when what it took could not be taken', async () => {
    let failures = 1;
    const { loop, clock, claims, errors } = looping({
      take: async () => {
        if (failures-- > 0) throw new RangeError('no plan');
      },
    });
    loop.poke();
    await clock.advance(1_000);

    expect([claims.length, errors.length]).toEqual([2, 1]);
  });

  it('looks at nothing without room', async () => {
    let room = 0;
    const { loop, clock, claims } = looping({ room: () => room });
    loop.poke();
    await clock.settle();
    room = 1;
    loop.poke();
    await clock.settle();

    expect(claims).toHaveLength(1);
  });

  it('ends the look under way when it is closed, and looks no more', async () => {
    const open: (() => void)[] = [];
    const { loop, clock, claims } = looping({
      pollMs: 1_000,
      claim: async () => {
        await new Promise<void>((resolve) => open.push(resolve));
        return some(2);
      },
    });
    loop.poke();
    await clock.settle();
    let isClosed = false;
    const closed = loop.close().then(() => (isClosed = true));
    await clock.settle();
    expect(isClosed).toBe(false);

    open.shift()?.();
    await closed;
    loop.poke();
    await clock.advance(10_000);
    expect([claims.length, clock.pending]).toEqual([1, 0]);
  });

  it('looks no more when it is closed before its first look', async () => {
    const { loop, clock, claims } = looping();
    loop.poke();
    await loop.close();
    await clock.settle();

    expect(claims).toEqual([]);
  });
});
