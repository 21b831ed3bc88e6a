import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { toJson } from './to-json.js';

describe('data.toJson', () => {
  it.each(testNode(toJson))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('writes for people', async () => {
    const { output } = await runNode(toJson, { data: { a: [new Date(0)] }, indent: 2 });

    expect(output).toEqual({ text: '{\n  "a": [\n    "1970-01-01T00:00:00.000Z"\n  ]\n}\n' });
  });

  it.each([
    ['a map', { a: new Map() }],
    ['bytes', { a: new Uint8Array(1) }],
    ['a bigint', { a: 1n }],
    ['nothing at all', undefined],
  ])('refuses %s rather than lose it', async (_title, data) => {
    await expect(runNode(toJson, { data })).rejects.toThrow('JSON cannot say');
  });

  it('refuses JSON lines of what is no list', async () => {
    await expect(runNode(toJson, { data: {}, format: 'lines' })).rejects.toThrow('from a list');
  });
});
