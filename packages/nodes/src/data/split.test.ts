import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { splitItems } from './split.js';

describe('data.split', () => {
  it.each(testNode(splitItems))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('gives no batch for no items', async () => {
    expect((await runNode(splitItems, { items: [], size: 3 })).output).toEqual([]);
  });
});
