/** One text for one JSON value, whatever the order in which its keys were written. */

import { FlowgraftError } from './error.js';
import { showValue } from './show-value.js';

interface Frame {
  readonly source: object;
  /** Sorted; `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  next: number;
  isFirst: boolean;
}

/** Leaves a member out of the text; `path` leads to it from the root. */
export type Omit = (path: readonly (string | number)[]) => boolean;

/**
 * The canonical JSON text of plain data: no spaces, keys sorted by UTF-16 code units, numbers and texts as
 * `JSON.stringify` writes them. Members that are `undefined` are left out. Does not recurse.
 *
 * Half a surrogate pair is escaped, where the RFC refuses it.
 *
 * @param omit - Members to leave out; asked for members of objects, not for items of lists.
 * @throws {FlowgraftError} `VALUE_UNSUPPORTED` for what JSON cannot hold: functions, symbols, bigints, numbers
 *   that are not finite, cycles, holes in lists.
 * @see RFC 8785, JSON Canonicalization Scheme (JCS).
 */
export function canonicalJson(value: unknown, omit: Omit = () => false): string {
  const parts: string[] = [];
  const frames: Frame[] = [];
  const open = new Set<object>();
  const path: (string | number)[] = [];

  const write = (item: unknown): void => {
    if (typeof item !== 'object' || item === null) {
      parts.push(scalar(item, path));
      return;
    }
    if (open.has(item)) throw unsupported(path, 'a value that contains itself');
    open.add(item);
    const keys = Array.isArray(item) ? undefined : Object.keys(item).sort();
    const length = Array.isArray(item) ? item.length : (keys?.length ?? 0);
    frames.push({ source: item, keys, length, next: 0, isFirst: true });
    parts.push(keys === undefined ? '[' : '{');
  };
  const leave = (frame: Frame): void => {
    frames.pop();
    open.delete(frame.source);
    parts.push(frame.keys === undefined ? ']' : '}');
    path.pop();
  };
  const member = (frame: Frame): void => {
    const key = frame.keys === undefined ? frame.next : (frame.keys[frame.next] ?? '');
    frame.next++;
    const item = (frame.source as Readonly<Record<string | number, unknown>>)[key];
    path.push(key);
    if (typeof key === 'string' && (item === undefined || omit(path))) {
      path.pop();
      return;
    }
    if (!frame.isFirst) parts.push(',');
    frame.isFirst = false;
    if (typeof key === 'string') parts.push(JSON.stringify(key), ':');
    const depth = frames.length;
    write(item);
    if (frames.length === depth) path.pop();
  };

  write(value);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.next === frame.length) leave(frame);
    else member(frame);
  }
  return parts.join('');
}

function scalar(value: unknown, path: readonly (string | number)[]): string {
  if (value === null) return 'null';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  throw unsupported(path, showValue(value));
}

function unsupported(path: readonly (string | number)[], kind: string): FlowgraftError {
  const where = path.slice(0, 20).join('.');
  return new FlowgraftError(
    'VALUE_UNSUPPORTED',
    `Canonical JSON of a value with ${kind} at "${where}"; give plain JSON data`,
    { path: where, kind },
  );
}
