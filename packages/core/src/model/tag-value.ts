/** From values that JSON cannot hold to plain JSON with tags, `{ "$fg": "date", "v": 0 }`. */

import { toBase64 } from './base64.js';
import { FlowgraftError } from './error.js';
import { formatIssuePath } from './issue.js';
import {
  classNameOf,
  isPlainArray,
  isPlainObject,
  isTypedArray,
  maxValueDepth,
  type TypedArray,
} from './value-kind.js';

/** A value in its stored form. The tag of a real object that has a `$fg` key of its own is `object`. */
type Tag =
  | { readonly $fg: 'undefined' }
  | { readonly $fg: 'number'; readonly v: 'NaN' | 'Infinity' | '-Infinity' | '-0' }
  | { readonly $fg: 'bigint'; readonly v: string }
  /** Epoch milliseconds; `null` for an invalid date. */
  | { readonly $fg: 'date'; readonly v: number | null }
  | { readonly $fg: 'map'; readonly v: readonly (readonly [unknown, unknown])[] }
  | { readonly $fg: 'set'; readonly v: readonly unknown[] }
  /** Base64 of the bytes, little-endian. */
  | { readonly $fg: 'bytes'; readonly as: string; readonly v: string }
  | { readonly $fg: 'object'; readonly v: object };

/** Where the walk is. */
interface Trail {
  /** What the whole value is called in messages. */
  readonly root: string;
  /** Keys and indexes on the way to the value at hand. */
  readonly path: (string | number)[];
  readonly ancestors: Set<object>;
}

/**
 * A copy of `value` in which everything that JSON cannot hold is tagged.
 *
 * @throws {FlowgraftError} `VALUE_UNSUPPORTED`, with the path from `root`.
 */
export function tagValue(value: unknown, root: string): unknown {
  return tag(value, { root, path: [], ancestors: new Set() });
}

function tag(value: unknown, trail: Trail): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return tagNumber(value);
    case 'bigint':
      return { $fg: 'bigint', v: String(value) } satisfies Tag;
    case 'undefined':
      return { $fg: 'undefined' } satisfies Tag;
    case 'object':
      return value === null ? null : tagNested(value, trail);
    default:
      return refuse(typeof value, trail);
  }
}

function tagNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $fg: 'number', v: '-0' } satisfies Tag;
  if (Number.isFinite(value)) return value;
  return { $fg: 'number', v: String(value) as 'NaN' | 'Infinity' | '-Infinity' } satisfies Tag;
}

function tagNested(object: object, trail: Trail): unknown {
  const { ancestors } = trail;
  if (ancestors.has(object)) return refuse('cycle', trail);
  if (ancestors.size >= maxValueDepth) return refuse('too deep', trail);
  ancestors.add(object);
  const tagged = tagObject(object, trail);
  ancestors.delete(object);
  return tagged;
}

function tagObject(object: object, trail: Trail): unknown {
  switch (Object.getPrototypeOf(object)) {
    case Date.prototype:
      return tagDate(object as Date);
    case Map.prototype:
      return { $fg: 'map', v: tagEntries(object as Map<unknown, unknown>, trail) } satisfies Tag;
    case Set.prototype:
      return { $fg: 'set', v: tagArray([...(object as Set<unknown>)], trail) } satisfies Tag;
    case ArrayBuffer.prototype:
      return tagBytes('ArrayBuffer', new Uint8Array(object as ArrayBuffer));
    default:
      if (isPlainArray(object)) return tagArray(object, trail);
      if (isTypedArray(object)) return tagView(object);
      return isPlainObject(object) ? tagKeys(object, trail) : refuse(classNameOf(object), trail);
  }
}

function tagDate(date: Date): Tag {
  const time = date.getTime();
  return { $fg: 'date', v: Number.isNaN(time) ? null : time };
}

function tagView(view: TypedArray): Tag {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return tagBytes(view.constructor.name, bytes);
}

function tagBytes(as: string, bytes: Uint8Array): Tag {
  return { $fg: 'bytes', as, v: toBase64(bytes) };
}

function tagEntries(map: ReadonlyMap<unknown, unknown>, trail: Trail): [unknown, unknown][] {
  return Array.from(map, ([key, item], index) => [
    tagAt(index, key, trail),
    tagAt(index, item, trail),
  ]);
}

function tagArray(array: readonly unknown[], trail: Trail): unknown[] {
  return Array.from(array, (item, index) => {
    if (item === undefined && !(index in array)) return refuse('sparse array', trail, index);
    return tagAt(index, item, trail);
  });
}

function tagKeys(object: object, trail: Trail): unknown {
  if (Object.getOwnPropertySymbols(object).length > 0) return refuse('symbol key', trail);
  const copy = {};
  for (const key of Object.keys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
    if (!('value' in property)) return refuse('accessor', trail, key);
    setOwn(copy, key, tagAt(key, property.value, trail));
  }
  return Object.hasOwn(copy, '$fg') ? ({ $fg: 'object', v: copy } satisfies Tag) : copy;
}

function tagAt(key: string | number, item: unknown, trail: Trail): unknown {
  trail.path.push(key);
  const tagged = tag(item, trail);
  trail.path.pop();
  return tagged;
}

/** Sets a key as data, also `__proto__`. */
export function setOwn(object: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    (object as Record<string, unknown>)[key] = value;
  }
}

function refuse(kind: string, { root, path }: Trail, key?: string | number): never {
  const below = formatIssuePath(key === undefined ? path : [...path, key]);
  const place = below === '' || below.startsWith('[') ? root + below : `${root}.${below}`;
  throw new FlowgraftError(
    'VALUE_UNSUPPORTED',
    `${place} cannot be stored (${kind}): use JSON values, Date, Map, Set, BigInt, ArrayBuffer or typed arrays, at most ${maxValueDepth} levels deep`,
    { path: place, kind },
  );
}
