/** The shapes of the functions and methods that expressions can call, and readers of their arguments. */

import { namesOf } from './names.js';
import { type Evaluation, charge, chargeOutput, chargeText, wrongArgument } from './evaluation.js';
import { describeKind, toNumber, toText } from './values.js';

/** An arrow function of the expression, ready to be called; pays for its own body. */
export type Callback = (first: unknown, second?: unknown, third?: unknown) => unknown;

/** The arguments of a call without the callback. */
export type Args = readonly unknown[];

export type Method<Receiver> = (
  receiver: Receiver,
  args: Args,
  evaluation: Evaluation,
  callback: Callback | undefined,
) => unknown;

export type ExpressionFunction = (
  args: Args,
  evaluation: Evaluation,
  callback: Callback | undefined,
) => unknown;

/** Functions by name. */
export type Functions = Readonly<Record<string, ExpressionFunction>>;

/** Methods by name, of one kind of receiver. */
export type Methods<Receiver> = Readonly<Record<string, Method<Receiver>>>;

/** A table with the same entry under each name, made for it. */
export function tableOf<Entry>(
  list: string,
  make: (name: string) => Entry,
): Readonly<Record<string, Entry>> {
  return Object.fromEntries(list.split(' ').map((name) => [name, make(name)]));
}

/** Methods that need an arrow function. */
export const callbackMethods = /* @__PURE__ */ namesOf(
  'map filter find findIndex findLast findLastIndex some every reduce reduceRight flatMap',
);

/** What can do without the arrow function that it takes; functions take it as the second argument. */
export const callbackTakers = /* @__PURE__ */ namesOf(
  'sort toSorted replace replaceAll sum avg min max groupBy keyBy sortBy unique Array.from Object.groupBy',
);

export function textAt(args: Args, index: number, evaluation: Evaluation, fallback = ''): string {
  return args[index] === undefined ? fallback : toText(evaluation, args[index]);
}

/** Truncated towards zero, as JavaScript does with positions and counts. */
export function integerAt(args: Args, index: number, evaluation: Evaluation, fallback = 0): number {
  return args[index] === undefined ? fallback : Math.trunc(toNumber(evaluation, args[index])) || 0;
}

/** A copy of an argument that must be an array; pays for reading its elements. */
export function arrayAt(args: Args, index: number, evaluation: Evaluation): unknown[] {
  const value = args[index];
  if (!Array.isArray(value)) throw wrongArgument(evaluation, 'an array', describeKind(value));
  return copyOf(evaluation, value);
}

/** Made by hand: JavaScript's ways to copy ask the array for its iterator or its constructor. */
export function copyOf(evaluation: Evaluation, items: readonly unknown[]): unknown[] {
  charge(evaluation, items.length);
  const copy: unknown[] = [];
  for (let index = 0; index < items.length; index++) copy.push(items[index]);
  return copy;
}

/** Passes on text that a method built, within the output limit. */
export function builtText(evaluation: Evaluation, text: string): string {
  chargeOutput(evaluation, text.length);
  return text;
}

/** Orders numbers and dates by size, texts by UTF-16 units, missing values last. */
export function orderOf(evaluation: Evaluation, left: unknown, right: unknown): number {
  const missing = Number(isMissing(left)) - Number(isMissing(right));
  if (missing !== 0 || isMissing(left)) return missing;
  if (typeof left === 'string' && typeof right === 'string') {
    chargeText(evaluation, Math.min(left.length, right.length));
    return left < right ? -1 : Number(left > right);
  }
  return Math.sign(toNumber(evaluation, left) - toNumber(evaluation, right)) || 0;
}

export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
