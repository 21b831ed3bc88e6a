/** From plain JSON with tags back to the values that were stored. */

import { fromBase64 } from './base64.js';
import { FlowgraftError } from './error.js';
import { setOwn } from './tag-value.js';
import { maxValueDepth, typedArrayOf } from './value-kind.js';

/**
 * The value that was tagged.
 *
 * @throws {FlowgraftError} `VALUE_CORRUPT` for a tag that no encoder of this version writes.
 */
export function untagValue(stored: unknown): unknown {
  return untag(stored, 0);
}

function untag(stored: unknown, depth: number): unknown {
  if (typeof stored !== 'object' || stored === null) return stored;
  if (depth >= maxValueDepth) throw corrupt(`more than ${maxValueDepth} levels deep`);
  if (Array.isArray(stored)) return stored.map((item) => untag(item, depth + 1));
  return Object.hasOwn(stored, '$fg')
    ? untagTag(stored as StoredTag, depth)
    : untagKeys(stored, depth);
}

/** What looks like a tag; nothing of it is certain. */
interface StoredTag {
  readonly $fg: unknown;
  readonly as?: unknown;
  readonly v?: unknown;
}

function untagTag(tag: StoredTag, depth: number): unknown {
  switch (tag.$fg) {
    case 'undefined':
      return undefined;
    case 'number':
      return untagNumber(tag.v);
    case 'bigint':
      return untagBigInt(tag.v);
    case 'date':
      return untagDate(tag.v);
    case 'map':
      return new Map(untagEntries(tag.v, depth));
    case 'set':
      return new Set(untagItems(tag.v, depth));
    case 'bytes':
      return untagBytes(tag);
    case 'object':
      if (typeof tag.v === 'object' && tag.v !== null) return untagKeys(tag.v, depth);
      throw corrupt('an object without keys');
    default:
      throw corrupt(`unknown tag ${JSON.stringify(tag.$fg)}: written by a newer version?`);
  }
}

function untagKeys(stored: object, depth: number): object {
  const copy = {};
  for (const [key, item] of Object.entries(stored)) setOwn(copy, key, untag(item, depth + 1));
  return copy;
}

const numbers = new Map<unknown, number>([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

function untagNumber(v: unknown): number {
  const number = numbers.get(v);
  if (number === undefined) throw corrupt('a number that is none');
  return number;
}

function untagBigInt(v: unknown): bigint {
  if (typeof v !== 'string' || !/^-?\d+$/.test(v)) throw corrupt('a bigint that is none');
  return BigInt(v);
}

function untagDate(v: unknown): Date {
  if (v !== null && typeof v !== 'number') throw corrupt('a date that is none');
  return new Date(v ?? NaN);
}

function untagItems(v: unknown, depth: number): unknown[] {
  if (!Array.isArray(v)) throw corrupt('a set or map without a list of items');
  return v.map((item) => untag(item, depth + 1));
}

function untagEntries(v: unknown, depth: number): [unknown, unknown][] {
  if (!Array.isArray(v)) throw corrupt('a map without a list of entries');
  return v.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length !== 2) throw corrupt('a map entry that is no pair');
    return [untag(entry[0], depth + 1), untag(entry[1], depth + 1)];
  });
}

function untagBytes({ as, v }: StoredTag): unknown {
  const bytes = typeof v === 'string' ? readBase64(v) : null;
  if (bytes === null) throw corrupt('bytes that are not base64');
  if (as === 'ArrayBuffer') return bytes.buffer;
  const array = typeof as === 'string' ? typedArrayOf(as, bytes.buffer) : null;
  if (array === null) throw corrupt(`bytes that fit no array of type ${JSON.stringify(as)}`);
  return array;
}

function readBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64(text);
  } catch {
    return null;
  }
}

/** A stored value that cannot be read; `cause` is what the parser said. */
export function corrupt(reason: string, cause?: unknown): FlowgraftError<'VALUE_CORRUPT'> {
  const options = cause === undefined ? undefined : { cause };
  return new FlowgraftError(
    'VALUE_CORRUPT',
    `A stored value cannot be read: ${reason}`,
    { reason },
    options,
  );
}
