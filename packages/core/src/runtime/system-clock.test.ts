import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { systemClock } from './system-clock.js';
import { systemRandom } from './system-random.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('systemClock', () => {
  it('fires a timer of forty days after forty days, not at once', () => {
    const clock = systemClock();
    const fired: number[] = [];
    const days = 86_400_000;
    clock.setTimer(40 * days, () => fired.push(clock.now()));
    const start = clock.now();

    vi.advanceTimersByTime(39 * days);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(days);

    expect(fired).toEqual([start + 40 * days]);
  });

  it('never fires what was cancelled, also after the first of several host timers', () => {
    const clock = systemClock();
    let fired = 0;
    const timer = clock.setTimer(60 * 86_400_000, () => (fired += 1), { background: true });
    vi.advanceTimersByTime(30 * 86_400_000);

    timer.cancel();
    vi.advanceTimersByTime(60 * 86_400_000);

    expect(fired).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('defers to after the promises that are due', async () => {
    vi.useRealTimers();
    const clock = systemClock();
    const order: string[] = [];
    const done = new Promise<void>((resolve) => {
      clock.defer(() => {
        order.push('deferred');
        resolve();
      });
    });
    void Promise.resolve().then(() => order.push('promise'));
    await done;

    expect(order).toEqual(['promise', 'deferred']);
  });
});

describe('systemRandom', () => {
  it('gives numbers from 0 to 1 and as many bytes as asked', () => {
    const random = systemRandom();

    expect(random.next()).toBeGreaterThanOrEqual(0);
    expect(random.next()).toBeLessThan(1);
    expect(random.bytes(16)).toHaveLength(16);
  });
});
