/** Where a field's value stands inside the form's value. */

import type { Binding } from '@flowgraft/core';

export type FieldPath = readonly (string | number)[];

type Members = Readonly<Record<string, Binding>>;

/** Text that is the same for the same path, for ids and maps. */
export function pathKey(path: FieldPath): string {
  return path.map((key) => String(key).replaceAll('/', '~1')).join('/');
}

export function valueAt(value: Binding | undefined, path: FieldPath): Binding | undefined {
  let at: Binding | undefined = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Members)[key];
  }
  return at;
}

/**
 * The value with another one at `path`; `undefined` takes it away. An object that is left with nothing goes too, so
 * that what was never filled in is not there; an item of a list stays.
 */
export function withValueAt(
  value: Binding | undefined,
  path: FieldPath,
  next: Binding | undefined,
): Binding | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (typeof key === 'number') {
    const items: Binding[] = Array.isArray(value) ? [...(value as readonly Binding[])] : [];
    items[key] = withValueAt(items[key], rest, next) ?? (rest.length === 0 ? null : {});
    return items;
  }
  const members: Members = isObject(value) ? value : {};
  const { [key]: before, ...others } = members;
  const after = withValueAt(before, rest, next);
  if (after !== undefined) return { ...members, [key]: after };
  return Object.keys(others).length === 0 && path.length > 0 && before !== undefined
    ? undefined
    : others;
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
