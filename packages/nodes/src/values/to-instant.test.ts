import { describe, expect, it } from 'vitest';

import { toInstant } from './to-instant.js';

describe('toInstant', () => {
  it.each([
    [new Date(5), 5],
    [5, 5],
    ['1970-01-01', 0],
    ['1970-01-01T00:00', 0],
    ['1970-01-01 00:00:01', 1_000],
    ['1970-01-01T00:00:00.5Z', 500],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1970-01-01T01:00+0100', 0],
    [' 1970-01-01 ', 0],
  ])('reads %s', (value, expected) => {
    expect(toInstant(value)).toBe(expected);
  });

  it.each([
    '',
    'today',
    '1970',
    '1970-13-01',
    '1970-00-10',
    '2026-02-29',
    '1970-01-01T25:00',
    '01/02/2026',
    'x'.repeat(100),
    NaN,
    8.65e15,
    new Date(NaN),
    null,
    true,
    {},
  ])('refuses %s', (value) => {
    expect(toInstant(value)).toBeUndefined();
  });
});
