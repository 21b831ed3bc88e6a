/** `Object.*` and the functions that build objects. */

import {
  type Args,
  type Callback,
  type ExpressionFunction,
  type Functions,
  arrayAt,
  copyOf,
  isMissing,
} from './callable.js';
import { type Evaluation, charge, wrongArgument } from './evaluation.js';
import { describeKind, entriesOf, lazyEntries, ownValue, setKey, toKey, toText } from './values.js';

type Plain = Record<string, unknown>;

/** Reads the key of an element: by the callback, by a property's name, or the element itself. */
export function selectorOf(
  args: Args,
  evaluation: Evaluation,
  callback: Callback | undefined,
): Callback {
  if (callback !== undefined) return callback;
  if (args[1] === undefined) return (item) => item;
  const name = toText(evaluation, args[1]);
  return (item) => {
    charge(evaluation, 1);
    return typeof item === 'object' && item !== null ? ownValue(item, name) : undefined;
  };
}

/** The entries of an argument that must have some; missing values are refused as in JavaScript. */
function entriesAt(args: Args, evaluation: Evaluation): [string, unknown][] {
  if (isMissing(args[0])) throw wrongArgument(evaluation, 'an object', describeKind(args[0]));
  return entriesOf(evaluation, args[0]);
}

function collect(evaluation: Evaluation, entries: readonly (readonly unknown[])[]): Plain {
  const record: Plain = {};
  for (const [key, value] of entries)
    setKey(evaluation, record, String(toKey(evaluation, key)), value);
  return record;
}

/** Pairs each element with its key, which the callback or a property's name gives. */
function keyed(
  args: Args,
  evaluation: Evaluation,
  callback: Callback | undefined,
): [string, unknown][] {
  if (callback === undefined && args[1] === undefined)
    throw wrongArgument(evaluation, "a key (a property's name or x => x.type)", 'undefined');
  const select = selectorOf(args, evaluation, callback);
  return arrayAt(args, 0, evaluation).map((item, index) => [
    String(toKey(evaluation, select(item, index))),
    item,
  ]);
}

const groupBy: ExpressionFunction = (args, evaluation, callback) => {
  const groups = new Map<string, unknown[]>();
  for (const [key, item] of keyed(args, evaluation, callback)) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return collect(evaluation, [...groups]);
};

const fromEntries: ExpressionFunction = (args, evaluation) => {
  const pairs = arrayAt(args, 0, evaluation).map((pair): readonly unknown[] => {
    if (!Array.isArray(pair))
      throw wrongArgument(evaluation, '[key, value] pairs', describeKind(pair));
    return copyOf(evaluation, pair);
  });
  return collect(evaluation, pairs);
};

/** As the operator `in`, for own keys. */
export function hasKey(evaluation: Evaluation, owner: unknown, key: unknown): boolean {
  const name = toKey(evaluation, key);
  const lazy = lazyEntries(owner);
  if (lazy !== undefined) return lazy.keys().includes(String(name));
  return typeof owner === 'object' && owner !== null && Object.hasOwn(owner, name);
}

/** Copies the entries whose key is listed, or those whose key is not. */
function select(listed: boolean): ExpressionFunction {
  return (args, evaluation) => {
    const keys = new Set(arrayAt(args, 1, evaluation).map((key) => String(toKey(evaluation, key))));
    return collect(
      evaluation,
      entriesAt(args, evaluation).filter(([key]) => keys.has(key) === listed),
    );
  };
}

export const objectFunctions: Functions = {
  'Object.entries': entriesAt,
  'Object.fromEntries': fromEntries,
  'Object.groupBy': groupBy,
  'Object.hasOwn': ([owner, key], evaluation) => hasKey(evaluation, owner, key),
  'Object.keys': (args, evaluation) => {
    const lazy = lazyEntries(args[0]);
    return lazy === undefined ? entriesAt(args, evaluation).map(([key]) => key) : [...lazy.keys()];
  },
  'Object.values': (args, evaluation) => entriesAt(args, evaluation).map(([, value]) => value),
  groupBy,
  keyBy: (args, evaluation, callback) => collect(evaluation, keyed(args, evaluation, callback)),
  omit: select(false),
  pick: select(true),
};
