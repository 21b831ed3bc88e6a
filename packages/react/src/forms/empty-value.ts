/** What a field begins with when a person adds it. */

import type { Binding, JsonSchema } from '@flowgraft/core';
import { readField, type Field, type ObjectField } from './field-model.js';

/** A new item of a list, or the value of a variant that was just chosen: as empty as its type allows. */
export function emptyValue(schema: JsonSchema, root: JsonSchema, depth = 0): Binding {
  const field = readField(schema, root);
  if (field.defaultValue !== undefined) return field.defaultValue;
  switch (field.kind) {
    case 'text':
    case 'date':
    case 'duration':
      return '';
    case 'number':
      return field.minimum ?? 0;
    case 'boolean':
      return false;
    case 'constant':
      return field.value;
    case 'choice':
      return field.choices[0]?.value ?? null;
    default:
      return emptyParts(field, root, depth);
  }
}

/** Schemas may hold themselves. */
const maxDepth = 3;

function emptyParts(field: Field, root: JsonSchema, depth: number): Binding {
  const inner = (schema: JsonSchema | undefined): Binding =>
    schema === undefined || depth > maxDepth ? null : emptyValue(schema, root, depth + 1);
  switch (field.kind) {
    case 'list':
      return [];
    case 'tuple':
      return field.items.map(inner);
    case 'object':
      return constantsOf(field, root);
    case 'record':
      return {};
    case 'union':
      return inner(field.variants[0]?.schema);
    default:
      return null;
  }
}

function constantsOf({ members }: ObjectField, root: JsonSchema): Binding {
  const constants = members.flatMap(({ name, schema, isRequired }) => {
    const field = readField(schema, root);
    return isRequired && field.kind === 'constant' ? [[name, field.value] as const] : [];
  });
  return Object.fromEntries(constants);
}
