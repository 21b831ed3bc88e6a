import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { JsonSchema } from '../model/json-schema.js';
import { accepts } from './json-schema-accepts.js';
import { isAssignable } from './json-schema-assignable.js';

const text: JsonSchema = { type: 'string' };
const number: JsonSchema = { type: 'number' };
const integer: JsonSchema = { type: 'integer' };
const list = (items: JsonSchema, more: object = {}): JsonSchema => ({
  type: 'array',
  items,
  ...more,
});
const object = (properties: Record<string, JsonSchema>, more: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...more,
});
const closed = { additionalProperties: false };

describe('isAssignable', () => {
  it.each<[string, JsonSchema, JsonSchema, string]>([
    ['anything to anything', true, true, 'yes'],
    ['anything to text', true, text, 'maybe'],
    ['anything, said with a title, to text', { title: 'x' }, text, 'maybe'],
    ['text to anything', text, {}, 'yes'],
    ['text to anything with a title', text, { title: 'x', description: 'y', default: 1 }, 'yes'],
    ['nothing to text', false, text, 'yes'],
    ['text to nothing', text, false, 'no'],
    ['text to nothing, as zod writes it', text, { not: {} }, 'no'],
    ['text to { not: true }', text, { not: true }, 'no'],
    ['text to text', text, { type: 'string' }, 'yes'],
    ['text to a number', text, number, 'no'],
    ['an integer to a number', integer, number, 'yes'],
    ['a number to an integer', number, integer, 'maybe'],
    ['text or null to text', { type: ['string', 'null'] }, text, 'maybe'],
    ['text or null to a number', { type: ['string', 'null'] }, number, 'no'],
    ['text to text or null', text, { type: ['string', 'null'] }, 'yes'],
    ['text to one of two', text, { anyOf: [number, text] }, 'yes'],
    ['text to none of two', text, { anyOf: [number, list(text)] }, 'no'],
    ['one of two to text', { oneOf: [text, number] }, text, 'maybe'],
    ['one of two to both', { anyOf: [text, number] }, { oneOf: [number, text] }, 'yes'],
    ['neither of two', { anyOf: [text, number] }, list(text), 'no'],
    ['no alternatives at all', { anyOf: [] }, text, 'maybe'],
    [
      'text to one of two with a keyword beside them',
      text,
      { anyOf: [text], minLength: 1 },
      'maybe',
    ],
    ['all of two, one of which fits', { allOf: [text, {}] }, text, 'yes'],
    ['all of two, one of which cannot fit', { allOf: [text, {}] }, number, 'no'],
    ['all of two that leave it open', { allOf: [{}, {}] }, number, 'maybe'],
    ['text to all of two', text, { allOf: [text, { minLength: 1 }] }, 'maybe'],
    ['text to all of two, one of which is a number', text, { allOf: [text, number] }, 'no'],
    ['a constant that fits', { const: 'a' }, { enum: ['a', 'b'] }, 'yes'],
    ['a constant that does not', { const: 'c' }, { enum: ['a', 'b'] }, 'no'],
    ['constants some of which fit', { enum: ['a', 'c'] }, { enum: ['a', 'b'] }, 'maybe'],
    ['text to constants', text, { enum: ['a', 1] }, 'maybe'],
    ['text to constants none of which is text', text, { enum: [1, 2] }, 'no'],
    ['text to one constant', text, { const: 1 }, 'no'],
    ['null to null', { type: 'null' }, { const: null }, 'yes'],
    ['true or false to both', { type: 'boolean' }, { enum: [true, false] }, 'yes'],
    ['true or false to true', { type: 'boolean' }, { const: true }, 'maybe'],
    [
      'a range to a wider one',
      { type: 'number', minimum: 2, maximum: 3 },
      { type: 'number', minimum: 1 },
      'yes',
    ],
    [
      'a range to a narrower one',
      { type: 'number', minimum: 1 },
      { type: 'number', minimum: 2 },
      'maybe',
    ],
    ['a range to one above', { type: 'number', maximum: 1 }, { type: 'number', minimum: 2 }, 'no'],
    ['a range to one below', { type: 'number', minimum: 2 }, { type: 'number', maximum: 1 }, 'no'],
    [
      'a range to one that starts where it ends',
      { type: 'number', maximum: 2 },
      { type: 'number', exclusiveMinimum: 2 },
      'no',
    ],
    [
      'a range to one that ends where it starts',
      { type: 'number', minimum: 2 },
      { type: 'number', exclusiveMaximum: 2 },
      'no',
    ],
    [
      'an open range to a closed one',
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'number', minimum: 0 },
      'yes',
    ],
    [
      'a closed range to an open one',
      { type: 'number', minimum: 0 },
      { type: 'number', exclusiveMinimum: 0 },
      'maybe',
    ],
    [
      'a range inside an open one',
      { type: 'number', minimum: 1, maximum: 2 },
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 3 },
      'yes',
    ],
    [
      'a length to a wider one',
      { type: 'string', minLength: 2, maxLength: 3 },
      { type: 'string', minLength: 1, maxLength: 3 },
      'yes',
    ],
    [
      'a length to a narrower one',
      { type: 'string', minLength: 1 },
      { type: 'string', minLength: 2 },
      'maybe',
    ],
    [
      'a length to a greater one',
      { type: 'string', maxLength: 1 },
      { type: 'string', minLength: 2 },
      'no',
    ],
    [
      'a length to a smaller one',
      { type: 'string', minLength: 3 },
      { type: 'string', maxLength: 2 },
      'no',
    ],
    ['text to text of a format', text, { type: 'string', format: 'email' }, 'maybe'],
    [
      'a format to itself',
      { type: 'string', format: 'email', title: 'a' },
      { type: 'string', format: 'email' },
      'yes',
    ],
    [
      'a format to another',
      { type: 'string', format: 'uri' },
      { type: 'string', format: 'email' },
      'maybe',
    ],
    ['what is referred to elsewhere', { $ref: '#/x' }, text, 'maybe'],
    ['to what is referred to elsewhere', text, { $ref: '#/x' }, 'maybe'],
    ['a list to a list', list(text), list(text), 'yes'],
    ['a list of numbers to a list of texts', list(number), list(text), 'no'],
    ['a list of anything to a list of texts', { type: 'array' }, list(text), 'maybe'],
    ['a list to one with a least length', list(text), list(text, { minItems: 1 }), 'maybe'],
    [
      'a list to one that is longer',
      list(text, { maxItems: 1 }),
      list(text, { minItems: 2 }),
      'no',
    ],
    [
      'a tuple to a list',
      { type: 'array', prefixItems: [text, text], items: false },
      list(text),
      'yes',
    ],
    [
      'a tuple to a list of something else',
      { type: 'array', prefixItems: [text, number], items: false },
      list(text),
      'no',
    ],
    ['a list to a tuple', list(text), { type: 'array', prefixItems: [text, number] }, 'no'],
    ['a list to an object', list(text), object({}), 'no'],
    [
      'an object to one with fewer members',
      object({ a: text, b: text }, { required: ['a'] }),
      object({ a: text }, { required: ['a'] }),
      'yes',
    ],
    [
      'an object whose member may be absent',
      object({ a: text }),
      object({ a: text }, { required: ['a'] }),
      'maybe',
    ],
    [
      'an object without a required member',
      object({}, closed),
      object({ a: text }, { required: ['a'] }),
      'no',
    ],
    [
      'an open object without a required member',
      object({}),
      object({ a: text }, { required: ['a'] }),
      'maybe',
    ],
    [
      'an object with a wrong member',
      object({ a: text }, { required: ['a'] }),
      object({ a: number }),
      'no',
    ],
    [
      'an object with a wrong member that may be absent',
      object({ a: text }),
      object({ a: number }),
      'maybe',
    ],
    [
      'an object with a wrong member that is asked for',
      object({ a: text }),
      object({ a: number }, { required: ['a'] }),
      'no',
    ],
    [
      'an object to a closed one',
      object({ a: text }, { ...closed, required: ['a'] }),
      object({ a: text }, closed),
      'yes',
    ],
    [
      'an object with a member too many',
      object({ b: text }, { required: ['b'] }),
      object({ a: text }, closed),
      'no',
    ],
    ['an open object to a closed one', object({ a: text }), object({ a: text }, closed), 'maybe'],
    [
      'an object to a record',
      object({ a: text }, closed),
      { type: 'object', additionalProperties: text },
      'yes',
    ],
    [
      'a record to a record of something else',
      { type: 'object', additionalProperties: number },
      { type: 'object', additionalProperties: text },
      'maybe',
    ],
  ])('%s', (_name, from, to, verdict) => {
    expect(isAssignable(from, to)).toBe(verdict);
  });

  it('leaves open what takes too many steps, and shares them between questions', () => {
    const deep = (levels: number, leaf: JsonSchema): JsonSchema =>
      levels === 0 ? leaf : list(deep(levels - 1, leaf));
    const budget = { steps: 50 };

    expect(isAssignable(deep(40, text), deep(40, number), budget)).toBe('no');
    expect(isAssignable(deep(40, text), deep(40, number), budget)).toBe('maybe');
    expect(isAssignable(deep(200, text), deep(200, number))).toBe('maybe');
  });

  const leaf = fc.constantFrom<JsonSchema>(
    true,
    false,
    text,
    number,
    integer,
    { type: 'boolean' },
    { type: 'null' },
    { type: ['string', 'null'] },
    { const: 1 },
    { enum: ['a', 2, null] },
    { type: 'number', minimum: 1, exclusiveMaximum: 3 },
    { type: 'integer', exclusiveMinimum: 0, maximum: 2 },
    { type: 'string', minLength: 1 },
    { type: 'string', maxLength: 1 },
  );
  const schemas = fc.letrec<{ schema: JsonSchema }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.tuple(tie('schema'), fc.nat(2)).map(([items, minItems]) => list(items, { minItems })),
      fc
        .array(tie('schema'), { maxLength: 2 })
        .map((prefixItems) => ({ type: 'array' as const, prefixItems, items: false })),
      fc
        .tuple(
          fc.dictionary(fc.constantFrom('a', 'b'), tie('schema')),
          fc.subarray(['a', 'b']),
          fc.constantFrom(true, false, text),
        )
        .map(([properties, required, additionalProperties]) =>
          object(properties, { required, additionalProperties }),
        ),
      fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((anyOf) => ({ anyOf })),
      fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
    ),
  })).schema;
  const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false, 0, 1, 1.5, 2, 3, '', 'a', 'ab'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
    ),
  })).value;

  /** Two of these are related more often than two of those. */
  const simple = fc.oneof(
    leaf,
    leaf.map((items) => list(items)),
    fc.tuple(leaf, fc.subarray(['a'])).map(([a, required]) => object({ a }, { required })),
  );
  const samples = fc.array(values, { minLength: 30, maxLength: 30 });

  it('says yes only when every value of the one fits the other', () => {
    let checked = 0;
    fc.assert(
      fc.property(fc.oneof(simple, schemas), simple, samples, (from, to, sample) => {
        if (isAssignable(from, to) !== 'yes') return;
        for (const value of sample.filter((one) => accepts(from, one) === 'yes')) {
          expect(accepts(to, value)).not.toBe('no');
          checked++;
        }
      }),
      { seed: 5, numRuns: 1_500 },
    );
    expect(checked).toBeGreaterThan(200);
  });

  it('says no only when no value of the one fits the other, but for lists that end early', () => {
    let checked = 0;
    fc.assert(
      fc.property(schemas, schemas, samples, (from, to, sample) => {
        if (isAssignable(from, to) !== 'no') return;
        const hasNoList = sample.filter((one) => !JSON.stringify(one).includes('['));
        for (const value of hasNoList.filter((one) => accepts(from, one) === 'yes')) {
          expect(accepts(to, value)).not.toBe('yes');
          checked++;
        }
      }),
      { seed: 6, numRuns: 1_000 },
    );
    expect(checked).toBeGreaterThan(500);
  });
});

