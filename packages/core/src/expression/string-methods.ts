/** Methods of texts. Those that only look run JavaScript's own, on arguments that are primitives. */

import {
  type Args,
  type Method,
  type Methods,
  builtText,
  integerAt,
  tableOf,
  textAt,
} from './callable.js';
import { type Evaluation, charge, chargeOutput, wrongArgument } from './evaluation.js';
import { Regex } from './regex/regex.js';
import {
  matchAllOf,
  matchOf,
  replaceMatches,
  searchOf,
  splitAtMatches,
} from './regex/regex-methods.js';
import { replacing } from './regex/replacement.js';
import { describeKind, toPrimitive, toText } from './values.js';

type TextMethod = Method<string>;
type NativeMethod = (this: string, ...args: unknown[]) => unknown;

/** One of JavaScript's own methods, with its price in steps. */
function native(price: (text: string, wanted: string) => number): (name: string) => TextMethod {
  return (name) => {
    const run = String.prototype[name as 'at'] as NativeMethod;
    return (text, args, evaluation) => {
      const primitives = args.map((value) => toPrimitive(evaluation, value, 'text'));
      charge(evaluation, price(text, String(primitives[0])));
      const result = run.apply(text, primitives);
      return typeof result === 'string' ? builtText(evaluation, result) : result;
    };
  };
}

/** V8 compares the wanted text at each place, so that hostile texts cost their product. */
function searchPrice(text: string, wanted: string): number {
  const places = Math.max(0, text.length - wanted.length) + 1;
  return 1 + text.length / 32 + (places * wanted.length) / 256;
}

function pad(side: 'padStart' | 'padEnd'): TextMethod {
  return (text, args, evaluation) => {
    const width = integerAt(args, 0, evaluation);
    const filler = textAt(args, 1, evaluation, ' ');
    if (width > text.length) chargeOutput(evaluation, width);
    return text[side](width, filler);
  };
}

const repeat: TextMethod = (text, args, evaluation) => {
  const count = integerAt(args, 0, evaluation);
  if (text === '') return text;
  chargeOutput(evaluation, text.length * Math.max(0, count));
  return text.repeat(count);
};

const split: TextMethod = (text, args, evaluation) => {
  const [separator] = args;
  const limit = integerAt(args, 1, evaluation, Infinity);
  const parts =
    separator instanceof Regex
      ? splitAtMatches(evaluation, separator, text)
      : splitAt(evaluation, text, separator);
  charge(evaluation, parts.length);
  return limit < 0 ? parts : parts.slice(0, limit);
};

function splitAt(evaluation: Evaluation, text: string, separator: unknown): string[] {
  if (separator === undefined) return [text];
  const wanted = toText(evaluation, separator);
  charge(evaluation, wanted === '' ? text.length : searchPrice(text, wanted) + text.length / 16);
  return text.split(wanted);
}

/** A pattern that only a regular expression can be; a text would be compiled by JavaScript. */
function withRegex(
  run: (evaluation: Evaluation, regex: Regex, text: string) => unknown,
): TextMethod {
  return (text, [regex], evaluation) => {
    if (regex instanceof Regex) return run(evaluation, regex, text);
    throw wrongArgument(evaluation, 'a regular expression such as /[a-z]+/', describeKind(regex));
  };
}

function replace(all: boolean): TextMethod {
  return (text, args, evaluation, callback) => {
    const [pattern] = args;
    const made = replacing(args, evaluation, callback, text.length);
    if (pattern instanceof Regex) {
      if (all && !pattern.flags.includes('g'))
        throw wrongArgument(evaluation, 'the flag g', `"${pattern.flags}"`);
      return replaceMatches(evaluation, pattern, text, made);
    }
    const wanted = toText(evaluation, pattern);
    charge(evaluation, searchPrice(text, wanted));
    const substitute = (match: string, offset: number): string => made([match], offset);
    return all ? text.replaceAll(wanted, substitute) : text.replace(wanted, substitute);
  };
}

const normalize: TextMethod = (text, args, evaluation) => {
  const form = textAt(args, 0, evaluation, 'NFC');
  charge(evaluation, text.length);
  return builtText(evaluation, text.normalize(form));
};

const localeCompare: TextMethod = (text, args, evaluation) => {
  const other = textAt(args, 0, evaluation, 'undefined');
  charge(evaluation, 20 + Math.min(text.length, other.length) / 4);
  return text.localeCompare(other, textAt(args, 1, evaluation, 'en'));
};

const concat: TextMethod = (text, args: Args, evaluation) => {
  let joined = text;
  for (const value of args) joined = builtText(evaluation, joined + toText(evaluation, value));
  return joined;
};

export const stringMethods: Methods<string> = {
  ...tableOf(
    'at charAt charCodeAt codePointAt endsWith slice startsWith substring toLowerCase toString toUpperCase trim trimEnd trimStart',
    native((text) => 1 + text.length / 32),
  ),
  ...tableOf('includes indexOf lastIndexOf', native(searchPrice)),
  concat,
  localeCompare,
  match: withRegex(matchOf),
  matchAll: withRegex(matchAllOf),
  normalize,
  padEnd: pad('padEnd'),
  padStart: pad('padStart'),
  repeat,
  replace: replace(false),
  replaceAll: replace(true),
  search: withRegex(searchOf),
  split,
};

/** Characters (code points) of a text, as `[...text]` gives them. */
export function charactersOf(evaluation: Evaluation, text: string): string[] {
  charge(evaluation, text.length);
  return Array.from(text);
}
