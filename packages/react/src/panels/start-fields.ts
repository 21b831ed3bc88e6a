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
export type StartFieldKind = (typeof startFieldKinds)[number];

export interface StartField {
  readonly name?: string | undefined;
  readonly label?: string | undefined;
  readonly kind?: StartFieldKind | undefined;
  readonly required?: boolean | undefined;
  readonly description?: string | undefined;
  readonly choices?: readonly string[] | undefined;
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
  const { title, description, ...rest } = schema;
  const choices = Array.isArray(rest.enum) ? (rest.enum as readonly unknown[]) : undefined;
  const isTexts = choices?.every((choice) => typeof choice === 'string') === true;
  const plain = isTexts ? { ...rest, type: 'string', enum: [] } : rest;
  const kind = startFieldKinds.find((one) => isSame(bases[one], plain));
  if (kind === undefined) return null;
  return {
    name,
    kind,
    ...(title !== undefined && { label: title }),
    ...(description !== undefined && { description }),
    ...(required && { required }),
    ...(isTexts && { choices }),
  };
}

/** The schema of a list of fields; those without a name are left out, of two with one name the first counts. */
export function startSchema(fields: readonly StartField[]): JsonSchema | undefined {
  const properties = new Map<string, JsonSchemaObject>();
  const required: string[] = [];
  for (const { name = '', label, kind = 'text', description, choices = [], ...rest } of fields) {
    if (name === '' || properties.has(name)) continue;
    properties.set(name, {
      ...(label !== undefined && { title: label }),
      ...(description !== undefined && { description }),
      ...bases[kind],
      ...(kind === 'choice' && { enum: choices }),
    });
    if (rest.required === true) required.push(name);
  }
  if (properties.size === 0) return undefined;
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
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
