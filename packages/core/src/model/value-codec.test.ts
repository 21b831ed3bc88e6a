import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSame } from '../testing/assert.js';
import { isFlowgraftError } from './error.js';
import { assertStorable, decodeValue, encodeValue } from './value-codec.js';

function roundTrip(value: unknown): unknown {
  return decodeValue(encodeValue(value));
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

function problemOf(act: () => unknown): { code: string; path?: string; kind?: string } {
  try {
    act();
  } catch (error) {
    if (isFlowgraftError(error)) return { code: error.code, ...error.details };
    throw error;
  }
  return { code: 'none' };
}

describe('values that come back as they were', () => {
  const view = new Uint16Array(new Uint8Array([9, 9, 1, 2, 3, 4, 9, 9]).buffer, 2, 2);
  it.each<readonly [string, unknown]>([
    ['null', null],
    ['text with every kind of character', 'é\u0000\n"\\\ud800 𝒳 \u2028'],
    [
      'an object with prototype-named keys',
      { constructor: 1, toString: null, hasOwnProperty: 'x' },
    ],
    ['undefined', undefined],
    ['undefined in an array', [undefined, 1]],
    ['undefined as the value of a key', { a: undefined }],
    ['undefined in a map', new Map([['a', undefined]])],
    ['not a number', [NaN, Infinity, -Infinity, -0, 0]],
    ['a bigint', [0n, -12345678901234567890n]],
    ['a date', { at: new Date(1_700_000_000_123) }],
    ['an invalid date', new Date(NaN)],
    [
      'maps and sets inside each other',
      new Map<unknown, unknown>([[new Set([1n]), new Map([[{ a: 1 }, []]])]]),
    ],
    ['array buffers', new Uint8Array([0, 255, 128]).buffer],
    ['a view of a part of a buffer', view],
    [
      'every typed array',
      [
        Int8Array,
        Uint8Array,
        Uint8ClampedArray,
        Int16Array,
        Uint16Array,
        Int32Array,
        Uint32Array,
        Float32Array,
        Float64Array,
      ].map((type) => type.of(1, 2, 3)),
    ],
    ['big typed arrays', [BigInt64Array.of(-1n), BigUint64Array.of(2n)]],
    ['a hundred thousand bytes', new Uint8Array(100_000).map((_, index) => index * 7)],
    ['an object that looks like a tag', { $fg: 'date', v: 0 }],
    ['a tag look-alike around a real date', { $fg: { $fg: 'object', v: new Date(5) } }],
    ['500 levels', nested(500)],
    ['500 levels above something to tag', [nested(499), 1n]],
  ])('%s', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
    expect(() => assertStorable(value)).not.toThrow();
  });

  it('keeps a key named __proto__ as data', () => {
    const plain: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    for (const value of [plain, { nested: plain, big: 1n }]) {
      expect(roundTrip(value)).toStrictEqual(value);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const tagged: unknown = JSON.parse('{"__proto__": {"$fg": 1}}');
    const back = roundTrip(tagged) as object;
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.hasOwn(back, '__proto__')).toBe(true);
  });

  it('gives an object without a prototype an ordinary one', () => {
    const bare: unknown = Object.assign(Object.create(null) as object, { a: 1n });
    expect(roundTrip(bare)).toStrictEqual({ a: 1n });
  });

  it('takes plain objects of another realm', () => {
    // What a vm context or a frame hands over: a root prototype that is not this realm's.
    const foreignRoot = Object.create(null) as object;
    Object.defineProperty(foreignRoot, 'isPrototypeOf', { value: () => false });
    const foreign: unknown = Object.assign(Object.create(foreignRoot) as object, { a: 1 });
    expect(roundTrip(foreign)).toStrictEqual({ a: 1 });
  });

  it('writes plain JSON as JSON', () => {
    const value = { a: [1, 'x', null, true], b: { c: 0.5 } };
    expect(encodeValue(value)).toBe(JSON.stringify(value));
  });

  it('keeps a value used twice, side by side', () => {
    const shared = { n: 1n };
    expect(roundTrip([shared, shared])).toStrictEqual([shared, shared]);
  });

  it('round-trips anything made of supported kinds', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withUnicodeString: true,
      withSparseArray: false,
      key: fc.oneof(fc.string(), fc.constantFrom('$fg', 'v', '__proto__', 'constructor')),
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(isSame(roundTrip(value), value)).toBe(true);
      }),
      { seed: 20, numRuns: 500 },
    );
  });
});

