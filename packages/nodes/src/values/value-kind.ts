/** What kind of value something is, in words that people who draw workflows know. */

export type ValueKind = 'nothing' | 'true/false' | 'number' | 'text' | 'date' | 'list' | 'object';

/** The kind of `value`; `null`, `undefined` and `NaN` count as nothing. */
export function valueKind(value: unknown): ValueKind {
  if (value === null || value === undefined || Number.isNaN(value)) return 'nothing';
  if (typeof value === 'boolean') return 'true/false';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string') return 'text';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'nothing' : 'date';
  return Array.isArray(value) ? 'list' : 'object';
}

/** True for an object with named fields: no list, date, map, set or bytes. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
