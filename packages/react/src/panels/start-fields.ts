/** The fields that a start asks for: JSON Schema as a list that people can edit, and back. */

import type { JsonSchema, JsonSchemaObject, JsonValue } from '@flowgraft/core';

export const startFieldKinds = [
  'text',
  'longText',
  'number',
  'wholeNumber',
  'yesNo',
  'date',
  'moment',
  'email',
  'choice',
  'texts',
  'anything',
] as const;
type StartFieldKind = (typeof startFieldKinds)[number];

export interface StartField {
  readonly name?: string | undefined;
  readonly label?: string | undefined;
  readonly kind?: StartFieldKind | undefined;
  readonly required?: boolean | undefined;
  readonly description?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly default?: JsonValue | undefined;
  /** What else its schema says, such as bounds: not shown, and kept. */
  readonly more?: Readonly<Record<string, JsonValue>> | undefined;
}

const bases: Readonly<Record<StartFieldKind, JsonSchemaObject>> = {
  text: { type: 'string' },
  longText: { type: 'string', 'x-ui': { widget: 'textarea' } },
  number: { type: 'number' },
  wholeNumber: { type: 'integer' },
  yesNo: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  email: { type: 'string', format: 'email' },
  choice: { type: 'string', enum: [] },
  texts: { type: 'array', items: { type: 'string' }, 'x-ui': { widget: 'tags' } },
  anything: {},
};

/** Keywords that narrow a field of any kind without making it one of another. */
const keptKeywords: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'examples',
]);

/** The fields of a schema; `null` when it says more than the list can show. */
export function startFields(schema: JsonSchema | undefined): readonly StartField[] | null {
  if (schema === undefined || schema === true) return [];
  if (schema === false) return null;
  const { type = 'object', properties = {}, required = [], additionalProperties, ...rest } = schema;
  const isPlain = Object.keys(rest).every((key) => key === '$schema');
  if (type !== 'object' || !isPlain || typeof additionalProperties === 'object') return null;
  const fields = Object.entries(properties).map(([name, property]) =>
    fieldOf(name, property, required.includes(name)),
  );
  return fields.every((field) => field !== null) ? fields : null;
}

function fieldOf(name: string, schema: JsonSchema, required: boolean): StartField | null {
  if (typeof schema === 'boolean') return schema ? { name, kind: 'anything', required } : null;
  const { title, description, default: preset, ...rest } = schema;
  const choices = Array.isArray(rest.enum) ? (rest.enum as readonly unknown[]) : undefined;
  const isTexts = choices?.every((choice) => typeof choice === 'string') === true;
  const plain: Record<string, unknown> = isTexts ? { ...rest, type: 'string', enum: [] } : rest;
  const isKept = (key: string): boolean => keptKeywords.has(key);
  const base = pick(plain, (key) => !isKept(key));
  const kind = startFieldKinds.find((one) => isSame(bases[one], base));
  if (kind === undefined) return null;
  const more = pick(plain, isKept) as Record<string, JsonValue>;
  return {
    name,
    kind,
    ...(title !== undefined && { label: title }),
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset as JsonValue }),
    ...(required && { required }),
    ...(isTexts && { choices }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

function pick(from: object, isWanted: (key: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => isWanted(key)));
}

/**
 * The schema of a list of fields; those without a name are left out, of two with one name the first counts.
 *
 * @param before - The schema that the list came from: one that allowed other fields still does.
 */
export function startSchema(
  fields: readonly StartField[],
  before?: JsonSchema,
): JsonSchema | undefined {
  const properties = new Map<string, JsonSchemaObject>();
  const required: string[] = [];
  for (const field of fields) {
    const { name = '' } = field;
    if (name === '' || properties.has(name)) continue;
    properties.set(name, schemaOf(field));
    if (field.required === true) required.push(name);
  }
  if (properties.size === 0) return undefined;
  const isOpen = typeof before === 'object' && before.additionalProperties !== false;
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    ...(!isOpen && { additionalProperties: false }),
  };
}

function schemaOf(field: StartField): JsonSchemaObject {
  const { label, description, kind = 'text', choices = [], more, default: preset } = field;
  return {
    ...(label !== undefined && { title: label }),
    ...(description !== undefined && { description }),
    ...bases[kind],
    ...(kind === 'choice' && { enum: choices }),
    ...more,
    ...(preset !== undefined && { default: preset }),
  };
}

function isSame(a: JsonSchemaObject, b: object): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: JsonValue) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
