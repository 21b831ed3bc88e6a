import { expect, it } from 'vitest';
import * as z from 'zod';

import { isPlainSchema } from './plain-schema.js';

const deep = Array.from({ length: 30 }).reduce<z.ZodType>((inner) => z.array(inner), z.string());

it.each([
  ['string', z.string().min(2), true],
  ['email', z.email(), true],
  ['number', z.number().int(), true],
  ['boolean', z.boolean(), true],
  ['null', z.null(), true],
  ['enum', z.enum(['a', 'b']), true],
  ['literal', z.literal(['a', 1]), true],
  ['object', z.object({ a: z.string(), b: z.object({ c: z.number() }) }), true],
  ['strict object', z.strictObject({ a: z.string() }), true],
  ['array', z.array(z.string()), true],
  ['optional', z.string().optional(), true],
  ['nullable', z.string().nullable(), true],
  ['union', z.union([z.string(), z.number()]), true],
  ['bigint literal', z.literal(1n), false],
  ['bigint', z.bigint(), false],
  ['date', z.date(), false],
  ['unknown', z.unknown(), false],
  ['loose object', z.looseObject({ a: z.string() }), false],
  ['transform', z.string().transform((text) => text.length), false],
  ['object with an unknown', z.object({ a: z.unknown() }), false],
  ['array of dates', z.array(z.date()), false],
  ['union with a date', z.union([z.string(), z.date()]), false],
  ['record', z.record(z.string(), z.unknown()), false],
  ['map', z.map(z.string(), z.string()), false],
  ['lazy', z.lazy(() => z.string()), false],
  ['too deep to tell', deep, false],
])('of %s says so', (_title, schema, isPlain) => {
  expect(isPlainSchema(schema)).toBe(isPlain);
});
