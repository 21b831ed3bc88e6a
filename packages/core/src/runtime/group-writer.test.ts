import { describe, expect, it } from 'vitest';

import { virtualClock } from '../testing/virtual-clock.js';
import { GroupWriter } from './group-writer.js';

type Write = (items: readonly number[]) => readonly number[] | Promise<readonly number[]>;

function noted(write: Write = (items) => items.map((n) => n * 10), writers = 1) {
  const clock = virtualClock();
  const groups: (readonly number[])[] = [];
  const writer = new GroupWriter<number, number>(clock, writers, (items) => {
    groups.push(items);
    return write(items);
  });
  return { clock, groups, writer };
}

describe('GroupWriter', () => {
  it('writes what is asked for in one turn together, each with its own result', async () => {
    const { writer, groups } = noted();

    expect(await Promise.all([1, 2, 3].map((n) => writer.write(n)))).toEqual([10, 20, 30]);
    expect(await writer.write(4)).toBe(40);
    expect(groups).toEqual([[1, 2, 3], [4]]);
  });

  it('gathers the next group while one is being written', async () => {
    const open: (() => void)[] = [];
    const { writer, groups, clock } = noted(async (items) => {
      await new Promise<void>((resolve) => open.push(resolve));
      return items;
    });
    const first = writer.write(1);
    await clock.settle();
    const later = [writer.write(2), writer.write(3)];
    await clock.settle();
    expect(groups).toEqual([[1]]);

    open.shift()?.();
    await clock.settle();
    open.shift()?.();

    expect(await Promise.all([first, ...later])).toEqual([1, 2, 3]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it('writes at most 500 at once, in order', async () => {
    const { writer, groups } = noted();
    const items = Array.from({ length: 1_201 }, (_, n) => n);

    const results = await Promise.all(items.map((n) => writer.write(n)));

    expect(groups.map(({ length }) => length)).toEqual([500, 500, 201]);
    expect(results).toEqual(items.map((n) => n * 10));
  });

  it.each([
    [31, [31]],
    [32, [16, 16]],
    [200, [100, 100]],
    [1_201, [500, 500]],
  ])('shares %i out among two writers that are free', async (count, lengths) => {
    const open: (() => void)[] = [];
    const { writer, groups, clock } = noted(async (items) => {
      await new Promise<void>((resolve) => open.push(resolve));
      return items;
    }, 2);
    const items = Array.from({ length: count }, (_, n) => n);
    const results = Promise.all(items.map((n) => writer.write(n)));
    await clock.settle();
    const underWay = groups.map(({ length }) => length);
    while (groups.flat().length < count) {
      for (const resolve of open.splice(0)) resolve();
      await clock.settle();
    }
    for (const resolve of open) resolve();

    expect(await results).toEqual(items);
    expect(underWay).toEqual(lengths);
  });

  it('gives all that waits to the only writer that is free', async () => {
    const open: (() => void)[] = [];
    const { writer, groups, clock } = noted(async (items) => {
      await new Promise<void>((resolve) => open.push(resolve));
      return items;
    }, 2);
    const first = writer.write(0);
    await clock.settle();
    const later = Array.from({ length: 60 }, (_, n) => writer.write(n + 1));
    await clock.settle();

    expect(groups.map(({ length }) => length)).toEqual([1, 60]);
    for (const resolve of open) resolve();
    await Promise.all([first, ...later]);
  });

  it.each([
    ['rejects', async (): Promise<never> => Promise.reject(new RangeError('no'))],
    [
      'throws',
      (): never => {
        throw new RangeError('no');
      },
    ],
  ])('rejects the members of a group that %s, and no others', async (_title, refuse) => {
    const { writer, clock } = noted((items) => (items.includes(2) ? refuse() : items));
    const group = Promise.allSettled([writer.write(1), writer.write(2)]);
    await clock.settle();
    const next = Promise.allSettled([writer.write(3)]);

    expect((await group).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await next).toEqual([{ status: 'fulfilled', value: 3 }]);
  });

  it('is idle at once when there is nothing, and else when all is written', async () => {
    const open: (() => void)[] = [];
    const { writer, clock } = noted(async (items) => {
      await new Promise<void>((resolve) => open.push(resolve));
      return items;
    });
    await writer.idle();
    let isIdle = false;
    const written = [writer.write(1)];
    await clock.settle();
    const idle = writer.idle().then(() => (isIdle = true));
    await clock.settle();
    expect(isIdle).toBe(false);
    written.push(writer.write(2));
    open.shift()?.();
    await clock.settle();
    expect(isIdle).toBe(false);

    open.shift()?.();
    await Promise.all([...written, idle]);
    expect(isIdle).toBe(true);
  });

  it('has as many groups under way as it has writers', async () => {
    const finish: (() => void)[] = [];
    const write: Write = (items) =>
      new Promise((resolve) => finish.push(() => resolve(items.map((n) => n * 10))));
    const { clock, groups, writer } = noted(write, 2);
    const results = [1, 2, 3].map(async (n) => {
      const result = writer.write(n);
      await clock.settle();
      return result;
    });
    await clock.settle();
    void writer.write(4);
    await clock.settle();
    void writer.write(5);
    void writer.write(6);
    await clock.settle();
    expect(groups).toEqual([[1, 2, 3], [4]]);

    finish.shift()?.();
    expect(await Promise.all(results)).toEqual([10, 20, 30]);
    await clock.settle();
    expect(groups).toEqual([[1, 2, 3], [4], [5, 6]]);
    for (const each of finish) each();
    await writer.idle();
  });
});