function ignore(): void {}

class Money {
  readonly amount = 1;
}

describe('values that are refused', () => {
  const cycle: { a: { b?: unknown } } = { a: {} };
  cycle.a.b = cycle;
  class Own extends Date {}
  it.each<readonly [string, string, unknown]>([
    ['function', 'value.a', { a: () => 1 }],
    ['symbol', 'value[0]', [Symbol('x')]],
    ['symbol key', 'value.a', { a: { [Symbol('x')]: 1 } }],
    ['Money', 'value["two words"].x', { 'two words': { x: new Money() } }],
    ['Own', 'value', new Own()],
    ['Buffer', 'value', bufferLike()],
    ['class instance', 'value', new (class {})()],
    ['List', 'value.a', { a: new (class List extends Array {})() }],
    ['class instance', 'value', Object.create(Object.create(null) as object)],
    ['cycle', 'value.a.b', cycle],
    [
      'accessor',
      'value.a',
      {
        get a() {
          return 1;
        },
      },
    ],
    ['accessor', 'value.a', Object.defineProperty({}, 'a', { set: ignore, enumerable: true })],
    ['sparse array', 'value.list[1]', { list: [1, , 3] }], // oxlint-disable-line no-sparse-arrays
    ['too deep', `value${'[0]'.repeat(500)}`, nested(501)],
    ['function', 'value[0]', new Map([['a', () => 1]])],
    ['function', 'value[0]', new Set([() => 1])],
    ['Promise', 'value', Promise.resolve()],
  ])('%s at %s', (kind, path, value) => {
    expect(problemOf(() => encodeValue(value))).toEqual({ code: 'VALUE_UNSUPPORTED', path, kind });
    expect(problemOf(() => assertStorable(value)).code).toBe('VALUE_UNSUPPORTED');
  });

  it('names the place by the path that the caller gives', () => {
    const refused = problemOf(() => assertStorable({ a: [() => 1] }, 'output of step fetch'));
    expect(refused.path).toBe('output of step fetch.a[0]');
  });

  it('reads no accessor', () => {
    let reads = 0;
    const value = {
      get a() {
        reads += 1;
        return 1;
      },
    };
    expect(() => encodeValue(value)).toThrow('accessor');
    expect(reads).toBe(0);
  });
});

/** A subclass of a typed array, as Node's Buffer is. */
function bufferLike(): unknown {
  class Buffer extends Uint8Array {}
  return new Buffer(2);
}

describe('text that no encoder wrote', () => {
  it.each<readonly [string, string]>([
    ['no JSON', '{"a":'],
    ['an unknown tag', '{"$fg":"complex","v":1}'],
    ['a tag without a name', '{"$fg":null}'],
    ['a wrong number', '{"$fg":"number","v":"1"}'],
    ['a wrong bigint', '{"$fg":"bigint","v":"0x1"}'],
    ['a bigint that is a number', '{"$fg":"bigint","v":1}'],
    ['a wrong date', '{"$fg":"date","v":"today"}'],
    ['a map without entries', '{"$fg":"map","v":{}}'],
    ['a map entry that is no pair', '{"$fg":"map","v":[[1]]}'],
    ['a map entry that is no list', '{"$fg":"map","v":[1]}'],
    ['a set without items', '{"$fg":"set"}'],
    ['bytes that are no text', '{"$fg":"bytes","as":"Uint8Array","v":1}'],
    ['bytes that are no base64', '{"$fg":"bytes","as":"Uint8Array","v":"*"}'],
    ['bytes of an unknown array', '{"$fg":"bytes","as":"Int7Array","v":""}'],
    ['bytes of no array', '{"$fg":"bytes","v":""}'],
    ['bytes that do not fill the array', '{"$fg":"bytes","as":"Float64Array","v":"AAAA"}'],
    ['an escaped object that is none', '{"$fg":"object","v":null}'],
    ['an escaped object that is text', '{"$fg":"object","v":"x"}'],
    [
      'nesting beyond all bounds',
      `${'['.repeat(100_000)}{"$fg":"undefined"}${']'.repeat(100_000)}`,
    ],
  ])('%s', (_, text) => {
    expect(problemOf(() => decodeValue(text)).code).toBe('VALUE_CORRUPT');
  });
});
