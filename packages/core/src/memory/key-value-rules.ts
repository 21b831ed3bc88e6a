/** What every `KeyValue` asks of its arguments, and how it counts. For stores to share. */

import { textBytes } from '../model/text-bytes.js';
import { encodeValue } from '../model/value-codec.js';
import type {
  Increment,
  IncrementResult,
  KeyValueFilter,
  KeyValueOptions,
} from '../ports/key-value.js';

/** What an index of any database takes, together with a tenant. */
const maxKeyBytes = 1024;
/** Some thirty thousand years: the end stays a number that is held exactly. */
const maxTtlMs = 1e15;
const defaultLimit = 100;
const maxLimit = 1000;

/**
 * Rules that stores share.
 *
 * Each throws a `TypeError` that names the argument and the value received.
 */
export const keyValueRules = {
  checkKey(this: void, tenant: string, key: string): void {
    checkText('tenant', tenant);
    checkText('key', key);
    const bytes = textBytes(key);
    if (bytes > maxKeyBytes)
      refuse('key', `at most ${maxKeyBytes} bytes of UTF-8`, `${bytes} bytes`);
  },

  /** `expected` of `compareAndSet` and `delete`. */
  checkExpected(this: void, expected: number | null | undefined): void {
    if (expected === undefined || expected === null || Number.isSafeInteger(expected)) return;
    refuse('expected', 'a version that was read', expected);
  },

  /** Whole milliseconds that a value stays; `null` for ever. */
  ttlOf(this: void, { ttlMs }: KeyValueOptions): number | null {
    if (ttlMs === undefined) return null;
    if (ttlMs > 0 && ttlMs <= maxTtlMs) return Math.ceil(ttlMs);
    return refuse('ttlMs', `milliseconds > 0, at most ${maxTtlMs}`, ttlMs);
  },

  checkIncrement(this: void, { by, max }: Increment): void {
    if (!Number.isSafeInteger(by)) refuse('by', 'a whole number that is held exactly', by);
    if (max !== undefined && !Number.isSafeInteger(max))
      refuse('max', 'a whole number that is held exactly', max);
  },

  /** Checks the filter of `list`; the most entries of its page. */
  limitOf(this: void, tenant: string, filter: KeyValueFilter): number {
    const { prefix, cursor = '', limit = defaultLimit } = filter;
    checkText('tenant', tenant);
    checkText('prefix', prefix);
    checkText('cursor', cursor);
    if (filter.cursor !== undefined && !cursor.startsWith(prefix))
      refuse('cursor', 'one that a list of this prefix gave', JSON.stringify(cursor));
    if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
    return refuse('limit', `a whole number from 1 to ${maxLimit}`, limit);
  },

  /**
   * What an increment makes of a stored value: `null` stands for none. An increment that does not go up is never
   * refused for `max`: what was counted can always be given back.
   */
  increase(this: void, key: string, stored: string | null, change: Increment): IncrementResult {
    const before = stored === null ? 0 : numberOf(stored);
    if (before === null) throw notCountable(key);
    const value = before + change.by;
    if (change.by > 0 && change.max !== undefined && value > change.max) {
      return { applied: false, value: before };
    }
    if (!Number.isSafeInteger(value)) throw tooFar(key);
    return { applied: true, value };
  },

  notCountable,
  tooFar,
} as const;

/** The whole number that `encodeValue` made the text from, or `null`. */
function numberOf(stored: string): number | null {
  const value = Number(stored);
  return Number.isSafeInteger(value) && encodeValue(value) === stored ? value : null;
}

function notCountable(this: void, key: string): TypeError {
  return new TypeError(
    `keyValue.increment: the value of ${JSON.stringify(key)} is not a whole number that is held exactly; delete it, or count under another key`,
  );
}

function tooFar(this: void, key: string): TypeError {
  return new TypeError(
    `keyValue.increment: ${JSON.stringify(key)} would leave the whole numbers that are held exactly (2^53 - 1 on either side); nothing was changed`,
  );
}

function checkText(name: string, text: string): void {
  if (typeof text !== 'string') refuse(name, 'a text', text);
  if (text.includes('\0')) refuse(name, 'a text without U+0000', JSON.stringify(text));
  // UTF-8 has no form for it: databases would take it, and all others like it, for U+FFFD.
  if (/\p{Surrogate}/u.test(text))
    refuse(name, 'a text without half a surrogate pair', JSON.stringify(text));
}

function refuse(name: string, wanted: string, found: unknown): never {
  throw new TypeError(`keyValue: ${name} must be ${wanted}, got ${String(found)}`);
}
