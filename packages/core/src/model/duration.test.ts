import { describe, expect, it } from 'vitest';

import { durationMs, parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    [0, 0],
    [1500, 1500],
    ['250ms', 250],
    ['10s', 10_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
  ])('takes %j as %d ms', (duration, ms) => {
    expect(parseDuration(duration)).toBe(ms);
  });

  it.each([
    [''],
    ['5'],
    ['m'],
    ['5 m'],
    ['-5m'],
    ['5y'],
    ['5mm'],
    ['1h,30m'],
    ['1e3s'],
    [`${'9'.repeat(65)}s`],
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [null],
    [undefined],
    [{}],
  ])('refuses %j', (duration) => {
    expect(parseDuration(duration)).toBeUndefined();
  });
});

describe('durationMs', () => {
  it('names the option and shows the value it refuses', () => {
    expect(durationMs('1m', 'lease')).toBe(60_000);
    expect(() => durationMs('soon', 'lease')).toThrow(/lease.*"soon"/);
  });
});
