/** A run's data as it is sent: plain JSON, and no more of it than somebody can look at. */

import type { CutValue } from '../client/cut-value.js';
import { plainLevel } from './plain-value.js';

/** Characters of JSON that are sent of one value before it is cut. */
export const wholeSize = 32 * 1024;
/** Characters of JSON that a preview has at most, about. */
const previewSize = 4 * 1024;
const previewEntries = 50;
/** Characters of a text in a preview. */
const previewText = 1_000;
/** What is deeper is not shown: no value that a run may keep goes deeper. */
const deepest = 500;

/**
 * The value as JSON; a `CutValue` when that would be larger than `size` characters.
 *
 * @param size - `wholeSize` when absent.
 */
export function shownValue(value: unknown, size = wholeSize): unknown {
  const whole = new WholeCopy(size);
  const json = whole.copy(value);
  return whole.isTooLarge ? cut(value, Math.min(previewSize, size / 2)) : json;
}

/** Copies a value as JSON, as long as it stays within so many characters; then it stops. */
class WholeCopy {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  get isTooLarge(): boolean {
    return this.#left < 0;
  }

  copy(value: unknown, depth = 0): unknown {
    const plain = plainLevel(value);
    if (depth > deepest) this.#left = -1;
    if (typeof plain !== 'object' || plain === null) {
      this.#left -= typeof plain === 'string' ? plain.length + 2 : 5;
      return plain;
    }
    this.#left -= 2;
    return Array.isArray(plain) ? this.#items(plain, depth) : this.#entries(plain, depth);
  }

  #items(list: readonly unknown[], depth: number): unknown[] {
    const copied: unknown[] = [];
    for (const item of list) {
      if (this.isTooLarge) break;
      copied.push(this.copy(item ?? null, depth + 1));
    }
    return copied;
  }

  #entries(object: object, depth: number): object {
    const copied: [string, unknown][] = [];
    for (const key of Object.keys(object)) {
      if (this.isTooLarge) break;
      this.#left -= key.length + 4;
      copied.push([key, this.copy((object as Readonly<Record<string, unknown>>)[key], depth + 1)]);
    }
    return Object.fromEntries(copied);
  }
}

/** The first parts of a large value. */
function cut(value: unknown, size: number): CutValue {
  const plain = plainLevel(value);
  if (typeof plain === 'string') {
    const preview = firstUnits(plain, Math.min(previewText, Math.max(0, Math.floor(size))));
    return { $cut: { kind: 'text', length: plain.length, preview } };
  }
  if (Array.isArray(plain)) {
    const preview = firstOf(plain, size).map(([, item]) => item);
    return { $cut: { kind: 'array', length: plain.length, preview } };
  }
  const entries: [string, unknown][] = Object.entries(plain ?? {});
  const items = entries.map(([, item]) => item);
  const shown = firstOf(items, size).map(([at, item]): [string, unknown] => [
    entries[at]?.[0] ?? '',
    item,
  ]);
  return { $cut: { kind: 'object', length: entries.length, preview: Object.fromEntries(shown) } };
}

/** As many items from the start as fit, each no larger than a share of that. */
function firstOf(items: readonly unknown[], size: number): [at: number, item: unknown][] {
  const shown: [number, unknown][] = [];
  let left = size;
  for (const [at, item] of items.slice(0, previewEntries).entries()) {
    if (left <= 0) break;
    const part = size < 64 ? null : shownValue(item ?? null, size / 4);
    left -= JSON.stringify(part).length;
    shown.push([at, part]);
  }
  return shown;
}

/** Does not end in the middle of a pair of surrogates. */
function firstUnits(text: string, count: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(count - 1)) ? count - 1 : count;
  return text.slice(0, end);
}
