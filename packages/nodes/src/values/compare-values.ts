/** The order of values, for sorting and for smallest and largest. */

import { valueKey } from './value-key.js';
import { valueKind, type ValueKind } from './value-kind.js';

/** Less than 0 when the left one comes first, 0 when they are equal. */
export type Comparison<T> = (left: T, right: T) => number;

const kindOrder: readonly ValueKind[] = [
  'true/false',
  'number',
  'date',
  'text',
  'list',
  'object',
  'nothing',
];

/** By code points: the same on every machine, whatever its language. */
export const compareCodePoints: Comparison<string> = (left, right) =>
  left < right ? -1 : left > right ? 1 : 0;

/**
 * Orders any two values: booleans, numbers, dates, text, lists, objects, nothing. Within a kind by value; lists and
 * objects by their content, so that the order never depends on where they came from.
 */
export function compareValues(
  left: unknown,
  right: unknown,
  compareText: Comparison<string> = compareCodePoints,
): number {
  const [leftKind, rightKind] = [valueKind(left), valueKind(right)];
  if (leftKind !== rightKind) return kindOrder.indexOf(leftKind) - kindOrder.indexOf(rightKind);
  switch (leftKind) {
    case 'nothing':
      return 0;
    case 'text':
      return compareText(left as string, right as string);
    case 'true/false':
    case 'number':
    case 'date':
      return compareScalars(left as number, right as number);
    case 'list':
    case 'object':
      return compareCodePoints(valueKey(left), valueKey(right));
  }
}

// `<` rather than a difference: numbers may be bigint.
function compareScalars(left: number, right: number): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}
