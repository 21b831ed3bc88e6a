import { describe, expect, it } from 'vitest';

import type { JsonSchema } from '../model/json-schema.js';
import { describeSchema } from './describe-schema.js';
import { anyItemSchema, boundedSchema, memberSchema, schemaSize } from './json-schema-member.js';

const text: JsonSchema = { type: 'string' };
const number: JsonSchema = { type: 'number' };
const length: JsonSchema = { type: 'integer', minimum: 0 };

describe('memberSchema', () => {
  it.each<[JsonSchema, string, JsonSchema | undefined]>([
    [true, 'a', true],
    [false, 'a', undefined],
    [{}, 'a', true],
    [{ $ref: '#/x' }, 'a', true],
    [{ properties: { a: text } }, 'a', text],
    [{ type: 'object' }, 'a', true],
    [{ type: 'object' }, 'constructor', true],
    [{ type: 'object', properties: { a: text }, additionalProperties: false }, 'b', undefined],
    [{ type: 'object', properties: { a: false } }, 'a', undefined],
    [{ type: 'object', additionalProperties: number }, 'b', number],
    [{ type: 'object', patternProperties: { x: text }, additionalProperties: false }, 'b', true],
    [{ type: 'array', items: text }, '0', text],
    [{ type: 'array', items: text }, '00', undefined],
    [{ type: 'array', items: text }, 'a', undefined],
    [{ type: 'array', prefixItems: [number], items: false }, '0', number],
    [{ type: 'array', prefixItems: [number], items: false }, '1', undefined],
    [{ type: 'array' }, 'length', length],
    [text, 'length', length],
    [text, '0', text],
    [text, 'a', undefined],
    [number, 'a', undefined],
    [{ type: ['object', 'null'], properties: { a: text } }, 'a', text],
    [{ const: { a: 1 } }, 'a', { const: 1 }],
    [{ const: { a: 1 } }, 'b', undefined],
    [{ const: 'ab' }, 'length', { const: 2 }],
    [{ const: 'ab' }, '1', { const: 'b' }],
    [{ const: [5] }, '0', { const: 5 }],
    [{ const: [5] }, '1', undefined],
    [{ const: 5 }, 'a', undefined],
    [{ enum: [{ a: 1 }, { a: 2 }, 'x'] }, 'a', { anyOf: [{ const: 1 }, { const: 2 }] }],
    [{ anyOf: [{ properties: { a: text } }, { type: 'null' }] }, 'a', text],
    [
      { oneOf: [{ properties: { a: text } }, { properties: { a: number } }] },
      'a',
      { anyOf: [text, number] },
    ],
    [{ anyOf: [{ properties: { a: text } }, {}] }, 'a', true],
    [{ anyOf: [{}, { properties: { a: text } }] }, 'a', true],
    [{ anyOf: [text, number] }, 'a', undefined],
    [{ allOf: [{ properties: { a: text } }] }, 'a', text],
    [
      { properties: { a: text }, allOf: [{ properties: { a: { minLength: 1 } } }] },
      'a',
      { allOf: [text, { minLength: 1 }] },
    ],
    [{ allOf: [text] }, 'a', undefined],
    [{ allOf: [{}] }, 'a', true],
  ])('%j, member %s: %j', (schema, key, member) => {
    expect(memberSchema(schema, key)).toEqual(member);
  });

  it('gives up on what takes too many steps', () => {
    expect(memberSchema({ anyOf: [text, text] }, 'a', { steps: 1 })).toBe(true);
  });
});

describe('anyItemSchema', () => {
  it.each<[JsonSchema, JsonSchema]>([
    [true, true],
    [text, true],
    [{ type: 'array' }, true],
    [{ type: 'array', items: text }, text],
    [{ type: 'array', items: false }, true],
    [{ type: 'array', prefixItems: [text], items: number }, { anyOf: [text, number] }],
    [{ type: 'array', prefixItems: [text], items: false }, text],
    [{ const: [1, 2] }, { anyOf: [{ const: 1 }, { const: 2 }] }],
    [{ const: [] }, true],
  ])('%j', (schema, item) => {
    expect(anyItemSchema(schema)).toEqual(item);
  });
});

describe('boundedSchema', () => {
  it('takes schemas that are absent or too large as unknown', () => {
    const large: JsonSchema = { enum: Array.from({ length: 6_000 }, (_, i) => i) };

    expect(boundedSchema(undefined)).toBe(true);
    expect(boundedSchema(large)).toBe(true);
    expect(boundedSchema(text)).toBe(text);
  });
});

describe('schemaSize', () => {
  it('counts values once and remembers them', () => {
    const known = new Map<JsonSchema, number>();

    expect(schemaSize(text, known)).toBe(2);
    expect(known.get(text)).toBe(2);
    expect(schemaSize(text, new Map([[text, 9]]))).toBe(9);
  });
});

describe('describeSchema', () => {
  it.each<[JsonSchema, string]>([
    [true, 'any value'],
    [false, 'nothing'],
    [{}, 'any value'],
    [text, 'text'],
    [{ type: ['integer', 'null'] }, 'a whole number or null'],
    [{ const: 'a' }, '"a"'],
    [{ enum: [1, null, true] }, '1 or null or true'],
    [{ enum: [1, 2, 3, 4, 5, 6] }, '1, 2, 3, 4, 5 …'],
    [{ anyOf: [text, text, number] }, 'text or a number'],
    [{ oneOf: [text, {}] }, 'any value'],
    [{ type: 'array' }, 'a list'],
    [{ type: 'array', items: {} }, 'a list'],
    [{ type: 'array', items: text }, 'a list (of text)'],
    [
      {
        type: 'array',
        items: { type: 'array', items: { type: 'array', items: { type: 'array', items: text } } },
      },
      'a list (of a list (of a list (of a list)))',
    ],
  ])('%j: %s', (schema, words) => {
    expect(describeSchema(schema)).toBe(words);
  });
});
