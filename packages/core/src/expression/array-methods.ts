/** Methods of arrays. None changes its array; `sort` and `reverse` return a copy. */

import {
  type Args,
  type Callback,
  type Method,
  type Methods,
  builtText,
  copyOf,
  integerAt,
  isMissing,
  orderOf,
  tableOf,
  textAt,
} from './callable.js';
import { type Evaluation, charge, checkDepth, checkOutput } from './evaluation.js';
import { toNumber, toText } from './values.js';

type Items = readonly unknown[];
type ArrayMethod = Method<Items>;

const map = (items: Items, _args: Args, _evaluation: Evaluation, callback: unknown): unknown[] => {
  const mapped: unknown[] = [];
  for (let index = 0; index < items.length; index++)
    mapped.push((callback as Callback)(items[index], index, items));
  return mapped;
};

const filter: ArrayMethod = (items, _args, _evaluation, callback) => {
  const kept: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    if ((callback as Callback)(items[index], index, items)) kept.push(items[index]);
  }
  return kept;
};

/** JavaScript's own methods that ask an array for nothing but its elements. */
const native = (name: string): ArrayMethod => {
  const run = Array.prototype[name as 'find'] as (this: Items, ...args: unknown[]) => unknown;
  return (items, args, evaluation, callback) =>
    callback === undefined
      ? run.call(items, integerAt(args, 0, evaluation))
      : run.call(items, callback, ...args);
};

function flatten(evaluation: Evaluation, items: Items, depth: number): unknown[] {
  const flat: unknown[] = [];
  const append = (list: Items, level: number): void => {
    checkDepth(evaluation, level);
    for (const entry of copyOf(evaluation, list)) {
      if (level < depth && Array.isArray(entry)) append(entry, level + 1);
      else flat.push(entry);
    }
  };
  append(items, 0);
  return flat;
}

const slice: ArrayMethod = (items, args, evaluation) => {
  const end = integerAt(args, 1, evaluation, items.length);
  return copyOf(evaluation, items).slice(integerAt(args, 0, evaluation), end);
};

const reverse: ArrayMethod = (items, _args, evaluation) => copyOf(evaluation, items).reverse();

const sort: ArrayMethod = (items, _args, evaluation, callback) => {
  if (callback !== undefined)
    return copyOf(evaluation, items).sort((left, right) =>
      toNumber(evaluation, callback(left, right)),
    );
  return sortByKey(evaluation, items, (entry) =>
    entry === undefined ? entry : toText(evaluation, entry),
  );
};

/** Sorts by keys, missing ones last; with `sign` -1 the others stand in reverse. */
export function sortByKey(
  evaluation: Evaluation,
  items: Items,
  keyOf: Callback,
  sign = 1,
): unknown[] {
  return copyOf(evaluation, items)
    .map((entry, index) => ({ entry, key: keyOf(entry, index) }))
    .sort((left, right) => {
      charge(evaluation, 1);
      const order = orderOf(evaluation, left.key, right.key);
      return isMissing(left.key) || isMissing(right.key) ? order : order * sign;
    })
    .map(({ entry }) => entry);
}

/** Joins as JavaScript does: missing elements are empty. */
const join: ArrayMethod = (items, args, evaluation) => {
  const separator = textAt(args, 0, evaluation, ',');
  let length = -separator.length;
  const parts = copyOf(evaluation, items).map((entry) => {
    const part = isMissing(entry) ? '' : toText(evaluation, entry);
    length += part.length + separator.length;
    checkOutput(evaluation, length);
    return part;
  });
  return builtText(evaluation, parts.join(separator));
};

/** JavaScript's own search; a wanted text may be compared with each element. */
const searching = (name: string): ArrayMethod => {
  const run = Array.prototype[name as 'indexOf'];
  return (items, args, evaluation) => {
    const [wanted] = args;
    const price = typeof wanted === 'string' ? 1 + wanted.length / 16 : 1;
    charge(evaluation, items.length * price);
    return args.length > 1
      ? run.call(items, wanted, integerAt(args, 1, evaluation))
      : run.call(items, wanted);
  };
};

export const arrayMethods: Methods<Items> = {
  ...tableOf('at every find findIndex findLast findLastIndex reduce reduceRight some', native),
  ...tableOf('includes indexOf lastIndexOf', searching),
  concat: (items, args, evaluation) => flatten(evaluation, [items, ...args], 1),
  entries: (items, _args, evaluation) =>
    copyOf(evaluation, items).map((entry, index) => {
      charge(evaluation, 2);
      return [index, entry];
    }),
  filter,
  flat: (items, args, evaluation) => flatten(evaluation, items, integerAt(args, 0, evaluation, 1)),
  flatMap: (items, args, evaluation, callback) =>
    flatten(evaluation, map(items, args, evaluation, callback), 1),
  join,
  keys: (items, _args, evaluation) => copyOf(evaluation, items).map((_, index) => index),
  map,
  reverse,
  slice,
  sort,
  toReversed: reverse,
  toSorted: sort,
};
