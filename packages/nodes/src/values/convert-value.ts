/** Turns values into values of another type, or says that it cannot. */

import { toInstant } from './to-instant.js';
import { toNumber } from './to-number.js';

/** The types that a value can be converted to, by the names that people see. */
export const valueTypes = ['text', 'number', 'integer', 'boolean', 'date', 'json'] as const;

/** What people read for the types whose names do not say it all. */
export const valueTypeLabels: Readonly<Partial<Record<ValueType, string>>> = {
  integer: 'Whole number',
  boolean: 'True or false',
  json: 'Data from JSON text',
};

export type ValueType = (typeof valueTypes)[number];

/** `undefined` stands for "cannot be converted". */
type Conversion = (value: unknown) => unknown;

const conversions: Readonly<Record<ValueType, Conversion>> = {
  text: toText,
  number: toNumber,
  integer: (value) => {
    const number = toNumber(value);
    return Number.isSafeInteger(number) ? number : undefined;
  },
  boolean: (value) => booleans.get(typeof value === 'string' ? value.trim().toLowerCase() : value),
  date: (value) => {
    const instant = toInstant(value);
    return instant === undefined ? undefined : new Date(instant).toISOString();
  },
  json: (value) => (typeof value === 'string' ? parseJson(value) : value),
};

const booleans: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['yes', true],
  ['1', true],
  [1, true],
  [false, false],
  ['false', false],
  ['no', false],
  ['0', false],
  [0, false],
]);

/**
 * `value` as `type`, or `undefined` when it cannot be converted.
 *
 * `date` gives ISO 8601 text in UTC; `json` reads text as JSON and leaves other values alone.
 */
export function convertValue(value: unknown, type: ValueType): unknown {
  return conversions[type](value);
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return String(value);
  }
  if (value instanceof Date)
    return toInstant(value) === undefined ? undefined : value.toISOString();
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // a bigint somewhere inside
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
