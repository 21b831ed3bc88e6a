/** The functions that expressions can call by name; `catalogue.ts` has their documentation. */

import { sortByKey } from './array-methods.js';
import {
  type Args,
  type Callback,
  type ExpressionFunction,
  type Functions,
  arrayAt,
  builtText,
  integerAt,
  isMissing,
  orderOf,
  tableOf,
  textAt,
} from './callable.js';
import { addTime, dateDiff, dateFrom, formatDate, timeFrom } from './dates.js';
import { type Evaluation, charge, chargeText, wrongArgument } from './evaluation.js';
import { jsonText, parseJson } from './json-text.js';
import { mathFunctions } from './math-functions.js';
import { objectFunctions, selectorOf } from './object-functions.js';
import { charactersOf } from './string-methods.js';
import { describeKind, kindOf, lazyEntries, ownValue, toNumber, toText } from './values.js';

/** The number of each element, by the callback or a property's name. */
function numbers(
  args: Args,
  evaluation: Evaluation,
  callback: Callback | undefined,
): { sum: number; count: number } {
  const select = selectorOf(args, evaluation, callback);
  let sum = 0;
  const items = arrayAt(args, 0, evaluation);
  for (let index = 0; index < items.length; index++)
    sum += toNumber(evaluation, select(items[index], index));
  return { sum, count: items.length };
}

/** The smallest (`sign` 1) or largest (-1) value, as it is; undefined for none. */
function extreme(sign: 1 | -1): ExpressionFunction {
  return (args, evaluation, callback) => {
    const select = selectorOf(args, evaluation, callback);
    let best: unknown;
    for (const [index, item] of arrayAt(args, 0, evaluation).entries()) {
      const value = select(item, index);
      if (isMissing(value)) continue;
      if (best === undefined || orderOf(evaluation, value, best) * sign < 0) best = value;
    }
    return best;
  };
}

const sortBy: ExpressionFunction = (args, evaluation, callback) => {
  const order = args[callback === undefined ? 2 : 1] ?? 'asc';
  if (order !== 'asc' && order !== 'desc')
    throw wrongArgument(evaluation, '"asc" or "desc"', describeKind(order));
  const select = selectorOf(args, evaluation, callback);
  return sortByKey(evaluation, arrayAt(args, 0, evaluation), select, order === 'asc' ? 1 : -1);
};

const unique: ExpressionFunction = (args, evaluation, callback) => {
  const select = selectorOf(args, evaluation, callback);
  const seen = new Set<unknown>();
  return arrayAt(args, 0, evaluation).filter((item, index) => {
    const key = select(item, index);
    charge(evaluation, 1);
    if (typeof key === 'string') chargeText(evaluation, key.length);
    return seen.size < seen.add(key).size;
  });
};

const range: ExpressionFunction = (args, evaluation) => {
  const bounds = args.slice(0, 2).map((bound) => toNumber(evaluation, bound));
  const [start = 0, end = NaN] = args[1] === undefined ? [0, bounds[0]] : bounds;
  const step = toNumber(evaluation, args[2] ?? 1);
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(length))
    throw wrongArgument(evaluation, 'finite numbers and a step that is not 0', length);
  charge(evaluation, length);
  return Array.from({ length }, (_, index) => start + index * step);
};

const chunk: ExpressionFunction = (args, evaluation) => {
  const items = arrayAt(args, 0, evaluation);
  const size = integerAt(args, 1, evaluation);
  if (size < 1) throw wrongArgument(evaluation, 'a size of 1 or more', size);
  const length = Math.ceil(items.length / size);
  charge(evaluation, length);
  return Array.from({ length }, (_, index) => items.slice(index * size, (index + 1) * size));
};

/** Elements of an array, characters of a text, or `length` places, each through the callback. */
const arrayFrom: ExpressionFunction = ([source], evaluation, callback) => {
  const list = listFrom(evaluation, source);
  return callback === undefined ? list : list.map((item, index) => callback(item, index));
};

