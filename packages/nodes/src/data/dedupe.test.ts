import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { dedupeItems } from './dedupe.js';

describe('data.dedupe', () => {
  it.each(testNode(dedupeItems))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('tells values apart by their content, whatever the order of keys', async () => {
    const kept = [
      { a: 1, b: [2] },
      { a: 1, b: ['2'] },
      new Date(0),
      new Date(1),
      new Set([1, 2]),
      new Map([['a', 1]]),
      new Map([['a', 2]]),
      1n,
      1,
      '1',
      true,
      'true',
      null,
      new Uint8Array([1]),
      new Int8Array([1]),
    ];
    const doubles = [
      { b: [2], a: 1, c: undefined },
      new Date(0),
      new Set([2, 1]),
      new Map([['a', 1]]),
      1n,
      undefined,
      new Uint8Array([1]),
    ];

    const { output } = await runNode(dedupeItems, { items: [...kept, ...doubles] });

    expect(output).toEqual(kept);
  });
});
