/** What a schema says of the parts of a value: for completion and for browsing. */

import type { JsonSchema, JsonSchemaObject } from '@flowgraft/core';
import { alternativesOf, resolveSchema } from '../forms/resolve-schema.js';

export type ValueKind = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null' | 'any';

/** Properties of an object of this schema, of all its variants together. */
export function schemaMembers(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  const members = new Map<string, JsonSchema>();
  for (const one of variantsOf(schema)) {
    for (const [name, member] of Object.entries(one.properties ?? {})) {
      if (!members.has(name)) members.set(name, member);
    }
  }
  return members;
}

/** What a list of this schema holds; `undefined` when it is no list. */
export function schemaItems(schema: JsonSchema): JsonSchema | undefined {
  for (const { type, items, prefixItems } of variantsOf(schema)) {
    if (type === 'array' || items !== undefined) return items ?? prefixItems?.[0] ?? true;
  }
  return undefined;
}

/** The kinds of value that a schema allows; `any` alone when it says nothing. */
export function schemaKinds(schema: JsonSchema): ReadonlySet<ValueKind> {
  const kinds = new Set<ValueKind>();
  for (const one of variantsOf(schema)) for (const kind of kindsOf(one)) kinds.add(kind);
  return kinds.has('any') ? new Set(['any']) : kinds;
}

function variantsOf(schema: JsonSchema): readonly JsonSchemaObject[] {
  const resolved = resolveSchema(schema, schema);
  return alternativesOf(resolved, schema) ?? [resolved];
}

function kindsOf({
  type,
  const: constant,
  enum: values,
  properties,
}: JsonSchemaObject): ValueKind[] {
  if (constant !== undefined) return [kindOfValue(constant)];
  if (values !== undefined) return values.map(kindOfValue);
  if (type === undefined) return [properties === undefined ? 'any' : 'object'];
  const types: readonly string[] = typeof type === 'string' ? [type] : type;
  return types.map((one) => (one === 'integer' ? 'number' : (one as ValueKind)));
}

export function kindOfValue(value: unknown): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'object'
    ? type
    : 'any';
}
