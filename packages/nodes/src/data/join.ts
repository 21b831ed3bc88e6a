/** Joins of two lists of objects. */

import { invalidData } from '../values/invalid-data.js';
import { valueKey } from '../values/value-key.js';
import { fieldReader } from './items.js';

export type Row = Readonly<Record<string, unknown>>;

export interface JoinOptions {
  readonly join: 'inner' | 'left' | 'outer';
  readonly prefer: 'left' | 'right';
}

export interface KeyJoinOptions extends JoinOptions {
  /** Path of the field on the left side. */
  readonly key: string;
  /** Path on the right side; the same as `key` when absent. */
  readonly rightKey?: string | undefined;
}

/** Most rows that a join may give: many partners for many items multiply. */
const maxJoinedRows = 1_000_000;

/**
 * Pairs every item of the left with each of the right whose key is the same, in the order of the left; then, for an
 * outer join, the items of the right without a partner. Items without a key have no partner.
 *
 * @throws {NodeError} `validation` when there would be more than `maxJoinedRows` rows.
 */
export function joinByKey(
  left: readonly Row[],
  right: readonly Row[],
  options: KeyJoinOptions,
): Row[] {
  const readLeft = fieldReader(options.key);
  const partners = indexByKey(right, fieldReader(options.rightKey ?? options.key));
  const paired = new Set<Row>();
  const rows: Row[] = [];
  for (const item of left) {
    const key = readLeft(item) ?? undefined;
    const found = key === undefined ? [] : (partners.get(valueKey(key)) ?? []);
    if (rows.length + found.length > maxJoinedRows) throw tooManyRows();
    for (const partner of found) {
      paired.add(partner);
      rows.push(combine(item, partner, options));
    }
    if (found.length === 0 && options.join !== 'inner') rows.push(item);
  }
  if (options.join !== 'outer') return rows;
  return rows.concat(right.filter((item) => !paired.has(item)));
}

/** Pairs the items that stand at the same place. */
export function joinByPosition(
  left: readonly Row[],
  right: readonly Row[],
  options: JoinOptions,
): Row[] {
  const lengths = {
    inner: Math.min(left.length, right.length),
    left: left.length,
    outer: Math.max(left.length, right.length),
  };
  return Array.from({ length: lengths[options.join] }, (_, index) =>
    combine(left[index] ?? {}, right[index] ?? {}, options),
  );
}

function indexByKey(
  rows: readonly Row[],
  read: (item: unknown) => unknown,
): ReadonlyMap<string, readonly Row[]> {
  const index = new Map<string, Row[]>();
  for (const row of rows) {
    const value = read(row) ?? undefined;
    if (value === undefined) continue;
    const key = valueKey(value);
    const found = index.get(key);
    if (found === undefined) index.set(key, [row]);
    else found.push(row);
  }
  return index;
}

function combine(left: Row, right: Row, { prefer }: JoinOptions): Row {
  return prefer === 'right' ? { ...left, ...right } : { ...right, ...left };
}

function tooManyRows(): Error {
  return invalidData(
    `The join would give more than ${maxJoinedRows} rows: its keys are not unique`,
  );
}
