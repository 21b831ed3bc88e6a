import { describe, expect, it } from 'vitest';

import type { JsonSchema } from '../model/json-schema.js';
import { findMisfits } from './json-schema-misfits.js';

const order: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    lines: {
      type: 'array',
      items: { type: 'object', properties: { count: { type: 'integer', minimum: 1 } } },
    },
    to: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  required: ['id'],
  additionalProperties: false,
};

const found = (schema: JsonSchema, value: unknown, steps = 10_000): unknown =>
  findMisfits(schema, value, { steps });

describe('misfits of a value', () => {
  it('are none where the schema lets it through', () => {
    expect(found(order, { id: 'A1', lines: [{ count: 2 }], to: null })).toEqual([]);
  });

  it('stand at the innermost place', () => {
    expect(found(order, { id: 7, lines: [{ count: 1 }, { count: 0 }] })).toEqual([
      { path: ['id'], message: 'expected text, found 7' },
      { path: ['lines', 1, 'count'], message: 'expected a whole number, >= 1, found 0' },
    ]);
  });

  it('name fields that are missing or unknown', () => {
    expect(found(order, { colour: 'red' })).toEqual([
      { path: ['id'], message: 'a value is required here' },
      { path: ['colour'], message: 'there is no field of this name' },
    ]);
  });

  it('stand at the whole where nothing inside is to blame', () => {
    expect(found(order, 'A1')).toEqual([{ path: [], message: 'expected an object, found "A1"' }]);
    expect(found(order, { id: 'A1', to: 3 })).toEqual([
      { path: ['to'], message: 'expected text or null, found 3' },
    ]);
    expect(found(false, 1)).toEqual([{ path: [], message: 'expected nothing, found 1' }]);
  });

  it('are not taken from prototypes', () => {
    expect(found({ type: 'object', properties: {}, required: ['toString'] }, {})).toEqual([
      { path: ['toString'], message: 'a value is required here' },
    ]);
  });

  it('are few', () => {
    const many = { id: 'A1', lines: Array.from({ length: 5_000 }, () => ({ count: 'x' })) };
    expect(findMisfits(order, many, { steps: 1_000_000 })).toHaveLength(20);
  });
});
