/** Values on their way to the database and back. */

import { Buffer } from 'node:buffer';
import { encodeValue } from '@flowgraft/core';

/** A list as the text of an array; `null` for an empty one, which costs nothing in a row. */
export function arrayText(list: readonly string[]): string | null {
  return list.length === 0 ? null : fullArrayText(list);
}

export function fullArrayText(list: readonly string[]): string {
  return `{${list.map(quoted).join()}}`;
}

function quoted(item: string): string {
  return /["\\]/.test(item) ? `"${item.replace(/["\\]/g, '\\$&')}"` : `"${item}"`;
}

const oids = { text: 25, integer: 23 } as const;

/**
 * A list of texts as the server takes arrays without reading them: nothing in them has to be quoted.
 *
 * Source: `array_recv` of PostgreSQL; after the five numbers of the head each element has its length before it, -1
 * for none. All numbers are of 32 bits, the most significant byte first.
 */
export function textArray(list: readonly (string | null | undefined)[]): Buffer {
  const lengths = list.map((item) =>
    item === null || item === undefined ? -1 : Buffer.byteLength(item),
  );
  const bytes = lengths.reduce((sum, length) => sum + 4 + Math.max(length, 0), headBytes);
  const array = newArray(bytes, oids.text, list.length, lengths.includes(-1));
  let at = headBytes;
  for (const [index, item] of list.entries()) {
    at = array.writeInt32BE(lengths[index] as number, at);
    if (item !== null && item !== undefined) at += array.write(item, at);
  }
  return array;
}

/** The same of whole numbers of 32 bits. */
export function integerArray(list: readonly number[]): Buffer {
  const array = newArray(headBytes + 8 * list.length, oids.integer, list.length, false);
  let at = headBytes;
  for (const item of list) at = array.writeInt32BE(item, array.writeInt32BE(4, at));
  return array;
}

const headBytes = 20;

function newArray(bytes: number, oid: number, length: number, hasNulls: boolean): Buffer {
  const array = Buffer.allocUnsafe(bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(hasNulls ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(length, 12);
  array.writeInt32BE(1, 16);
  return array;
}

/** Numbers, also as texts where they may be too large for JavaScript, and gaps. */
export function numberArrayText(list: readonly (number | string)[]): string {
  return `{${list.join()}}`;
}

export function encodedOrNull(value: unknown): string | null {
  return value === undefined ? null : encodeValue(value);
}

/** Milliseconds as the database keeps them: whole, and no larger than a JavaScript number can count. */
export function wholeMs(time: number): number {
  return Math.min(Math.ceil(time), Number.MAX_SAFE_INTEGER);
}

export function numberOrNull(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

/** UTF-8 has no form for half of a surrogate pair: it becomes U+FFFD, as on every other way to the server. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
