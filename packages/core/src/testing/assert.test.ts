import { describe, expect, it } from 'vitest';
import { check, checkEqual, checkFails, ContractViolation, isSame } from './assert.js';

describe('isSame', () => {
  it.each<readonly [unknown, unknown, boolean]>([
    [1, 1, true],
    [0, -0, false],
    [NaN, NaN, true],
    [null, {}, false],
    [{}, null, false],
    ['a', ['a'], false],
    [[1, [2]], [1, [2]], true],
    [[1], { 0: 1 }, false],
    [[1], [1, undefined], false],
    [{ a: undefined }, {}, false],
    [{ a: undefined }, { b: undefined }, false],
    [{ constructor: new Date(0) }, { constructor: new Date(0) }, true],
    [new Date(1), new Date(2), false],
    [new Date(NaN), new Date(NaN), true],
    [new Map([[1, {}]]), new Map([[1, {}]]), true],
    [new Map([[1, {}]]), new Map([[2, {}]]), false],
    [new Set([[]]), new Set([[]]), true],
    [new Set([1, 2]), new Set([2, 1]), false],
    [Uint8Array.of(1), Uint8Array.of(1), true],
    [Uint8Array.of(1), Int8Array.of(1), false],
    [Uint8Array.of(1).buffer, Uint8Array.of(2).buffer, false],
    [Uint8Array.of(1).buffer, Uint8Array.of(1).buffer, true],
  ])('%j and %j: %s', (a, b, same) => {
    expect(isSame(a, b)).toBe(same);
  });
});

describe('checks', () => {
  it('pass in silence', async () => {
    check(true, 'never shown');
    checkEqual([1], [1], 'lists');
    expect(await checkFails(() => Promise.reject(new Error('no')), 'call')).toEqual(
      new Error('no'),
    );
  });

  it('say what was expected and what was found', async () => {
    expect(() => checkEqual({ n: 1n, u: undefined, x: NaN }, [2], 'value')).toThrow(
      new ContractViolation('value: expected [2], found {"n":"1","u":"undefined","x":"NaN"}'),
    );
    expect(() => checkEqual('x'.repeat(1000), '', 'long')).toThrow('(1002 characters)');
    expect(() => check(false, 'broken')).toThrow(new ContractViolation('broken'));
    await expect(checkFails(() => 1, 'call')).rejects.toThrow(
      'call: expected a failure, found none',
    );
  });
});