describe('accepts', () => {
  it.each<[JsonSchema, unknown, string]>([
    [true, 1, 'yes'],
    [false, 1, 'no'],
    [{ not: {} }, 1, 'no'],
    [{ not: { type: 'string' } }, 1, 'maybe'],
    [{ $ref: '#/x' }, 1, 'maybe'],
    [{ type: 'string', pattern: 'x' }, 'a', 'maybe'],
    [{ type: 'string', pattern: 'x' }, 1, 'no'],
    [integer, 1, 'yes'],
    [integer, 1.5, 'no'],
    [{ type: 'null' }, null, 'yes'],
    [{ type: 'object' }, null, 'no'],
    [{ type: 'object' }, [], 'no'],
    [{ type: 'array' }, [], 'yes'],
    [{ minimum: 1, maximum: 2 }, 1, 'yes'],
    [{ minimum: 1 }, 0, 'no'],
    [{ maximum: 1 }, 2, 'no'],
    [{ exclusiveMinimum: 1 }, 1, 'no'],
    [{ exclusiveMaximum: 1 }, 1, 'no'],
    [{ minimum: '1' }, 0, 'yes'],
    [{ minLength: 2 }, '😀', 'no'],
    [{ maxLength: 1 }, '😀', 'yes'],
    [{ minItems: 1 }, [], 'no'],
    [{ maxItems: 1 }, [1, 2], 'no'],
    [{ prefixItems: [text], items: number }, ['a', 1, 2], 'yes'],
    [{ prefixItems: [text], items: number }, ['a', 'b'], 'no'],
    [{ required: ['constructor'] }, {}, 'no'],
    [{ properties: { constructor: text } }, {}, 'yes'],
    [{ additionalProperties: text }, { a: 1 }, 'no'],
    [{ anyOf: [text, number] }, 1, 'yes'],
    [{ oneOf: [text, { pattern: 'x', type: 'number' }] }, 1, 'maybe'],
    [{ allOf: [number, { minimum: 2 }] }, 1, 'no'],
    [{ const: { a: [1, { b: 2 }] } }, { a: [1, { b: 2 }] }, 'yes'],
    [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }, 'yes'],
    [{ const: { a: 1 } }, { a: 1, b: 2 }, 'no'],
    [{ const: { a: 1 } }, { b: 1 }, 'no'],
    [{ const: [1] }, [1, 2], 'no'],
    [{ const: [1] }, { 0: 1 }, 'no'],
    [{ const: 1 }, { a: 1 }, 'no'],
    [{ enum: [1, 'a'] }, 'a', 'yes'],
    [{ enum: [] }, 'a', 'no'],
  ])('%j, %j: %s', (schema, value, verdict) => {
    expect(accepts(schema, value)).toBe(verdict);
  });

  it('leaves open what takes too many steps', () => {
    expect(accepts({ items: text }, [1, 2, 3], { steps: 1 })).toBe('maybe');
  });
});
