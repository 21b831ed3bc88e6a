import { expect, it } from 'vitest';

import { EventQueue } from './event-queue.js';
import { Scheduler } from './scheduler.js';

const owner = (stalledUntil = 0) => ({ isDead: false, stalledUntil });

async function playOut(scheduler: Scheduler): Promise<void> {
  while (await scheduler.next());
}

it('makes things happen in order of time, and of planning within a moment', async () => {
  const scheduler = new Scheduler();
  const happened: string[] = [];
  for (const [name, delayMs] of [
    ['c', 20],
    ['a', 5],
    ['d', 20],
    ['b', 5],
  ] as const) {
    scheduler.after(delayMs, undefined, () => void happened.push(name));
  }

  await playOut(scheduler);

  expect(happened).toEqual(['a', 'b', 'c', 'd']);
  expect(scheduler.elapsedMs).toBe(20);
});

it('lets what an engine does settle before the next thing happens', async () => {
  const scheduler = new Scheduler();
  const happened: string[] = [];
  scheduler.after(0, owner(), async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    happened.push('settled');
  });
  scheduler.after(0, owner(), () => void happened.push('next'));

  await playOut(scheduler);

  expect(happened).toEqual(['settled', 'next']);
});

it('passes over what is cancelled, and what belongs to the dead', async () => {
  const scheduler = new Scheduler();
  const dying = { isDead: false, stalledUntil: 0 };
  const happened: string[] = [];
  scheduler.after(1, dying, () => void happened.push('dead'));
  scheduler.after(1, owner(), () => void happened.push('cancelled')).cancel();
  scheduler.after(1, owner(), () => void happened.push('alive'));
  dying.isDead = true;

  await playOut(scheduler);

  expect(happened).toEqual(['alive']);
});

it('lets nothing happen in a process that stands still, and everything afterwards, in order', async () => {
  const scheduler = new Scheduler();
  const still = owner(scheduler.now + 100);
  const happened: string[] = [];
  const note = (name: string) => () => void happened.push(`${name} at ${scheduler.elapsedMs}`);
  scheduler.after(10, still, note('first'));
  scheduler.after(20, still, note('second')).cancel();
  scheduler.after(30, still, note('third'));
  scheduler.after(50, owner(), note('other'));

  await playOut(scheduler);

  expect(happened).toEqual(['other at 50', 'first at 100', 'third at 100']);
});

it('passes by what is only done from time to time, but not what comes after it', async () => {
  const scheduler = new Scheduler();
  const happened: string[] = [];
  const note = (name: string) => () => void happened.push(`${name} at ${scheduler.elapsedMs}`);
  scheduler.after(10, undefined, note('beat'), true);
  scheduler.after(500, undefined, note('work'));

  scheduler.skipBackground();
  await playOut(scheduler);

  expect(happened).toEqual(['beat at 500', 'work at 500']);
});

it('gives things back sorted, whatever their number', () => {
  const queue = new EventQueue();
  const base = { owner: undefined, work: () => undefined, isCancelled: false, isBackground: false };
  const times = Array.from({ length: 500 }, (_, i) => (i * 7919) % 97);
  for (const [order, at] of times.entries()) queue.add({ ...base, at, order });

  const taken = times.map(() => {
    const { at = -1, order = -1 } = queue.take() ?? {};
    return at * 1_000 + order;
  });

  expect(taken).toEqual(taken.toSorted((a, b) => a - b));
  expect(queue.take()).toBeUndefined();
});
