/** What can be computed over the values of a group. */

import { compareValues } from '../values/compare-values.js';
import { invalidData } from '../values/invalid-data.js';
import { toNumber } from '../values/to-number.js';
import { valueKey } from '../values/value-key.js';
import { valueKind } from '../values/value-kind.js';

export const operations = [
  'count',
  'sum',
  'average',
  'min',
  'max',
  'first',
  'last',
  'collect',
  'uniqueCount',
] as const;

export type Operation = (typeof operations)[number];

type Measure = (values: readonly unknown[], field: string | undefined) => unknown;

const measures: Readonly<Record<Operation, Measure>> = {
  count: (values) => values.length,
  sum: (values, field) => sum(numbersOf(values, field)),
  average: (values, field) => {
    const numbers = numbersOf(values, field);
    return numbers.length === 0 ? null : sum(numbers) / numbers.length;
  },
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  first: (values) => values[0] ?? null,
  last: (values) => values.at(-1) ?? null,
  collect: (values) => values.map((value) => value ?? null),
  uniqueCount: (values) => new Set(values.filter(isThere).map(valueKey)).size,
};

/**
 * Computes one measure. Missing values do not count in `sum`, `average`, `min`, `max` and `uniqueCount`; without
 * any value `sum` and `uniqueCount` are 0 and the others `null`. `count` counts items.
 *
 * @throws {NodeError} `validation` when `sum` or `average` meets a value that is no number.
 */
export function measure(
  operation: Operation,
  values: readonly unknown[],
  field: string | undefined,
): unknown {
  return measures[operation](values, field);
}

function numbersOf(values: readonly unknown[], field: string | undefined): number[] {
  return values.filter(isThere).map((value) => {
    const number = toNumber(value);
    if (number !== undefined) return number;
    const place = field === undefined ? 'An item' : `Field "${field}"`;
    throw invalidData(`${place} holds ${valueKind(value)} where a number is needed`);
  });
}

/**
 * Adds up without losing the small beside the large: 0.1 ten times gives 1.
 *
 * @see A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.
 */
function sum(numbers: readonly number[]): number {
  let [total, lost] = [0, 0];
  for (const number of numbers) {
    const next = total + number;
    lost += Math.abs(total) >= Math.abs(number) ? total - next + number : number - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}

function extreme(values: readonly unknown[], sign: 1 | -1): unknown {
  const [first, ...rest] = values.filter(isThere);
  const best = rest.reduce(
    (found, value) => (sign * compareValues(value, found) > 0 ? value : found),
    first,
  );
  return best ?? null;
}

function isThere(value: unknown): boolean {
  return valueKind(value) !== 'nothing';
}
