/** JSON Schemas as forms read them: references followed, `allOf` and nested alternatives made flat. */

import type { JsonSchema, JsonSchemaObject } from '@flowgraft/core';

/** References that point at each other in a circle end after this many. */
const maxHops = 32;

/** Keywords that say nothing of the value. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'examples',
  'x-ui',
  '$defs',
  '$schema',
  '$id',
  'id',
]);

/** The schema itself, without `$ref` and `allOf`. What stands beside a reference wins over what it leads to. */
export function resolveSchema(schema: JsonSchema, root: JsonSchema, hops = 0): JsonSchemaObject {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  const { $ref, allOf, ...own } = schema;
  if (hops > maxHops) return own;
  let resolved: JsonSchemaObject = own;
  if (typeof $ref === 'string') {
    const target = findDefinition($ref, root);
    const under = target === undefined ? {} : resolveSchema(target, root, hops + 1);
    resolved = { ...under, ...own };
  }
  if (allOf === undefined) return resolved;
  const parts = allOf.map((part) => resolveSchema(part, root, hops + 1));
  return [...parts, resolved].reduce(mergeSchemas);
}

/** The alternatives of a schema that is nothing but alternatives, those inside alternatives too; else `undefined`. */
export function alternativesOf(
  schema: JsonSchemaObject,
  root: JsonSchema,
  depth = 0,
): readonly JsonSchemaObject[] | undefined {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices === undefined || choices.length === 0) return undefined;
  return choices.flatMap((choice) => {
    const resolved = resolveSchema(choice, root);
    const isOnlyChoices = Object.keys(resolved).every(
      (key) => key === 'anyOf' || key === 'oneOf' || annotations.has(key),
    );
    const inner =
      isOnlyChoices && resolved.title === undefined && depth < maxHops
        ? alternativesOf(resolved, root, depth + 1)
        : undefined;
    return inner ?? [resolved];
  });
}

/** What a schema says of the value for people: for the field that stands in its place. */
export function annotationsOf(schema: JsonSchemaObject): JsonSchemaObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => annotations.has(key)));
}

function findDefinition(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  const isSchema = typeof found === 'boolean' || (typeof found === 'object' && found !== null);
  return isSchema ? (found as JsonSchema) : undefined;
}

function mergeSchemas(a: JsonSchemaObject, b: JsonSchemaObject): JsonSchemaObject {
  const properties: Record<string, JsonSchema> = { ...a.properties };
  for (const [name, schema] of Object.entries(b.properties ?? {})) {
    const other = properties[name];
    properties[name] = other === undefined ? schema : { allOf: [other, schema] };
  }
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}
