import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { mapFields } from './map-fields.js';

describe('data.mapFields', () => {
  it.each(testNode(mapFields))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  const convert = async (value: unknown, type: string, onError = 'fail'): Promise<unknown> => {
    const fields = [{ from: 'v', type, default: 'fallback' }];
    const { output } = await runNode(mapFields, { source: { v: value }, fields, onError });
    return (output as { v: unknown }).v;
  };

  it.each([
    [12, 'text', '12'],
    [true, 'text', 'true'],
    [new Date(0), 'text', '1970-01-01T00:00:00.000Z'],
    [{ a: 1 }, 'text', '{"a":1}'],
    [' 12.5 ', 'number', 12.5],
    [7n, 'number', 7],
    ['12', 'integer', 12],
    ['Yes', 'boolean', true],
    [0, 'boolean', false],
    ['2026-02-28', 'date', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T10:00:00+0200', 'date', '2026-02-28T08:00:00.000Z'],
    [0, 'date', '1970-01-01T00:00:00.000Z'],
    ['{"a":[1]}', 'json', { a: [1] }],
    [5, 'json', 5],
  ])('converts %s to %s', async (value, type, expected) => {
    expect(await convert(value, type)).toEqual(expected);
  });

  it.each([
    ['12 apples', 'number'],
    ['', 'number'],
    ['0x10', 'number'],
    ['1'.repeat(500), 'number'],
    [[], 'number'],
    [1.5, 'integer'],
    [2 ** 60, 'integer'],
    ['maybe', 'boolean'],
    ['2026-02-30', 'date'],
    ['31/01/2026', 'date'],
    [1e300, 'date'],
    [{}, 'date'],
    [new Date(NaN), 'text'],
    [{ n: 1n }, 'text'],
    ['{', 'json'],
  ])('does not convert %s to %s', async (value, type) => {
    await expect(convert(value, type)).rejects.toThrow(`cannot be converted to ${type}`);
    expect(await convert(value, type, 'null')).toBeNull();
    expect(await convert(value, type, 'default')).toBe('fallback');
  });

  it('leaves out what is missing and has no default', async () => {
    const fields = [{ from: 'a' }, { from: 'b', to: 'c.d', default: 0 }];

    const { output } = await runNode(mapFields, { source: { x: 1 }, fields });

    expect(output).toEqual({ c: { d: 0 } });
  });

  it('does not write to a prototype', async () => {
    const fields = [{ from: 'a', to: '__proto__.polluted' }];

    await expect(runNode(mapFields, { source: { a: 1 }, fields })).rejects.toThrow('reserved');
  });
});
