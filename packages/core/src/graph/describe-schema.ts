/** JSON Schemas as messages show them. */

import type { JsonSchema, JsonSchemaType } from '../model/json-schema.js';
import { showValue } from '../model/show-value.js';
import { isNever, typesOf } from './json-schema-accepts.js';

const words: Readonly<Record<JsonSchemaType, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const maxChoices = 5;

/** What values of `schema` are, in a few words: `text`, `a list of numbers`, `"a" or "b"`. */
export function describeSchema(schema: JsonSchema, depth = 0): string {
  if (isNever(schema)) return 'nothing';
  if (typeof schema === 'boolean' || depth > 3) return 'any value';
  const constants = schema.const === undefined ? schema.enum : [schema.const];
  if (constants !== undefined) return choice(constants.map(showValue));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return choice(choices.slice(0, maxChoices + 1).map((one) => describeSchema(one, depth + 1)));
  }
  const types = typesOf(schema);
  if (types === undefined) return 'any value';
  if (types.length === 1 && types[0] === 'array' && schema.items !== undefined) {
    const items = describeSchema(schema.items, depth + 1);
    return items === 'any value' ? 'a list' : `a list (of ${items})`;
  }
  return choice(types.map((type) => words[type]));
}

function choice(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  if (different.includes('any value')) return 'any value';
  const shown = different.slice(0, maxChoices);
  return different.length > maxChoices ? `${shown.join(', ')} …` : shown.join(' or ');
}

const boundKeywords = [
  ['minimum', '>='],
  ['exclusiveMinimum', '>'],
  ['maximum', '<='],
  ['exclusiveMaximum', '<'],
  ['minLength', 'length >='],
  ['maxLength', 'length <='],
  ['minItems', 'length >='],
  ['maxItems', 'length <='],
] as const;

/** As `describeSchema`, with the bounds of numbers and lengths. */
export function describeBounds(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return describeSchema(schema);
  const bounds = boundKeywords.flatMap(([keyword, words]) => {
    const bound = schema[keyword];
    return typeof bound === 'number' ? [`${words} ${bound}`] : [];
  });
  return [describeSchema(schema), ...bounds].join(', ');
}
