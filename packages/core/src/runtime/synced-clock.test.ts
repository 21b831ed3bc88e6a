import { describe, expect, it } from 'vitest';

import { virtualClock } from '../testing/virtual-clock.js';
import { SyncedClock } from './synced-clock.js';

describe('SyncedClock', () => {
  it('goes by the host’s clock until the store says otherwise', () => {
    const clock = new SyncedClock(virtualClock(1_000));
    expect(clock.now()).toBe(1_000);
    clock.sync(1_000, 1_000);
    expect(clock.now()).toBe(1_000);
  });

  it.each([
    ['ahead', 61_000, 61_000],
    ['behind', 400, 400],
  ])('follows a store whose clock is %s', async (_title, storeNow, expected) => {
    const host = virtualClock(1_000);
    const clock = new SyncedClock(host);
    clock.sync(storeNow, clock.now());
    expect(clock.now()).toBe(expected);
    await host.advance(500);
    expect(clock.now()).toBe(expected + 500);
  });

  it('is not moved by an answer that was given while it travelled', async () => {
    const host = virtualClock(1_000);
    const clock = new SyncedClock(host);
    const askedAt = clock.now();
    await host.advance(300);
    clock.sync(1_150, askedAt);
    expect(clock.now()).toBe(1_300);
  });

  it('moves by what the way of the answer cannot explain, and no more', async () => {
    const host = virtualClock(1_000);
    const clock = new SyncedClock(host);
    const askedAt = clock.now();
    await host.advance(300);
    clock.sync(900, askedAt);
    expect(clock.now()).toBe(1_200);
  });
});
