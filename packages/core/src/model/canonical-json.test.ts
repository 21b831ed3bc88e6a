import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from './canonical-json.js';
import { isFlowgraftError } from './error.js';

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: {} }, '{"b":{}}'],
    [[], '[]'],
    ['ü\n"', '"ü\\n\\""'],
    [-0, '0'],
    [1e21, '1e+21'],
    [0.000001, '0.000001'],
    [1e-7, '1e-7'],
    [[[]], '[[]]'],
    [{ constructor: 1, toString: 2 }, '{"constructor":1,"toString":2}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])('writes %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('sorts keys by UTF-16 code units, as the example of RFC 8785 has it', () => {
    const value = { '€': 1, '\r': 2, דּ: 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };

    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('gives the same text for every order of keys, and text that parses to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shuffled: unknown = reverseKeys(value);

        expect(canonicalJson(shuffled)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('leaves out the members that it is told to, at any depth', () => {
    const value = { ui: 1, a: [{ ui: 2, b: 3 }] };

    expect(canonicalJson(value, (path) => path.at(-1) === 'ui')).toBe('{"a":[{"b":3}]}');
  });

  it('does not recurse', () => {
    let value: unknown = 1;
    for (let i = 0; i < 100_000; i++) value = i % 2 === 0 ? [value] : { a: value };

    expect(canonicalJson(value)).toHaveLength(50_000 * '[]'.length + 50_000 * '{"a":}'.length + 1);
  });

  it('writes a value twice that stands in two places', () => {
    const shared = { a: 1 };

    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  const loop: unknown[] = [];
  loop.push({ loop });
  it.each([
    ['a function', { a: [() => 1] }, 'a.0'],
    ['a symbol', Symbol('x'), ''],
    ['a bigint', [1n], '0'],
    ['NaN', { n: Number.NaN }, 'n'],
    ['Infinity', { n: Number.POSITIVE_INFINITY }, 'n'],
    ['undefined in a list', [undefined], '0'],
    ['undefined', undefined, ''],
    ['a cycle', loop, '0.loop'],
  ])('refuses %s and says where', (_name, value, path) => {
    let thrown: unknown;
    try {
      canonicalJson(value);
    } catch (error) {
      thrown = error;
    }

    expect(isFlowgraftError(thrown, 'VALUE_UNSUPPORTED') && thrown.details.path).toBe(path);
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reverseKeys(member)]),
  );
}
