import { testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { doNothing } from './noop.js';

describe('flow.noop', () => {
  it.each(testNode(doNothing))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
