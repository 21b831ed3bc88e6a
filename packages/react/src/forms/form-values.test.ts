import type { JsonSchema } from '@flowgraft/core';
import { expect, test } from 'vitest';
import { checkValue } from './check-value.js';
import { durationParts } from './duration-text.js';
import { isShown } from './field-condition.js';
import { pathKey, valueAt, withValueAt } from './field-path.js';
import { humanize } from './humanize.js';
import { literalValues } from './literal-values.js';

test.each([
  ['groupBy', 'Group by'],
  ['max_bytes', 'Max bytes'],
  ['apiURL', 'Api URL'],
  ['GET', 'GET'],
  ['', ''],
  ['\n', '\n'],
])('%j becomes %j', (name, words) => {
  expect(humanize(name)).toBe(words);
});

test('a part of a value is set, and taken away with what is left empty', () => {
  const value = withValueAt(undefined, ['a', 'list', 0, 'name'], 'x');
  expect(value).toEqual({ a: { list: [{ name: 'x' }] } });
  expect(valueAt(value, ['a', 'list', 0, 'name'])).toBe('x');
  expect(withValueAt({ a: { b: 1 }, c: 2 }, ['a', 'b'], undefined)).toEqual({ c: 2 });
  expect(withValueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'], undefined)).toEqual({ a: [{}] });
  expect(valueAt({ a: 1 }, ['toString'])).toBeUndefined();
  expect(pathKey(['a/b', 0])).toBe('a~1b/0');
});

test('a condition looks at the default too, and shows the field where only a run knows', () => {
  const condition = { field: 'method', in: ['POST', 'PUT'] };
  const usual = (): string => 'GET';
  expect(isShown(condition, {}, usual)).toBe(false);
  expect(isShown(condition, { method: 'PUT' }, usual)).toBe(true);
  expect(isShown(condition, { method: { $expr: 'input.method' } }, usual)).toBe(true);
  expect(isShown({ field: 'x', filled: false }, { x: '' }, () => undefined)).toBe(true);
  expect(isShown({ field: 'x', not: 1 }, { x: 1 }, () => undefined)).toBe(false);
});

const person: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2 },
    age: { type: 'integer', minimum: 0 },
    mail: { type: 'string', format: 'email' },
    kind: { enum: ['a', 'b'] },
    tags: { type: 'array', items: { type: 'string', maxLength: 3 }, minItems: 1 },
    until: { type: 'string', format: 'date' },
    wait: { 'x-ui': { widget: 'duration' } },
    more: { type: 'string', minLength: 1, 'x-ui': { showIf: { field: 'kind', is: 'b' } } },
    either: { anyOf: [{ type: 'number' }, { type: 'boolean' }] },
  },
  required: ['name', 'more'],
};

test('what is wrong is said at its field', () => {
  const found = (value: Parameters<typeof checkValue>[1]): string[] =>
    checkValue(person, value).map(({ path, message }) => `${pathKey(path)} ${message}`);
  expect(found(undefined)).toEqual(['name forms.required']);
  expect(found({ name: 'Ada', kind: 'b' })).toEqual(['more forms.required']);
  expect(found({ name: 'Ada', age: 3, mail: 'a@b.co', tags: ['x'], wait: '5m' })).toEqual([]);
  expect(
    found({
      name: 'A',
      age: 1.5,
      mail: 'a',
      kind: 'c',
      tags: ['long text'],
      until: 'soon',
      wait: 'long',
      either: 'x',
    }),
  ).toEqual([
    'name forms.tooShort',
    'age forms.wrongWhole',
    'mail forms.wrongEmail',
    'kind forms.wrongChoice',
    'tags/0 forms.tooLong',
    'until forms.wrongDate',
    'wait forms.wrongDuration',
    'either forms.wrongChoice',
  ]);
  expect(found({ name: 'Ada', tags: [] })).toEqual(['tags forms.tooFew']);
});

test('durations are shown in the unit they were written in', () => {
  expect(durationParts('90s')).toEqual({ amount: 90, unit: 's' });
  expect(durationParts('1h30m')).toEqual({ amount: 90, unit: 'm' });
  expect(durationParts(60_000)).toEqual({ amount: 1, unit: 'm' });
  expect(durationParts('soon')).toBeNull();
});

test('only what is known before a run is sent to the loader of choices', () => {
  expect(
    literalValues({ a: 1, b: { $ref: 'input.x' }, c: { d: { $secret: 's' }, e: ['x'] } }),
  ).toEqual({ a: 1, c: { e: ['x'] } });
});
