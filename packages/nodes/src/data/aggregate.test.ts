import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { aggregateItems } from './aggregate.js';

describe('data.aggregate', () => {
  it.each(testNode(aggregateItems))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  const over = async (items: readonly unknown[], operation: string): Promise<unknown> => {
    const measures = [{ name: 'm', operation, field: 'v' }];
    const { output } = await runNode(aggregateItems, { items, measures });
    return (output as { total: { m: unknown } }).total.m;
  };
  const values = [3, null, 1, '2', undefined].map((v) => ({ v }));

  it.each([
    ['count', 5, 0],
    ['sum', 6, 0],
    ['average', 2, null],
    ['min', 1, null],
    ['first', 3, null],
    ['last', null, null],
    ['collect', [3, null, 1, '2', null], []],
    ['uniqueCount', 3, 0],
  ])('computes %s, also over nothing', async (operation, expected, ofNothing) => {
    expect(await over(values, operation)).toEqual(expected);
    expect(await over([], operation)).toEqual(ofNothing);
  });

  it('finds the largest of numbers, text and dates', async () => {
    expect(await over([{ v: 9 }, { v: 10 }], 'max')).toBe(10);
    expect(await over([{ v: 'a' }, { v: 'b' }], 'max')).toBe('b');
    expect(await over([{ v: new Date(1) }, { v: new Date(0) }], 'max')).toEqual(new Date(1));
  });

  it('adds up without drifting, and to infinity', async () => {
    const tenths = Array.from({ length: 10 }, () => ({ v: 0.1 }));

    expect(await over(tenths, 'sum')).toBe(1);
    expect(await over([{ v: 1e16 }, { v: 1 }, { v: -1e16 }], 'sum')).toBe(1);
    expect(await over([{ v: Infinity }, { v: 1 }], 'sum')).toBe(Infinity);
  });

  it('refuses to add up what is no number', async () => {
    const measures = [{ name: 'm', operation: 'sum' }];

    await expect(over([{ v: 'x' }], 'sum')).rejects.toThrow('Field "v" holds text');
    await expect(runNode(aggregateItems, { items: ['x'], measures })).rejects.toThrow(
      'An item holds text',
    );
  });

  it('groups by several fields, the missing one with null', async () => {
    const { output } = await runNode(aggregateItems, {
      items: [
        { a: { b: 1 }, c: 'x' },
        { c: 'x' },
        { a: { b: null }, c: 'x' },
        { a: { b: '1' }, c: 'x' },
      ],
      groupBy: ['a.b', 'c'],
      measures: [{ name: 'n', operation: 'count' }],
    });

    expect((output as { groups: unknown }).groups).toEqual([
      { 'a.b': 1, c: 'x', n: 1 },
      { 'a.b': null, c: 'x', n: 2 },
      { 'a.b': '1', c: 'x', n: 1 },
    ]);
  });

  it('refuses a name that leads to a prototype', async () => {
    const measures = [{ name: '__proto__', operation: 'count' }];

    await expect(runNode(aggregateItems, { items: [], measures })).rejects.toThrow('reserved');
  });
});
