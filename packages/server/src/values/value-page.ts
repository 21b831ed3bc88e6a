/** A part of a value that is too large to be sent whole. */

import type * as z from 'zod';

import { HttpProblem } from '../http/problem.js';
import type { valuePage } from '../schemas/run.js';
import { plainLevel } from './plain-value.js';
import { shownValue, wholeSize } from './shown-value.js';

export interface PartOf {
  /** Keys and indexes from the value to the part. */
  readonly path: readonly (string | number)[];
  readonly offset: number;
  /** Entries or items, or thousands of characters. */
  readonly limit: number;
}

type ValuePage = z.infer<typeof valuePage>;

/** Characters of JSON that a page has at most, about. */
const pageSize = 256 * 1024;
/** Characters of a text that one step of the limit stands for. */
const textUnit = 1_000;

/** @throws {HttpProblem} `VALUE_NOT_FOUND` when the path leads nowhere. */
export function pageOfValue(value: unknown, { path, offset, limit }: PartOf): ValuePage {
  const part = plainLevel(path.reduce(inner, value));
  if (typeof part === 'string') {
    const end = offset + Math.min(limit * textUnit, pageSize);
    return { kind: 'text', length: part.length, offset, part: part.slice(offset, end) };
  }
  if (Array.isArray(part)) {
    const items = shownWithin(part.slice(offset, offset + limit), limit);
    return { kind: 'array', length: part.length, offset, part: items };
  }
  if (typeof part === 'object' && part !== null) {
    const entries: [string, unknown][] = Object.entries(part);
    const chosen = entries.slice(offset, offset + limit);
    const items = shownWithin(
      chosen.map(([, item]) => item),
      limit,
    );
    const shown = Object.fromEntries(items.map((item, at) => [chosen[at]?.[0] ?? '', item]));
    return { kind: 'object', length: entries.length, offset, part: shown };
  }
  return { kind: 'scalar', length: 1, offset: 0, part };
}

/** Each of the items, cut so that all of them together stay within a page. */
function shownWithin(items: readonly unknown[], limit: number): unknown[] {
  const share = Math.min(wholeSize, pageSize / Math.max(1, Math.min(limit, items.length)));
  return items.map((item) => shownValue(item ?? null, share));
}

function inner(value: unknown, key: string | number): unknown {
  const plain = plainLevel(value);
  if (Array.isArray(plain)) {
    const at = Number(key);
    if (Number.isInteger(at) && at >= 0 && at < plain.length) return plain[at];
  } else if (typeof plain === 'object' && plain !== null && Object.hasOwn(plain, key)) {
    return (plain as Readonly<Record<string, unknown>>)[key];
  }
  throw noSuchValue();
}

export function noSuchValue(): HttpProblem {
  return new HttpProblem('VALUE_NOT_FOUND', 'There is no value at this place');
}
