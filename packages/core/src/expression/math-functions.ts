/** `Math`, `Number` and the global number functions; constants of both. */

import { type Args, type ExpressionFunction, type Functions, tableOf } from './callable.js';
import { type Evaluation, wrongArgument } from './evaluation.js';
import { toNumber, toText } from './values.js';

type Natives = Readonly<Record<string, (...values: unknown[]) => unknown>>;

/** A function of numbers and nothing else. */
function numeric(run: (...values: number[]) => unknown): ExpressionFunction {
  return (args, evaluation) => run(...args.map((value) => toNumber(evaluation, value)));
}

/** `Math.random` is left out: it would make a run differ each time. */
const math = /* @__PURE__ */ tableOf(
  'abs acos asin atan atan2 ceil cos exp floor hypot log log10 log2 max min pow round sign sin sqrt tan trunc',
  (name) => numeric((Math as unknown as Natives)[name] as () => unknown),
);

/** These convert nothing. */
const questions = /* @__PURE__ */ tableOf(
  'isFinite isInteger isNaN isSafeInteger',
  (name): ExpressionFunction =>
    ([value]) =>
      (Number as unknown as Natives)[name]?.(value),
);

function parseWith(parse: (text: string, radix: number) => number): ExpressionFunction {
  return (args, evaluation) =>
    parse(toText(evaluation, args[0]), args[1] === undefined ? 0 : toNumber(evaluation, args[1]));
}

const parsers = {
  parseFloat: parseWith((text) => Number.parseFloat(text)),
  parseInt: parseWith((text, radix) => Number.parseInt(text, radix)),
};

function under(namespace: string, table: Functions): Functions {
  return Object.fromEntries(
    Object.entries(table).map(([name, run]) => [`${namespace}.${name}`, run]),
  );
}

/** Half away from zero, in decimal: 1.005 has two digits of cents, 1.01. */
function round(args: Args, evaluation: Evaluation): number {
  const value = toNumber(evaluation, args[0]);
  const digits = Math.trunc(toNumber(evaluation, args[1] ?? 0));
  if (!(Math.abs(digits) <= 100))
    throw wrongArgument(evaluation, 'a number of digits from -100 to 100', digits);
  const shifted = shift(Math.abs(value), digits);
  return Number.isFinite(shifted) ? Math.sign(value) * shift(Math.round(shifted), -digits) : value;
}

/** Moves the decimal point, without the error of a multiplication. */
function shift(value: number, digits: number): number {
  const [whole, power = 0] = String(value).split('e');
  return Number(`${whole}e${Number(power) + digits}`);
}

function clamp(args: Args, evaluation: Evaluation): number {
  const [value = 0, low = 0, high = 0] = [0, 1, 2].map((index) =>
    toNumber(evaluation, args[index]),
  );
  if (low > high) throw wrongArgument(evaluation, 'its lower bound first', `${low} and ${high}`);
  return Math.min(Math.max(value, low), high);
}

export const mathFunctions: Functions = {
  .../* @__PURE__ */ under('Math', math),
  .../* @__PURE__ */ under('Number', questions),
  .../* @__PURE__ */ under('Number', parsers),
  ...parsers,
  clamp,
  isFinite: /* @__PURE__ */ numeric(Number.isFinite),
  isNaN: /* @__PURE__ */ numeric(Number.isNaN),
  round,
};

/** Values by name that are not calls. */
export const constantTable: Readonly<Record<string, number | undefined>> = {
  undefined,
  NaN,
  Infinity,
  'Math.E': Math.E,
  'Math.PI': Math.PI,
  'Number.EPSILON': Number.EPSILON,
  'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
  'Number.MIN_SAFE_INTEGER': Number.MIN_SAFE_INTEGER,
};
