/** Light checks of a form's plain value: what a person can mend before it is sent. The server checks all of it. */

import type { JsonSchema, JsonValue } from '@flowgraft/core';
import { parseDuration } from '@flowgraft/core/document';
import type { MessageKey, MessageValues } from '../language/message.js';
import {
  readField,
  type Field,
  type FieldKind,
  type ListField,
  type NumberField,
  type TextField,
} from './field-model.js';
import { isShown } from './field-condition.js';
import { isObject, type FieldPath } from './field-path.js';
import { variantOf } from './variant-of.js';

export interface ValueProblem {
  readonly path: FieldPath;
  readonly message: MessageKey;
  readonly values?: MessageValues | undefined;
}

type Found = Omit<ValueProblem, 'path'>;

/** Values nest no deeper than this here. */
const maxDepth = 20;

/**
 * What is wrong with a value, in the order of the form; empty when nothing is. Never throws.
 *
 * @param value - `undefined`: nothing is filled in.
 */
export function checkValue(schema: JsonSchema, value: JsonValue | undefined): ValueProblem[] {
  const problems: ValueProblem[] = [];
  const check = (place: Place, at: JsonValue | undefined): void => {
    const { path } = place;
    if (path.length > maxDepth) return;
    const field = readField(place.schema, schema);
    if (at === undefined) {
      if (place.isRequired) problems.push({ path, message: 'forms.required' });
      return;
    }
    if (at === null && field.isNullable) return;
    const found = problemOf(field, at, schema);
    if (found !== null) problems.push({ path, ...found });
    else for (const inner of partsOf(field, at, path, schema)) check(inner, inner.value);
  };
  check({ schema, path: [], isRequired: false }, value ?? {});
  return problems;
}

interface Place {
  readonly schema: JsonSchema;
  readonly path: FieldPath;
  readonly isRequired: boolean;
}

interface Part extends Place {
  readonly value: JsonValue | undefined;
}

function partsOf(field: Field, value: JsonValue, path: FieldPath, root: JsonSchema): Part[] {
  switch (field.kind) {
    case 'object': {
      const members = isObject(value) ? (value as Readonly<Record<string, JsonValue>>) : {};
      const defaultOf = (name: string): unknown => {
        const member = field.members.find((one) => one.name === name);
        return member === undefined ? undefined : readField(member.schema, root).defaultValue;
      };
      return field.members
        .filter(({ hints }) => isShown(hints.showIf, members, defaultOf))
        .map(({ name, schema, isRequired }) => ({
          schema,
          isRequired,
          path: [...path, name],
          value: Object.hasOwn(members, name) ? members[name] : undefined,
        }));
    }
    case 'record':
      return Object.entries(isObject(value) ? value : {}).map(([name, one]) => ({
        schema: field.values,
        isRequired: false,
        path: [...path, name],
        value: one,
      }));
    case 'list':
    case 'tuple':
      return (value as readonly JsonValue[]).map((one, index) => ({
        schema: field.kind === 'list' ? field.items : (field.items[index] ?? true),
        isRequired: false,
        path: [...path, index],
        value: one,
      }));
    case 'union': {
      const variant = field.variants[variantOf(field, value, root)];
      return variant === undefined
        ? []
        : [{ schema: variant.schema, isRequired: false, path, value }];
    }
    default:
      return [];
  }
}

function problemOf(field: Field, value: JsonValue, root: JsonSchema): Found | null {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? textProblem(field, value) : { message: 'forms.wrongText' };
    case 'number':
      return typeof value === 'number'
        ? numberProblem(field, value)
        : { message: 'forms.wrongNumber' };
    case 'list':
      return Array.isArray(value)
        ? listProblem(field, value.length)
        : { message: 'forms.wrongList' };
    default: {
      const message = isRight(field, value, root) ? null : wrongMessages[field.kind];
      return message === null ? null : { message };
    }
  }
}

