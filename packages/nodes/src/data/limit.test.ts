import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { limitItems } from './limit.js';

describe('data.limit', () => {
  it.each(testNode(limitItems))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it.each([
    [{ count: 0 }, []],
    [{ count: 9 }, [1, 2, 3]],
    [{ count: 2, skip: 9 }, []],
    [{ count: 1, from: 'end', skip: 1 }, [2]],
    [{ count: 9, from: 'end', skip: 1 }, [1, 2]],
    [{ count: 1, from: 'end', skip: 9 }, []],
  ])('takes %j of three', async (options, expected) => {
    const { output } = await runNode(limitItems, { items: [1, 2, 3], ...options });

    expect(output).toEqual(expected);
  });
});
