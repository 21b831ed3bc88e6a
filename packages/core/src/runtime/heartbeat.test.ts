import { describe, expect, it } from 'vitest';

import type { Heartbeat as Message } from '../ports/claim.js';
import type { Clock } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import { virtualClock } from '../testing/virtual-clock.js';
import { Heartbeat } from './heartbeat.js';

const message: Message = { worker: 'w1', leaseMs: 30_000, holding: [] };

function beating({
  leaseMs = 30_000,
  lateMs = 0,
  answer = () => Promise.resolve(),
}: { leaseMs?: number; lateMs?: number; answer?: () => Promise<void> } = {}) {
  const time = virtualClock(0);
  // A busy event loop: timers come that much late.
  const clock: Clock = {
    ...time,
    setTimer: (delayMs, callback, options) => time.setTimer(delayMs + lateMs, callback, options),
  };
  const beats: number[] = [];
  const lags: number[] = [];
  const errors: unknown[] = [];
  const store = {
    heartbeat: async () => {
      beats.push(time.now());
      await answer();
      return { lost: [], mail: [], strays: [], now: time.now() };
    },
  } as unknown as Store;
  let isQuiet = false;
  const heartbeat = new Heartbeat({
    clock,
    store,
    leaseMs,
    beat: (lagMs) => {
      lags.push(lagMs);
      return isQuiet ? undefined : message;
    },
    taken: () => undefined,
    failed: (thrown) => errors.push(thrown),
  });
  return { time, heartbeat, beats, lags, errors, quieten: () => (isQuiet = true) };
}

describe('the heartbeat', () => {
  it.each([
    ['a third of a short lease', 6_000, [2_000, 4_000, 6_000]],
    ['ten seconds of a long one', 120_000, [10_000, 20_000, 30_000]],
  ])('comes after %s', async (_title, leaseMs, expected) => {
    const { time, heartbeat, beats } = beating({ leaseMs });
    heartbeat.arm();
    await time.advance(expected.at(-1) as number);
    expect(beats).toEqual(expected);
    heartbeat.close();
    expect(time.pending).toBe(0);
  });

  it('comes earlier when the event loop is busy, so that it is not late', async () => {
    const { time, heartbeat, beats, lags } = beating({ lateMs: 3_000 });
    heartbeat.arm();
    await time.advance(20_500);
    // 10 s and 3 s late; then twice the lag earlier: 4 s and 3 s late.
    expect(beats).toEqual([13_000, 20_000]);
    expect(lags).toEqual([3_000, 3_000]);
  });

  it('stops when there is nothing to say, and begins again when it is armed', async () => {
    const { time, heartbeat, beats, quieten } = beating();
    heartbeat.arm();
    await time.advance(10_000);
    quieten();
    await time.advance(60_000);
    expect(beats).toEqual([10_000]);
    expect(time.pending).toBe(0);
  });

  it('that fails is told, and sent again', async () => {
    let fails = 1;
    const answer = (): Promise<void> =>
      fails-- > 0 ? Promise.reject(new Error('down')) : Promise.resolve();
    const { time, heartbeat, beats, errors } = beating({ answer });
    heartbeat.arm();
    await time.advance(20_000);
    expect([beats, errors]).toEqual([[10_000, 20_000], [new Error('down')]]);
  });

  it('comes once more at once when that is asked for while it is answered', async () => {
    let more = 2;
    const { time, heartbeat, beats } = beating({
      answer: () => {
        if (more-- > 0) heartbeat.soon();
        return Promise.resolve();
      },
    });
    heartbeat.arm();
    await time.advance(10_000);
    expect(beats).toEqual([10_000, 10_000, 10_000]);
    await time.advance(10_000);
    expect(beats).toHaveLength(4);
  });
});
