import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { filterItems } from './filter.js';

describe('data.filter', () => {
  it.each(testNode(filterItems))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('names the item whose value cannot be compared', async () => {
    const running = runNode(filterItems, {
      items: [{ n: 1 }, { n: 'many' }],
      where: { field: 'n', operator: 'greaterThan', value: 0 },
    });

    await expect(running).rejects.toMatchObject({
      category: 'validation',
      message: 'Item 2: A condition expects a number on its left side; it got text',
    });
  });

  it('leaves out items without the field', async () => {
    const { output } = await runNode(filterItems, {
      items: [{ n: 5 }, {}, { n: null }],
      where: { any: [{ field: 'n', operator: 'atLeast', value: 5 }] },
    });

    expect(output).toEqual([{ n: 5 }]);
  });
});
