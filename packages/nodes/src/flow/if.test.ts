import { testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { ifNode } from './if.js';

describe('flow.if', () => {
  it.each(testNode(ifNode))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
