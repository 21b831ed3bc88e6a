/** Which variant of a union a value is. */

import type { Binding, JsonSchema, JsonSchemaObject } from '@flowgraft/core';
import { bindingForm } from '@flowgraft/core/document';
import type { UnionField } from './field-model.js';
import { isObject } from './field-path.js';
import { resolveSchema } from './resolve-schema.js';

/** Index of the variant that fits best; 0 when nothing is filled in, -1 when the value is of no variant's type. */
export function variantOf(
  { variants }: UnionField,
  value: Binding | undefined,
  root: JsonSchema,
): number {
  if (value === undefined) return 0;
  let best = -1;
  let highest = 0;
  for (const [index, { schema }] of variants.entries()) {
    const score = scoreOf(schema, value, root);
    if (score > highest) {
      best = index;
      highest = score;
    }
  }
  return best;
}

/** 0: not of the type; more: the better it fits. */
function scoreOf(schema: JsonSchemaObject, value: Binding, root: JsonSchema): number {
  if (schema.const !== undefined) return schema.const === value ? 4 : 0;
  if (schema.enum !== undefined) return schema.enum.includes(value) ? 3 : 0;
  const { type } = schema;
  if (type === undefined && schema.properties === undefined) return 0.5;
  if (!isOfType(type ?? 'object', value)) return 0;
  return isObject(value) ? 1 + membersScore(schema, value, root) : 1;
}

function membersScore(
  { properties = {}, required = [], additionalProperties }: JsonSchemaObject,
  value: Readonly<Record<string, Binding>>,
  root: JsonSchema,
): number {
  let score = 0;
  for (const [name, member] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) {
      score -= additionalProperties === false ? 0.2 : 0;
      continue;
    }
    const { const: constant } = resolveSchema(property, root);
    if (constant !== undefined) score += constant === member ? 5 : -0.9;
    else score += 0.5;
  }
  const missing = required.filter((name) => !Object.hasOwn(value, name)).length;
  return Math.max(score - missing * 0.1, -0.9);
}

function isOfType(type: NonNullable<JsonSchemaObject['type']>, value: Binding): boolean {
  const types: readonly string[] = typeof type === 'string' ? [type] : type;
  return types.some((one) => {
    switch (one) {
      case 'integer':
      case 'number':
        return typeof value === 'number';
      case 'array':
        return Array.isArray(value);
      case 'object':
        return isObject(value) && bindingForm(value).kind === 'object';
      case 'null':
        return value === null;
      default:
        return typeof value === one || (one === 'string' && isSecret(value));
    }
  });
}

function isSecret(value: Binding): boolean {
  const { kind } = bindingForm(value);
  return kind === 'secret' || kind === 'template';
}
