import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { logMessage } from './log.js';

describe('flow.log', () => {
  it.each(testNode(logMessage))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('logs at the level asked for', async () => {
    const input = { message: 'm', level: 'error', fields: { a: 1 } };

    const { context } = await runNode(logMessage, input);

    expect(context.logs).toEqual([{ level: 'error', message: 'm', fields: { a: 1 } }]);
  });
});