type SimpleKind = Exclude<FieldKind, 'text' | 'number' | 'list'>;

const wrongMessages: Readonly<Record<SimpleKind, MessageKey>> = {
  boolean: 'forms.wrongChoice',
  choice: 'forms.wrongChoice',
  constant: 'forms.wrongChoice',
  date: 'forms.wrongDate',
  duration: 'forms.wrongDuration',
  tuple: 'forms.wrongList',
  object: 'forms.wrongFields',
  record: 'forms.wrongFields',
  union: 'forms.wrongChoice',
  any: 'forms.wrongChoice',
  never: 'forms.wrongChoice',
  hidden: 'forms.wrongChoice',
};

type SimpleField = Extract<Field, { readonly kind: SimpleKind }>;

function isRight(field: SimpleField, value: JsonValue, root: JsonSchema): boolean {
  switch (field.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return field.choices.some((choice) => isEqual(choice.value, value));
    case 'constant':
      return isEqual(field.value, value);
    case 'date':
      return typeof value === 'string' && isDateText(field.precision, value);
    case 'duration':
      return parseDuration(value) !== undefined;
    case 'tuple':
      return Array.isArray(value);
    case 'object':
    case 'record':
      return isObject(value);
    case 'union':
      return variantOf(field, value, root) >= 0;
    default:
      return field.kind !== 'never';
  }
}

function textProblem({ schema, format }: TextField, value: string): Found | null {
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === 'number' && value.length < minLength) {
    return value === ''
      ? { message: 'forms.required' }
      : { message: 'forms.tooShort', values: { count: minLength } };
  }
  if (typeof maxLength === 'number' && value.length > maxLength) {
    return { message: 'forms.tooLong', values: { count: maxLength } };
  }
  if (format === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return { message: 'forms.wrongEmail' };
  }
  if ((format === 'uri' || format === 'url') && !URL.canParse(value)) {
    return { message: 'forms.wrongAddress' };
  }
  const isKnownFormat = format === 'email' || format === 'uri';
  if (typeof pattern === 'string' && !isKnownFormat && !matches(pattern, value)) {
    return { message: 'forms.wrongPattern' };
  }
  return null;
}

/** Long texts are left to the server: a pattern may take very long on them. */
const maxPatternText = 1_000;

function matches(pattern: string, value: string): boolean {
  if (value.length > maxPatternText) return true;
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true; // A pattern of another dialect: the server knows.
  }
}

function numberProblem(field: NumberField, value: number): Found | null {
  const { isInteger, minimum, maximum, schema } = field;
  if (isInteger && !Number.isInteger(value)) return { message: 'forms.wrongWhole' };
  if (minimum !== undefined && value < minimum) {
    return { message: 'forms.tooSmall', values: { minimum } };
  }
  if (maximum !== undefined && value > maximum) {
    return { message: 'forms.tooLarge', values: { maximum } };
  }
  const { exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  if (typeof above === 'number' && value <= above) {
    return { message: 'forms.notAbove', values: { minimum: above } };
  }
  if (typeof below === 'number' && value >= below) {
    return { message: 'forms.notBelow', values: { maximum: below } };
  }
  if (typeof multipleOf === 'number' && multipleOf > 0) {
    const times = value / multipleOf;
    if (Math.abs(times - Math.round(times)) > 1e-9) {
      return { message: 'forms.wrongStep', values: { step: multipleOf } };
    }
  }
  return null;
}

function listProblem({ minItems, maxItems }: ListField, length: number): Found | null {
  if (length < minItems) return { message: 'forms.tooFew', values: { count: minItems } };
  return length > maxItems ? { message: 'forms.tooMany', values: { count: maxItems } } : null;
}

function isDateText(precision: 'date' | 'datetime' | 'time', value: string): boolean {
  if (precision === 'time') return /^\d{2}:\d{2}/.test(value);
  return /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
}

function isEqual(a: JsonValue, b: JsonValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
