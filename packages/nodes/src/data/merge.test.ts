import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { mergeData } from './merge.js';

describe('data.merge', () => {
  it.each(testNode(mergeData))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  const left = [{ k: 1, v: 'l1' }, { k: 2, v: 'l2' }, { v: 'l3' }];
  const right = [{ id: 2, v: 'r2' }, { id: 2, w: 'r2b' }, { id: 9, v: 'r9' }, { v: 'r0' }];
  const pairs = [
    { k: 2, id: 2, v: 'r2' },
    { k: 2, id: 2, v: 'l2', w: 'r2b' },
  ];

  it.each([
    ['inner', pairs],
    ['left', [{ k: 1, v: 'l1' }, ...pairs, { v: 'l3' }]],
    ['outer', [{ k: 1, v: 'l1' }, ...pairs, { v: 'l3' }, { id: 9, v: 'r9' }, { v: 'r0' }]],
  ])('joins by key: %s', async (join, expected) => {
    const { output } = await runNode(mergeData, {
      mode: 'joinByKey',
      inputs: [left, right],
      key: 'k',
      rightKey: 'id',
      join,
    });

    expect(output).toEqual(expected);
  });

  it.each([
    ['inner', [{ a: 1 }]],
    ['left', [{ a: 1 }]],
    ['outer', [{ a: 1 }, { a: 3 }]],
  ])('joins by position: %s', async (join, expected) => {
    const { output } = await runNode(mergeData, {
      mode: 'joinByPosition',
      left: [{ a: 1 }],
      right: [{ a: 2 }, { a: 3 }],
      join,
      prefer: 'left',
    });

    expect(output).toEqual(expected);
  });

  it('combines objects with the value of the first, when asked', async () => {
    const inputs = [{ a: 1 }, { a: 2, b: 2 }];

    const { output } = await runNode(mergeData, { mode: 'combineObjects', inputs, prefer: 'left' });

    expect(output).toEqual({ a: 1, b: 2 });
  });

  it('appends what is no list as one item', async () => {
    const { output } = await runNode(mergeData, { left: [1], right: { a: 1 } });

    expect(output).toEqual([1, { a: 1 }]);
  });

  it.each([
    ['one list', { mode: 'joinByPosition', inputs: [[]] }, 'given 1 inputs'],
    ['three lists', { mode: 'joinByPosition', inputs: [[], [], []] }, 'given 3 inputs'],
    ['no key', { mode: 'joinByKey', inputs: [[], []] }, 'needs the path'],
    ['no list', { mode: 'joinByKey', key: 'a', left: 1, right: [] }, 'left input is number'],
    ['no objects', { mode: 'joinByKey', key: 'a', left: [], right: [1] }, 'Item 1 of the right'],
    ['no objects to combine', { mode: 'combineObjects', inputs: [1] }, 'only objects'],
  ])('refuses %s', async (_title, input, message) => {
    await expect(runNode(mergeData, input)).rejects.toThrow(message);
  });

  it('stops a join whose rows multiply', async () => {
    const many = Array.from({ length: 1_500 }, () => ({ k: 1 }));

    const running = runNode(mergeData, { mode: 'joinByKey', key: 'k', inputs: [many, many] });

    await expect(running).rejects.toThrow('more than 1000000 rows');
  });
});