function listFrom(evaluation: Evaluation, source: unknown): unknown[] {
  if (typeof source === 'string') return charactersOf(evaluation, source);
  if (typeof source !== 'object' || source === null) {
    throw wrongArgument(evaluation, 'an array, a text or { length }', describeKind(source));
  }
  const length = Math.max(0, Math.trunc(toNumber(evaluation, ownValue(source, 'length'))) || 0);
  charge(evaluation, length);
  return Array.from({ length }, (_, index) => ownValue(source, index));
}

/** Runs one of JavaScript's URI functions on text. */
function uri(name: string): ExpressionFunction {
  const convert = { encodeURI, encodeURIComponent, decodeURI, decodeURIComponent }[
    name as 'encodeURI'
  ];
  return (args, evaluation) => {
    const text = textAt(args, 0, evaluation, 'undefined');
    charge(evaluation, 1 + text.length / 4);
    return builtText(evaluation, convert(text));
  };
}

const text: ExpressionFunction = (args, evaluation) => {
  const [value] = args;
  if (args.length === 0) return '';
  const composed = kindOf(value) === 'object' || kindOf(value) === 'array';
  return composed ? jsonText(evaluation, value) : toText(evaluation, value);
};

const stringify: ExpressionFunction = (args, evaluation) => {
  if (!isMissing(args[1]))
    throw wrongArgument(evaluation, 'null as its replacer', describeKind(args[1]));
  const indent =
    typeof args[2] === 'string'
      ? args[2]
      : ' '.repeat(Math.min(10, Math.max(0, integerAt(args, 2, evaluation))));
  return jsonText(evaluation, args[0], indent.slice(0, 10));
};

const isEmpty: ExpressionFunction = ([value], evaluation) => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0;
  if (kindOf(value) !== 'object') return isMissing(value);
  const keys = lazyEntries(value)?.keys() ?? Object.keys(value as object);
  charge(evaluation, keys.length);
  return keys.length === 0;
};

const slug: ExpressionFunction = (args, evaluation) => {
  const source = textAt(args, 0, evaluation);
  charge(evaluation, source.length);
  const plain = source
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  // Joined words: trimming hyphens by a pattern would look ahead from each of them.
  return builtText(evaluation, plain.match(/[\p{L}\p{N}]+/gu)?.join('-') ?? '');
};

export const expressionFunctionTable: Functions = {
  ...mathFunctions,
  ...objectFunctions,
  .../* @__PURE__ */ tableOf('encodeURI encodeURIComponent decodeURI decodeURIComponent', uri),
  'Array.from': arrayFrom,
  'Array.isArray': ([value]) => Array.isArray(value),
  Boolean: ([value]) => Boolean(value),
  'Date.parse': ([value], evaluation) => timeFrom(evaluation, value),
  'JSON.parse': (args, evaluation) =>
    parseJson(evaluation, textAt(args, 0, evaluation, 'undefined')),
  'JSON.stringify': stringify,
  Number: (args, evaluation) => (args.length === 0 ? 0 : toNumber(evaluation, args[0])),
  String: text,
  addTime,
  avg: (args, evaluation, callback) => {
    const { sum, count } = numbers(args, evaluation, callback);
    return count === 0 ? undefined : sum / count;
  },
  capitalize: (args, evaluation) => {
    const source = textAt(args, 0, evaluation);
    return builtText(evaluation, source.slice(0, 1).toUpperCase() + source.slice(1));
  },
  chunk,
  dateDiff,
  formatDate,
  isEmpty,
  max: extreme(-1),
  min: extreme(1),
  parseDate: ([value], evaluation) => dateFrom(evaluation, value),
  range,
  slug,
  sortBy,
  sum: (args, evaluation, callback) => numbers(args, evaluation, callback).sum,
  unique,
};
