/** Does a JSON Schema accept a value? */

import type { JsonSchema, JsonSchemaObject, JsonSchemaType } from '../model/json-schema.js';

/** `maybe`: what is read of the schema leaves it open. */
export type Verdict = 'yes' | 'no' | 'maybe';

/** Steps that a question may still take; a question that runs out of them is answered `maybe`. */
export interface StepBudget {
  steps: number;
}

/** Schemas inside each other that are followed. */
const maxDepth = 100;

/** Keywords that narrow a schema and are not read here. */
const unreadKeywords = [
  '$ref',
  '$dynamicRef',
  'not',
  'if',
  'pattern',
  'format',
  'multipleOf',
  'uniqueItems',
  'contains',
  'propertyNames',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'minProperties',
  'maxProperties',
  'contentEncoding',
] as const;

/** True when `schema` may refuse values that the keywords read here would let through. */
export function hasUnreadKeywords(schema: JsonSchemaObject): boolean {
  return unreadKeywords.some((keyword) => schema[keyword] !== undefined);
}

/** `false` written as a schema object, as zod writes `z.never()`. */
export function isNever(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return !schema;
  const { not } = schema;
  return not === true || (typeof not === 'object' && not !== null && Object.keys(not).length === 0);
}

/** The types that `schema` names, with `integer` beside `number`; `undefined` when it names none. */
export function typesOf(schema: JsonSchemaObject): readonly JsonSchemaType[] | undefined {
  const { type } = schema;
  if (type === undefined) return undefined;
  return typeof type === 'string' ? [type] : type;
}

/** `no` when any is; `yes` when all are. */
export function allOf<T>(items: Iterable<T>, verdictOf: (item: T) => Verdict): Verdict {
  let verdict: Verdict = 'yes';
  for (const item of items) {
    const one = verdictOf(item);
    if (one === 'no') return 'no';
    if (one === 'maybe') verdict = 'maybe';
  }
  return verdict;
}

/** `yes` when any is; `no` when all are. */
export function anyOf<T>(items: Iterable<T>, verdictOf: (item: T) => Verdict): Verdict {
  let verdict: Verdict = 'no';
  for (const item of items) {
    const one = verdictOf(item);
    if (one === 'yes') return 'yes';
    if (one === 'maybe') verdict = 'maybe';
  }
  return verdict;
}

/** Whether `schema` accepts the plain JSON `value`. */
export function accepts(
  schema: JsonSchema,
  value: unknown,
  budget: StepBudget = { steps: 10_000 },
  depth = 0,
): Verdict {
  if (typeof schema === 'boolean') return schema ? 'yes' : 'no';
  if (isNever(schema)) return 'no';
  if (--budget.steps < 0 || depth > maxDepth) return 'maybe';
  const inner = (part: JsonSchema, of: unknown = value): Verdict =>
    accepts(part, of, budget, depth + 1);
  const verdicts = [
    acceptsType(schema, value),
    acceptsConstants(schema, value),
    anyOf(schema.anyOf ?? [true], inner),
    anyOf(schema.oneOf ?? [true], inner),
    allOf(schema.allOf ?? [], inner),
    hasUnreadKeywords(schema) ? 'maybe' : 'yes',
    acceptsContent(schema, value, inner),
  ] as const;
  return allOf(verdicts, (verdict) => verdict);
}

type Inner = (part: JsonSchema, value: unknown) => Verdict;

/** The keywords that are for values of one type only. */
function acceptsContent(schema: JsonSchemaObject, value: unknown, inner: Inner): Verdict {
  if (typeof value === 'number') return acceptsNumber(schema, value);
  if (typeof value === 'string') return acceptsLength(schema, value);
  if (Array.isArray(value)) return acceptsList(schema, value, inner);
  return isRecord(value) ? acceptsObject(schema, value, inner) : 'yes';
}

function acceptsType(schema: JsonSchemaObject, value: unknown): Verdict {
  const types = typesOf(schema);
  return types === undefined || types.some((type) => isOfType(value, type)) ? 'yes' : 'no';
}

function isOfType(value: unknown, type: JsonSchemaType): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
  }
}

function acceptsConstants(schema: JsonSchemaObject, value: unknown): Verdict {
  if (schema.const !== undefined && !isSame(schema.const, value)) return 'no';
  if (schema.enum !== undefined && !schema.enum.some((one) => isSame(one, value))) return 'no';
  return 'yes';
}

function acceptsNumber(schema: JsonSchemaObject, value: number): Verdict {
  const { least, most, above, below } = rangeOf(schema);
  return value >= least && value <= most && value > above && value < below ? 'yes' : 'no';
}

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly above: number;
  readonly below: number;
}

/** The bounds of the numbers that `schema` accepts; infinite where it sets none. */
export function rangeOf(schema: JsonSchemaObject): NumberRange {
  return {
    least: numberOf(schema, 'minimum', Number.NEGATIVE_INFINITY),
    most: numberOf(schema, 'maximum', Number.POSITIVE_INFINITY),
    above: numberOf(schema, 'exclusiveMinimum', Number.NEGATIVE_INFINITY),
    below: numberOf(schema, 'exclusiveMaximum', Number.POSITIVE_INFINITY),
  };
}

/** A keyword that holds a number; `otherwise` when it is absent or something else. */
export function numberOf(schema: JsonSchemaObject, keyword: string, otherwise: number): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}

function acceptsLength(schema: JsonSchemaObject, value: string): Verdict {
  const least = numberOf(schema, 'minLength', 0);
  const most = numberOf(schema, 'maxLength', Number.POSITIVE_INFINITY);
  if (least === 0 && most === Number.POSITIVE_INFINITY) return 'yes';
  // JSON Schema counts code points.
  const length = Array.from(value).length;
  return length >= least && length <= most ? 'yes' : 'no';
}

function acceptsList(schema: JsonSchemaObject, value: readonly unknown[], inner: Inner): Verdict {
  if (value.length < numberOf(schema, 'minItems', 0)) return 'no';
  if (value.length > numberOf(schema, 'maxItems', Number.POSITIVE_INFINITY)) return 'no';
  return allOf(value.entries(), ([index, item]) => inner(itemSchema(schema, index), item));
}

/** What `schema` asks of the item at `index`. */
export function itemSchema(schema: JsonSchemaObject, index: number): JsonSchema {
  return schema.prefixItems?.[index] ?? schema.items ?? true;
}

function acceptsObject(
  schema: JsonSchemaObject,
  value: Readonly<Record<string, unknown>>,
  inner: Inner,
): Verdict {
  if (schema.required?.some((key) => !Object.hasOwn(value, key)) === true) return 'no';
  return allOf(Object.keys(value), (key) => inner(propertySchema(schema, key), value[key]));
}

/** What `schema` asks of the member `key`; `false` when it may not be there. */
export function propertySchema(schema: JsonSchemaObject, key: string): JsonSchema {
  const { properties } = schema;
  const own =
    properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return own ?? schema.additionalProperties ?? true;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON: the order of keys does not count. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}
