/** JSON text of values, written by ourselves: no `toJSON` is called, and size and depth are bounded. */

import { copyOf } from './callable.js';
import {
  type Evaluation,
  callFailure,
  charge,
  chargeOutput,
  checkDepth,
  checkOutput,
} from './evaluation.js';
import { dateText, entriesOf, isDate, settle } from './values.js';

/**
 * As `JSON.stringify`, except that a bigint is refused with an advice, as are cycles (by depth).
 *
 * @param indent - Spaces for each level, none for one line.
 */
export function jsonText(evaluation: Evaluation, value: unknown, indent = ''): string | undefined {
  const write = (part: unknown, margin: string, depth: number): string | undefined => {
    charge(evaluation, 2);
    if (typeof part === 'string') chargeOutput(evaluation, part.length);
    if (typeof part === 'bigint')
      throw callFailure(evaluation, 'a bigint has no JSON; use String(…) around it');
    if (typeof part === 'function') return undefined;
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    checkDepth(evaluation, depth);
    charge(evaluation, 8);
    if (isDate(part)) return JSON.stringify(dateText(part)).replace('"Invalid Date"', 'null');
    return writeParts(settle(evaluation, part) as object, margin, depth);
  };

  const writeParts = (record: object, margin: string, depth: number): string => {
    const inner = margin + indent;
    const isArray = Array.isArray(record);
    const parts: string[] = [];
    let length = 0;
    const entries: (readonly [string, unknown])[] = isArray
      ? copyOf(evaluation, record).map((entry) => ['', entry])
      : entriesOf(evaluation, record);
    for (const [key, entry] of entries) {
      const text = write(entry, inner, depth + 1) ?? (isArray ? 'null' : undefined);
      if (text === undefined) continue;
      const part = isArray ? text : `${JSON.stringify(key)}:${indent && ' '}${text}`;
      length += part.length + inner.length;
      checkOutput(evaluation, length);
      parts.push(part);
    }
    const body =
      indent === '' || parts.length === 0
        ? parts.join(',')
        : `\n${inner}${parts.join(`,\n${inner}`)}\n${margin}`;
    return isArray ? `[${body}]` : `{${body}}`;
  };

  const text = write(value, '', 1);
  if (text !== undefined) chargeOutput(evaluation, text.length);
  return text;
}

/** As `JSON.parse`. */
export function parseJson(evaluation: Evaluation, text: string): unknown {
  charge(evaluation, text.length / 4);
  return JSON.parse(text) as unknown;
}
