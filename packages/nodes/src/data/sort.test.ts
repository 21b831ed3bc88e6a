import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { sortItems } from './sort.js';

describe('data.sort', () => {
  it.each(testNode(sortItems))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('keeps the order of equal items', async () => {
    const items = [
      { k: 1, id: 'a' },
      { k: 0, id: 'b' },
      { k: 1, id: 'c' },
      { k: 0, id: 'd' },
    ];

    const { output } = await runNode(sortItems, { items, by: [{ field: 'k' }] });

    expect((output as typeof items).map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c']);
  });

  it('puts kinds one after the other, and missing values where they were asked', async () => {
    const date = new Date(0);
    const items = ['b', null, 2, { a: 1 }, true, [1], 10n, date, NaN, 'a', false, { a: 0 }];

    const { output } = await runNode(sortItems, { items });
    const { output: first } = await runNode(sortItems, { items, by: [{ missing: 'first' }] });

    const sorted = [false, true, 2, 10n, date, 'a', 'b', [1], { a: 0 }, { a: 1 }];
    expect(output).toEqual([...sorted, null, NaN]);
    expect(first).toEqual([null, NaN, ...sorted]);
  });

  it('keeps missing values last in both directions', async () => {
    const by = [{ direction: 'descending' }];

    expect((await runNode(sortItems, { items: [1, null, 2], by })).output).toEqual([2, 1, null]);
  });

  it.each([
    ['exact', undefined, ['A', 'Z', 'a', 'z', 'é']],
    ['exact', 'fr', ['a', 'A', 'é', 'z', 'Z']],
    ['ignoreCase', 'fr', ['a', 'A', 'é', 'z', 'Z']],
  ])('orders text "%s" in %s', async (text, locale, expected) => {
    const { output } = await runNode(sortItems, { items: ['z', 'é', 'a', 'Z', 'A'], text, locale });

    expect(output).toEqual(expected);
  });

  it('refuses a locale that is none', async () => {
    const running = runNode(sortItems, { items: [], locale: 'no such!' });

    await expect(running).rejects.toMatchObject({ category: 'validation' });
  });

  it('does not change its input', async () => {
    const items = [2, 1];

    await runNode(sortItems, { items });

    expect(items).toEqual([2, 1]);
  });
});
