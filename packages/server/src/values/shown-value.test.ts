import { describe, expect, it } from 'vitest';

import { shownValue, wholeSize } from './shown-value.js';
import { pageOfValue } from './value-page.js';

describe('shownValue', () => {
  it.each([
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), 'Invalid Date'],
    ['a BigInt', 12_345_678_901_234_567_890n, '12345678901234567890'],
    ['a map', new Map([['a', 1n]]), [['a', '1']]],
    ['a set', new Set([1, new Date(0)]), [1, '1970-01-01T00:00:00.000Z']],
    ['bytes', new Uint8Array([1, 2, 255]), { $bytes: 'AQL/' }],
    ['a part of bytes', new Uint8Array([0, 1, 2, 3]).subarray(1, 3), { $bytes: 'AQI=' }],
    ['an ArrayBuffer', new Uint8Array([1]).buffer, { $bytes: 'AQ==' }],
    ['numbers that are none', [Number.NaN, -Infinity], ['NaN', '-Infinity']],
    ['nothing in a list', [undefined, null], [null, null]],
    ['JSON', { a: [1, 'x', { b: null }] }, { a: [1, 'x', { b: null }] }],
  ])('makes JSON of %s', (_what, value, expected) => {
    expect(shownValue(value)).toEqual(expected);
  });

  it('sends up to 32 KiB whole, and cuts what is more', () => {
    const fits = 'x'.repeat(wholeSize - 2);
    expect(shownValue(fits)).toBe(fits);
    const text = 'x'.repeat(wholeSize);
    expect(shownValue(text)).toEqual({
      $cut: { kind: 'text', length: wholeSize, preview: 'x'.repeat(1_000) },
    });
  });

  it('shows little of what is large, whatever its shape', () => {
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, n]));
    let deep: unknown = 'x'.repeat(50_000);
    for (let n = 0; n < 400; n += 1) deep = { deep, also: [deep] };
    const rows = Array.from({ length: 1_000 }, () => Array.from({ length: 1_000 }, () => 'cell'));
    for (const value of [wide, deep, rows, ['x'.repeat(100_000), wide, rows]]) {
      const shown = shownValue(value);
      expect(shown).toHaveProperty('$cut.length');
      expect(JSON.stringify(shown).length).toBeLessThan(10_000);
    }
  });

  it('does not end a preview between the halves of a character', () => {
    const shown = shownValue(`x${'💩'.repeat(20_000)}`) as { $cut: { preview: string } };
    expect(/\p{Surrogate}/u.test(shown.$cut.preview)).toBe(false);
  });
});

describe('pageOfValue', () => {
  const value = {
    rows: Array.from({ length: 5_000 }, (_, n) => ({ n })),
    'odd key': new Map([[1, 2]]),
  };

  it('gives a part of a list', () => {
    expect(pageOfValue(value, { path: ['rows'], offset: 4_998, limit: 100 })).toEqual({
      kind: 'array',
      length: 5_000,
      offset: 4_998,
      part: [{ n: 4_998 }, { n: 4_999 }],
    });
  });

  it('goes through what JSON has no word for', () => {
    expect(pageOfValue(value, { path: ['odd key', 0, 1], offset: 0, limit: 1 })).toMatchObject({
      kind: 'scalar',
      part: 2,
    });
  });

  it('gives every part of a long text', () => {
    const text = Array.from({ length: 30_000 }, (_, n) => String(n)).join('');
    let read = '';
    while (read.length < text.length) {
      const { part } = pageOfValue(text, { path: [], offset: read.length, limit: 50 });
      read += String(part);
    }
    expect(read).toBe(text);
  });

  it('gives every entry of a large object', () => {
    const object = Object.fromEntries(Array.from({ length: 2_500 }, (_, n) => [`k${n}`, n]));
    const entries: [string, unknown][] = [];
    while (entries.length < 2_500) {
      const { part } = pageOfValue(object, { path: [], offset: entries.length, limit: 1_000 });
      entries.push(...Object.entries(part as object));
    }
    expect(Object.fromEntries(entries)).toEqual(object);
  });

  it('stays bearable, however large the items are', () => {
    const items = Array.from({ length: 1_000 }, () => 'x'.repeat(10_000));
    const page = pageOfValue(items, { path: [], offset: 0, limit: 1_000 });
    expect(JSON.stringify(page).length).toBeLessThan(600_000);
  });
});
