/** The schema of a part of a value. */

import type { JsonSchema, JsonSchemaObject, JsonSchemaType } from '../model/json-schema.js';
import {
  isNever,
  isRecord,
  itemSchema,
  propertySchema,
  typesOf,
  type StepBudget,
} from './json-schema-accepts.js';

const length: JsonSchema = { type: 'integer', minimum: 0 };
const character: JsonSchema = { type: 'string' };
const position = /^(?:0|[1-9]\d*)$/;

/**
 * The schema of member `key` (or item, for a list) of a value of `schema`; `undefined` when no such value has
 * it, and `true` when nothing is known about it.
 */
export function memberSchema(
  schema: JsonSchema,
  key: string,
  budget: StepBudget = { steps: 10_000 },
): JsonSchema | undefined {
  if (isNever(schema)) return undefined;
  if (typeof schema === 'boolean' || schema['$ref'] !== undefined) return true;
  if (--budget.steps < 0) return true;
  const inner = (part: JsonSchema): JsonSchema | undefined => memberSchema(part, key, budget);
  const constants = schema.const === undefined ? schema.enum : [schema.const];
  if (constants !== undefined) return either(constants.map((value) => constantMember(value, key)));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return either(choices.map(inner));
  if (schema.allOf !== undefined)
    return both([{ ...schema, allOf: undefined }, ...schema.allOf].map(inner));
  const types = typesOf(schema) ?? guessTypes(schema);
  return types === undefined ? true : either(types.map((type) => typedMember(schema, type, key)));
}

/** A value of one of these schemas, where it is there at all. */
export function either(schemas: readonly (JsonSchema | undefined)[]): JsonSchema | undefined {
  const [first, ...others] = [...new Set(schemas)].filter((schema) => schema !== undefined);
  if (first === undefined) return undefined;
  if (others.length === 0) return first;
  return others.includes(true) || first === true ? true : { anyOf: [first, ...others] };
}

/** A value of all of these schemas. */
function both(schemas: readonly (JsonSchema | undefined)[]): JsonSchema | undefined {
  if (schemas.includes(undefined)) return undefined;
  const [first = true, ...others] = schemas.filter((schema) => schema !== true) as JsonSchema[];
  return others.length === 0 ? first : { allOf: [first, ...others] };
}

function constantMember(value: unknown, key: string): JsonSchema | undefined {
  if (typeof value === 'string' || Array.isArray(value)) {
    if (key === 'length') return { const: value.length };
    const item: unknown = position.test(key) ? value[Number(key)] : undefined;
    return item === undefined ? undefined : { const: item };
  }
  return isRecord(value) && Object.hasOwn(value, key) ? { const: value[key] } : undefined;
}

function guessTypes(schema: JsonSchemaObject): readonly JsonSchemaType[] | undefined {
  return schema.properties === undefined ? undefined : ['object'];
}

function typedMember(
  schema: JsonSchemaObject,
  type: JsonSchemaType,
  key: string,
): JsonSchema | undefined {
  switch (type) {
    case 'object': {
      if (schema['patternProperties'] !== undefined) return true;
      const member = propertySchema(schema, key);
      return isNever(member) ? undefined : member;
    }
    case 'array': {
      if (key === 'length') return length;
      const item = position.test(key) ? itemSchema(schema, Number(key)) : false;
      return isNever(item) ? undefined : item;
    }
    case 'string':
      if (key === 'length') return length;
      return position.test(key) ? character : undefined;
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return undefined;
  }
}

/** The schema of any item of a list of `schema`; `true` when nothing is known about it. */
export function anyItemSchema(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return true;
  const items: unknown = schema.const;
  if (Array.isArray(items)) {
    return either(items.map((item: unknown) => ({ const: item }))) ?? true;
  }
  if (schema.type !== 'array') return true;
  return (
    either(
      [...(schema.prefixItems ?? []), schema.items ?? true].filter((item) => !isNever(item)),
    ) ?? true
  );
}

/** Most values inside a schema that comes from a document; larger ones are taken as unknown. */
const maxParts = 5_000;

/** `schema`, or `true` where it is so large that questions about it would cost too much. */
export function boundedSchema(schema: JsonSchema | undefined): JsonSchema {
  return schema === undefined || countParts(schema) > maxParts ? true : schema;
}

/** Values inside `schema`, at most 5,001; kept in `known`. */
export function schemaSize(schema: JsonSchema, known: Map<JsonSchema, number>): number {
  const size = known.get(schema) ?? countParts(schema);
  known.set(schema, size);
  return size;
}

function countParts(schema: JsonSchema): number {
  const open: unknown[] = [schema];
  let parts = 0;
  while (open.length > 0 && parts <= maxParts) {
    const part = open.pop();
    parts++;
    if (typeof part !== 'object' || part === null) continue;
    for (const inner of Object.values(part)) if (open.length <= maxParts) open.push(inner);
  }
  return parts;
}
