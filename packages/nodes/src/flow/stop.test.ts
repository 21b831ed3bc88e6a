import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { stopWithError } from './stop.js';

describe('flow.stop', () => {
  it.each(testNode(stopWithError))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('carries the code and the details', async () => {
    const running = runNode(stopWithError, { message: 'No', code: 'X', details: { id: 1 } });

    await expect(running).rejects.toMatchObject({
      category: 'permanent',
      code: 'X',
      details: { id: 1 },
    });
  });
});
