/**
 * Kinds of values and conversions between them.
 *
 * Invariant: nothing here, and nothing that converts by way of here, ever calls a function that
 * was found on data. Objects and arrays do not become text or numbers on their own; dates do.
 */

import { type Evaluation, callFailure, charge, chargeText, checkDepth } from './evaluation.js';
import { type LazyEntries, LazyRecord } from './scope.js';

export type Kind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'bigint'
  | 'undefined'
  | 'null'
  | 'array'
  | 'date'
  | 'object'
  | 'function'
  | 'symbol';

const { getOwnPropertyDescriptor } = Object;

export function kindOf(value: unknown): Kind {
  if (typeof value !== 'object') return typeof value;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isDate(value) ? 'date' : 'object';
}

export function isDate(value: unknown): value is Date {
  return value instanceof Date;
}

/** The kind as a person would say it: `a text`, `an array`. */
export function describeKind(value: unknown): string {
  const kind = kindOf(value);
  if (kind === 'undefined' || kind === 'null') return kind;
  if (kind === 'string') return 'text';
  return kind === 'array' || kind === 'object' ? `an ${kind}` : `a ${kind}`;
}

/** Milliseconds since 1970; NaN for an invalid date. */
export function timeOf(date: Date): number {
  return Date.prototype.getTime.call(date);
}

/** ISO 8601 in UTC. */
export function dateText(date: Date): string {
  const time = timeOf(date);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}

/** An own data property's value, else `undefined`; a getter is not called. */
export function ownValue(target: object, key: PropertyKey): unknown {
  return getOwnPropertyDescriptor(target, key)?.value;
}

/** The entries of a lazy record, if `value` is one. */
export function lazyEntries(value: unknown): LazyEntries | undefined {
  return value instanceof LazyRecord ? LazyRecord.entriesOf(value) : undefined;
}

/** Turns a lazy record, and those inside it, into plain objects; leaves all else as it is. */
export function settle(evaluation: Evaluation, value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = lazyEntries(value);
  if (entries === undefined) return value;
  checkDepth(evaluation, depth);
  const record: Record<string, unknown> = {};
  for (const key of entries.keys()) {
    charge(evaluation, 1);
    setKey(evaluation, record, key, settle(evaluation, entries.get(key), depth + 1));
  }
  return record;
}

/** Sets a key of an object that we build. */
export function setKey(
  evaluation: Evaluation,
  record: Record<string, unknown>,
  key: string,
  value: unknown,
): void {
  if (key === '__proto__') throw callFailure(evaluation, 'the key "__proto__" is not available');
  record[key] = value;
}

/** The own enumerable data entries of an object, array, text or lazy record; else none. */
export function entriesOf(evaluation: Evaluation, value: unknown): [string, unknown][] {
  const lazy = lazyEntries(value);
  if (lazy !== undefined) return lazy.keys().map((key) => [key, settle(evaluation, lazy.get(key))]);
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return [];
  // Before the keys are listed: those of arrays and texts are made on the spot.
  if (typeof value === 'string' || Array.isArray(value)) charge(evaluation, value.length * 4);
  const owner = Object(value) as object;
  const keys = Object.keys(owner);
  charge(evaluation, keys.length * 4);
  return keys.map((key) => [key, ownValue(owner, key)]);
}

function conversionFailure(evaluation: Evaluation, value: unknown, wanted: string): Error {
  const advice = Array.isArray(value) ? '.join(", ")' : 'one of its fields';
  return callFailure(
    evaluation,
    `${describeKind(value)} cannot be used as ${wanted}; use ${advice} or JSON.stringify(…)`,
  );
}

/** What JavaScript would use in `+` and `<`: a date is its ISO text or its time, by `wanted`. */
export function toPrimitive(
  evaluation: Evaluation,
  value: unknown,
  wanted: 'text' | 'a number',
): Primitive {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') {
    return value as Primitive;
  }
  if (value === null) return null;
  if (isDate(value)) return wanted === 'text' ? dateText(value) : timeOf(value);
  throw conversionFailure(evaluation, value, wanted);
}

export type Primitive = string | number | boolean | bigint | null | undefined;

export function toText(evaluation: Evaluation, value: unknown): string {
  return typeof value === 'string' ? value : String(toPrimitive(evaluation, value, 'text'));
}

/** As JavaScript's unary plus, except that bigints convert too. */
export function toNumber(evaluation: Evaluation, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') chargeText(evaluation, value.length);
  return Number(toPrimitive(evaluation, value, 'a number'));
}

/** A key as `object[key]` takes it. */
export function toKey(evaluation: Evaluation, value: unknown): string | number {
  if (typeof value === 'string') chargeText(evaluation, value.length * 2);
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null) {
    throw callFailure(evaluation, `${describeKind(value)} cannot be used as a key`);
  }
  return toText(evaluation, value);
}

/** Whether two values are the same in the sense of `===`; pays for comparing long texts. */
export function strictlyEqual(evaluation: Evaluation, left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string' && left.length === right.length) {
    chargeText(evaluation, left.length * 4);
  }
  return left === right;
}

/** As JavaScript's `==`, except that an object or array equals only itself. */
export function looselyEqual(evaluation: Evaluation, left: unknown, right: unknown): boolean {
  const [a, b] = [left ?? undefined, right ?? undefined];
  const alike = typeof a === typeof b || a === undefined || b === undefined;
  if (alike || typeof a === 'object' || typeof b === 'object')
    return strictlyEqual(evaluation, a, b);
  return toNumber(evaluation, a) === toNumber(evaluation, b);
}
