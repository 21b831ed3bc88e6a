/** Which object or list schemas a value can be checked against member by member. */

import type { JsonSchema, JsonSchemaObject } from '../model/json-schema.js';
import { isNever, typesOf } from './json-schema-accepts.js';

/**
 * The object schemas (or list schemas) that `schema` leaves a choice of. None when it takes no such value, or
 * when nothing is known of it.
 */
export function containerAlternatives(
  schema: JsonSchema,
  type: 'object' | 'array',
): readonly JsonSchemaObject[] {
  if (typeof schema === 'boolean') return schema ? [{}] : [];
  if (isNever(schema)) return [];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined)
    return choices.flatMap((choice) => containerAlternatives(choice, type));
  const types = typesOf(schema);
  if (types !== undefined && !types.includes(type)) return [];
  if (schema.const !== undefined || schema.enum !== undefined || schema.allOf !== undefined)
    return [{}, schema];
  return [schema];
}
