import { describe, expect, it } from 'vitest';

import { seededRandom } from './seeded-random.js';
import { virtualClock } from './virtual-clock.js';

describe('virtualClock', () => {
  it('stands still until it is moved, and fires timers at their own time, in order', async () => {
    const clock = virtualClock(1_000);
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.now()]);
    clock.setTimer(20, note('late'));
    clock.setTimer(10, note('first'));
    clock.setTimer(10, note('second'));
    await clock.settle();
    expect(fired).toEqual([]);

    await clock.advance(15);
    expect(fired).toEqual([
      ['first', 1_010],
      ['second', 1_010],
    ]);
    expect([clock.now(), clock.pending]).toEqual([1_015, 1]);
    await clock.advance(5);
    expect(fired.at(-1)).toEqual(['late', 1_020]);
  });

  it('lets what a timer starts happen before the next timer', async () => {
    const clock = virtualClock();
    const order: string[] = [];
    clock.setTimer(1, () => {
      void Promise.resolve().then(() => clock.defer(() => order.push('followed')));
    });
    clock.setTimer(2, () => order.push('second'));

    await clock.advance(5);

    expect(order).toEqual(['followed', 'second']);
  });

  it('forgets a cancelled timer and refuses to go back', async () => {
    const clock = virtualClock();
    clock.setTimer(1, () => expect.unreachable()).cancel();

    await clock.advance(10);

    await expect(clock.advance(-1)).rejects.toThrow('advance');
  });
});

describe('seededRandom', () => {
  it('repeats for the same seed and differs for another', () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 1_000 }, () => random.next());
    };

    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).every((n) => n >= 0 && n < 1)).toBe(true);
    const mean = draw(4).reduce((sum, n) => sum + n, 0) / 1_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    expect(seededRandom(1).bytes(4)).toEqual(seededRandom(1).bytes(4));
  });
});
