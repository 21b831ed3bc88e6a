/** Paths to fields inside data: `order.lines[0].price`, or `["a key.with dots"]`. */

import { invalidData } from './invalid-data.js';
import { isRecord } from './value-kind.js';

/** Keys from the outside in; a number stands for a place in a list. */
export type FieldPath = readonly (string | number)[];

const part = /(?:^|\.)([^.[\]"]+)|\[(\d{1,9})\]|(?:^|(?!^))\[("(?:[^"\\]|\\.)*")\]/y;

/** Names that lead to an object's prototype: never written, so that no data can reach into the host's objects. */
const refusedNames: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads a path as people write it.
 *
 * @throws {NodeError} `validation` when `text` is no path.
 */
export function parseFieldPath(text: string): FieldPath {
  const path: (string | number)[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (found === null) {
      part.lastIndex = 0;
      throw notAPath(text);
    }
    path.push(keyOf(found, text));
  }
  if (path.length === 0) throw notAPath(text);
  return path;
}

function keyOf(found: RegExpExecArray, text: string): string | number {
  const [, name, index, quoted] = found;
  if (name !== undefined) return name;
  if (index !== undefined) return Number(index);
  try {
    return JSON.parse(quoted ?? '') as string;
  } catch {
    throw notAPath(text);
  }
}

function notAPath(text: string): Error {
  return invalidData(
    `${JSON.stringify(text)} is no path to a field; write it like order.lines[0].price`,
  );
}

/** The value at `path`; `undefined` when a part is missing. Sees own fields only. */
export function readField(value: unknown, path: FieldPath): unknown {
  let current: unknown = value;
  for (const key of path) {
    if (Array.isArray(current)) {
      const index = listIndex(key);
      current = index === undefined ? undefined : (current as unknown[])[index];
    } else {
      current = isRecord(current) && Object.hasOwn(current, key) ? current[key] : undefined;
    }
  }
  return current;
}

/**
 * A copy of `value` in which `path` holds `item`; what lies on the way is made where it is missing.
 *
 * @throws {NodeError} `validation` when the path leads through text or a number, leaves a gap in a list, or
 *   names a field that leads to a prototype.
 */
export function withField(value: unknown, path: FieldPath, item: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return item;
  const container = value ?? (typeof key === 'number' ? [] : {});
  if (Array.isArray(container)) return withListItem(container as readonly unknown[], path, item);
  if (!isRecord(container)) {
    throw invalidData(
      `Field "${key}" cannot be set: it would lie inside a value that is no object`,
    );
  }
  refuseName(key);
  const inner = Object.hasOwn(container, key) ? container[key] : undefined;
  return { ...container, [key]: withField(inner, rest, item) };
}

function withListItem(list: readonly unknown[], path: FieldPath, item: unknown): unknown[] {
  const [key = '', ...rest] = path;
  const index = listIndex(key);
  if (index === undefined || index > list.length) {
    throw invalidData(`Place "${key}" cannot be set in a list of ${list.length} items`);
  }
  const copy = [...list];
  copy[index] = withField(list[index], rest, item);
  return copy;
}

/** A copy of `value` without the field at `path`; `value` itself when there is none. */
export function withoutField(value: unknown, path: FieldPath): unknown {
  const [key, ...rest] = path;
  if (key === undefined || !isRecord(value) || !Object.hasOwn(value, key)) return value;
  if (rest.length > 0) return { ...value, [key]: withoutField(value[key], rest) };
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== String(key)));
}

/** @throws {NodeError} `validation` for names that lead to a prototype. */
export function refuseName(name: string | number): void {
  if (refusedNames.includes(String(name))) {
    throw invalidData(`Field "${name}" cannot be set: the name is reserved by JavaScript`);
  }
}

function listIndex(key: string | number): number | undefined {
  if (typeof key === 'number') return key;
  return /^\d{1,9}$/.test(key) ? Number(key) : undefined;
}
