import { describe, expect, it } from 'vitest';

import { isSameValue } from './same-value.js';

class Order {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

describe('isSameValue', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['NaN', NaN, NaN],
    ['nested data', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['undefined and an absent key', { a: 1, b: undefined }, { a: 1 }],
    ['records without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['dates', new Date(5), new Date(5)],
    ['maps', new Map([['a', [1]]]), new Map([['a', [1]]])],
    ['sets', new Set([1, 2]), new Set([1, 2])],
    ['bytes', new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    ['instances of one class', new Order(1), new Order(1)],
  ])('holds for %s', (_title, left, right) => {
    expect(isSameValue(left, right)).toBe(true);
  });

  it.each<readonly [string, unknown, unknown]>([
    ['0 and -0', 0, -0],
    ['null and an object', null, {}],
    ['an object and null', {}, null],
    ['text and a number', '1', 1],
    ['lists of other lengths', [1], [1, 2]],
    ['lists in another order', [1, 2], [2, 1]],
    ['another value', { a: 1 }, { a: 2 }],
    ['another key', { a: 1 }, { b: 1 }],
    ['a key more', { a: 1 }, { a: 1, b: 2 }],
    ['a list and a record', [], {}],
    ['dates', new Date(5), new Date(6)],
    ['a date and text', new Date(5), new Date(5).toISOString()],
    ['maps', new Map([['a', 1]]), new Map([['a', 2]])],
    ['sets', new Set([1]), new Set([2])],
    ['bytes', new Uint8Array([1]), new Uint8Array([2])],
    ['arrays of other kinds', new Uint8Array([1]), new Int8Array([1])],
    ['an instance and a record', new Order(1), { id: 1 }],
  ])('does not hold for %s', (_title, left, right) => {
    expect(isSameValue(left, right)).toBe(false);
  });
});
