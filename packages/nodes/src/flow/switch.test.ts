import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { switchNode } from './switch.js';

describe('flow.switch', () => {
  it.each(testNode(switchNode))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('takes every port that fits, in order', async () => {
    const { ports } = await runNode(switchNode, {
      value: 1,
      cases: [{ equals: 1 }, { equals: 2 }, { condition: true }],
      match: 'all',
      data: 'd',
    });

    expect([...ports]).toEqual([
      ['case1', 'd'],
      ['case3', 'd'],
    ]);
  });

  it('takes only the first that fits when not asked for all', async () => {
    const cases = [{ equals: 1 }, { equals: 1 }];

    const { ports } = await runNode(switchNode, { value: 1, cases });

    expect([...ports.keys()]).toEqual(['case1']);
  });

  it('refuses a case of both kinds, and a ninth', async () => {
    const nine = Array.from({ length: 9 }, () => ({ equals: 1 }));

    await expect(runNode(switchNode, { cases: [{ equals: 1, condition: true }] })).rejects.toThrow(
      'cases',
    );
    await expect(runNode(switchNode, { cases: nine })).rejects.toThrow('cases');
  });
});
