/** Questions about JSON Schemas that the checker asks. */

import type { JsonSchema, JsonSchemaObject, JsonSchemaType } from '../model/json-schema.js';

/** The kinds of values that a schema can describe. JSON has no date or undefined; we infer both. */
export type SchemaKind =
  'string' | 'number' | 'boolean' | 'object' | 'array' | 'null' | 'date' | 'undefined';

/** Marks what JSON Schema cannot say. */
const dateFormat = 'flowgraft-date';
const dateSchema: JsonSchema = { format: dateFormat };
/** The schema of `undefined`; nothing in JSON matches it. */
export const missingSchema: JsonSchema = false;

/** The alternatives of a schema, each without `anyOf`; undefined when it cannot be told. */
export function alternativesOf(
  schema: JsonSchema,
  depth = 0,
): readonly JsonSchemaObject[] | undefined {
  if (schema === true || depth > 8) return undefined;
  if (schema === false) return [];
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    const parts = branches.map((branch) => alternativesOf(branch, depth + 1));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (Array.isArray(schema.type)) {
    return (schema.type as readonly JsonSchemaType[]).map((type) => ({ ...schema, type }));
  }
  return schema.allOf === undefined && kindOfSchema(schema) !== undefined ? [schema] : undefined;
}

/** The one kind of a schema without alternatives. */
export function kindOfSchema(schema: JsonSchemaObject): SchemaKind | undefined {
  const { type } = schema;
  if (schema.format === dateFormat) return 'date';
  if (type === 'integer') return 'number';
  if (typeof type === 'string') return type;
  if ('const' in schema) return kindOfJson(schema.const);
  const kinds = new Set(schema.enum?.map(kindOfJson));
  if (kinds.size === 1) return [...kinds][0];
  return schema.properties === undefined ? undefined : 'object';
}

function kindOfJson(value: unknown): SchemaKind {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as SchemaKind);
}

/** A schema for one of several; `true` when one of them is unknown. */
export function anyOfSchemas(schemas: readonly JsonSchema[]): JsonSchema {
  if (schemas.includes(true)) return true;
  const distinct = new Map(
    schemas.filter((schema) => schema !== false).map((schema) => [JSON.stringify(schema), schema]),
  );
  const [first] = distinct.values();
  if (distinct.size > 16) return true;
  return distinct.size <= 1 ? (first ?? missingSchema) : { anyOf: [...distinct.values()] };
}

/** The schema of an array's elements. */
export function itemsOf(schema: JsonSchema): JsonSchema {
  const arrays = alternativesOf(schema)?.filter((part) => kindOfSchema(part) === 'array');
  if (arrays === undefined) return true;
  return anyOfSchemas(
    arrays.map(({ items, prefixItems }) => (prefixItems === undefined ? (items ?? true) : true)),
  );
}

export type PropertyLookup =
  | { readonly found: true; readonly schema: JsonSchema; readonly optional: boolean }
  | { readonly found: false };

/** What reading a key of one object or array schema gives. */
export function propertyOf(schema: JsonSchemaObject, key: string): PropertyLookup {
  const { properties, additionalProperties = true, required = [] } = schema;
  if (properties !== undefined && Object.hasOwn(properties, key)) {
    return {
      found: true,
      schema: properties[key] as JsonSchema,
      optional: !required.includes(key),
    };
  }
  if (additionalProperties === false) return { found: false };
  return { found: true, schema: additionalProperties, optional: true };
}

/** Reads a type such as `string | undefined` or `number[]`. */
export function schemaOfType(type: string): JsonSchema {
  return anyOfSchemas(type.split(' | ').map(schemaOfWord));
}

function schemaOfWord(word: string): JsonSchema {
  if (word.endsWith('[]')) return { type: 'array', items: schemaOfWord(word.slice(0, -2)) };
  if (word === 'undefined') return missingSchema;
  if (word === 'date') return dateSchema;
  const known = ['string', 'number', 'boolean', 'array', 'object', 'null'].includes(word);
  return known ? { type: word as JsonSchemaType } : true;
}
