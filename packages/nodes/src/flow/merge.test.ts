import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { mergeBranches } from './merge.js';

describe('flow.merge', () => {
  it.each(testNode(mergeBranches))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('hands on the last', async () => {
    expect((await runNode(mergeBranches, { incoming: [1, 2], take: 'last' })).output).toBe(2);
  });
});
