import { describe, expect, it } from 'vitest';

import { didYouMean, nearMiss } from './near-miss.js';
import { showNames, showValue } from './show-value.js';

describe('nearMiss', () => {
  const known = ['fetch', 'order.total', 'sendEmail', 'id', 'a-b'];

  it.each([
    ['fetsh', 'fetch'],
    ['ftech', 'fetch'],
    ['fetc', 'fetch'],
    ['fetchh', 'fetch'],
    ['Fetch', 'fetch'],
    ['order_total', 'order.total'],
    ['sendemail', 'sendEmail'],
    ['sendMail', 'sendEmail'],
    ['a_b', 'a-b'],
    ['di', 'id'],
    ['xy', undefined],
    ['somethingElse', undefined],
    ['x'.repeat(65), undefined],
  ])('%s: %s', (given, name) => {
    expect(nearMiss(given, known)).toBe(name);
  });

  it('prefers the nearest', () => {
    expect(nearMiss('total', ['totals2', 'tota', 'notal'])).toBe('tota');
  });

  it('ends a message with it', () => {
    expect(didYouMean('fetsh', known)).toBe('; did you mean "fetch"?');
    expect(didYouMean('xy', known)).toBe('');
  });
});

describe('showValue', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['x'.repeat(100), `"${'x'.repeat(58)}…`],
    [5, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, 2], 'a list of 2'],
    [{}, 'an object'],
    [() => 1, 'a function'],
    [Symbol.iterator, 'a symbol'],
    [true, 'true'],
  ])('%o', (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it('shows bigints, which JSON cannot', () => {
    expect(showValue(5n)).toBe('5n');
  });
});

describe('showNames', () => {
  it.each([
    [[], ''],
    [['a'], '"a"'],
    [['a', 'b'], '"a" and "b"'],
    [['a', 'b', 'c'], '"a", "b" and "c"'],
    [['a', 'b', 'c', 'd', 'e'], '"a", "b", "c" and 2 more'],
  ])('%j', (names, shown) => {
    expect(showNames(names, 3)).toBe(shown);
  });
});
