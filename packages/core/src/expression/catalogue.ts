/**
 * The documentation of every function and method, for the docs and for completion in editors.
 *
 * In signatures `item` is an element of the array and `items` an array of the same elements.
 */

import type { MethodKind } from './methods.js';

/** One line of documentation. */
export interface ExpressionFunctionDoc {
  /** As it is called: `sum`, `Math.max`; for methods the bare name. */
  readonly name: string;
  readonly signature: string;
  readonly description: string;
}

/** A method, with the kind of value that has it. */
export interface ExpressionMethodDoc extends ExpressionFunctionDoc {
  readonly kind: MethodKind;
}

// Only literals stand in these tables, so that a bundler can leave them out where nobody reads them.
type Doc = readonly [signature: string, description: string];
type Docs = Readonly<Record<string, Doc>>;

const ofNumber = '(x: number): number';
const noArguments = '(): number';

const functionDocs: Docs = {
  sum: [
    '(items: array, key?: name or x => number): number',
    'Adds the elements, or what the key gives for each.',
  ],
  avg: [
    '(items: array, key?: name or x => number): number | undefined',
    'Mean of the elements; undefined for none.',
  ],
  min: [
    '(items: array, key?: name or x => value): any',
    'Smallest number, date or text; missing values are left out.',
  ],
  max: [
    '(items: array, key?: name or x => value): any',
    'Largest number, date or text; missing values are left out.',
  ],
  round: ['(x: number, digits = 0): number', 'Rounds to decimal digits, half away from zero.'],
  clamp: ['(x: number, low: number, high: number): number', 'Keeps a number between two bounds.'],
  range: [
    '(end) or (start, end, step = 1): number[]',
    'Numbers from start (0) up to, not including, end.',
  ],
  sortBy: [
    '(items: array, key?: name or x => value, order = "asc"): array',
    'Sorted copy; "desc" reverses; missing values come last.',
  ],
  groupBy: [
    '(items: array, key: name or x => key): object',
    'An object with an array of elements for each key.',
  ],
  keyBy: [
    '(items: array, key: name or x => key): object',
    'An object with the last element for each key.',
  ],
  unique: [
    '(items: array, key?: name or x => value): array',
    'First element of each value, in order.',
  ],
  chunk: [
    '(items: array, size: number): array[]',
    'Cuts an array into arrays of at most this size.',
  ],
  pick: ['(object, keys: array): object', 'Copy with only these keys.'],
  omit: ['(object, keys: array): object', 'Copy without these keys.'],
  isEmpty: ['(value): boolean', 'True for undefined, null, "", [] and {}.'],
  capitalize: ['(text: string): string', 'First character in upper case.'],
  slug: ['(text: string): string', 'Lower-case words joined by hyphens, without accents.'],
  parseDate: [
    '(value: ISO text, ms or date): date',
    'Reads a date; UTC where the text names no offset.',
  ],
  addTime: [
    '(date, span: string): date',
    'Adds a span such as "3d", "-1h 30m", "2mo" (units ms s m h d w mo y).',
  ],
  dateDiff: [
    '(from: date, to: date, unit = "ms"): number',
    'Time between two dates in ms, s, m, h, d or w.',
  ],
  formatDate: [
    '(date, pattern = "yyyy-MM-dd", zone = "UTC"): string',
    'Fills yyyy MM dd HH mm ss SSS; zone is an IANA name.',
  ],
  Number: ['(value): number', 'Converts text, booleans, dates and bigints.'],
  String: ['(value): string', 'Text of a value; objects and arrays become JSON.'],
  Boolean: ['(value): boolean', 'False for 0, "", null, undefined, NaN.'],
  parseInt: ['(text: string, radix = 10): number', 'Whole number at the start of a text.'],
  parseFloat: ['(text: string): number', 'Number at the start of a text.'],
  isNaN: ['(value): boolean', 'Whether it converts to NaN.'],
  isFinite: ['(value): boolean', 'Whether it converts to a finite number.'],
  encodeURIComponent: ['(text: string): string', 'Escapes a text for one part of a URL.'],
  decodeURIComponent: ['(text: string): string', 'Reverses encodeURIComponent.'],
  encodeURI: ['(text: string): string', 'Escapes a whole URL.'],
  decodeURI: ['(text: string): string', 'Reverses encodeURI.'],
  'Object.keys': ['(object): string[]', 'The keys.'],
  'Object.values': ['(object): array', 'The values.'],
  'Object.entries': ['(object): array[]', 'Pairs of key and value.'],
  'Object.fromEntries': ['(pairs: array): object', 'An object of [key, value] pairs.'],
  'Object.hasOwn': ['(object, key: string): boolean', 'Whether it has the key.'],
  'Object.groupBy': ['(items: array, x => key): object', 'As groupBy.'],
  'Array.isArray': ['(value): boolean', 'Whether it is an array.'],
  'Array.from': [
    '(source: array, text or { length }, (item, index) => value): array',
    'Makes an array.',
  ],
  'JSON.stringify': ['(value, null, indent = 0): string', 'JSON text.'],
  'JSON.parse': ['(text: string): any', 'The value of a JSON text.'],
  'Date.parse': ['(text: string): number', 'Milliseconds since 1970 of ISO text, else NaN.'],
  'Number.isInteger': ['(value): boolean', 'Whether it is a whole number.'],
  'Number.isSafeInteger': ['(value): boolean', 'Whether it is a whole number that is exact.'],
  'Number.isFinite': ['(value): boolean', 'Whether it is a finite number.'],
  'Number.isNaN': ['(value): boolean', 'Whether it is NaN.'],
  'Number.parseInt': ['(text: string, radix = 10): number', 'As parseInt.'],
  'Number.parseFloat': ['(text: string): number', 'As parseFloat.'],
  'Math.abs': [ofNumber, 'Absolute value.'],
  'Math.acos': [ofNumber, 'Arc cosine.'],
  'Math.asin': [ofNumber, 'Arc sine.'],
  'Math.atan': [ofNumber, 'Arc tangent.'],
  'Math.atan2': ['(y: number, x: number): number', 'Angle of a point.'],
  'Math.ceil': [ofNumber, 'Rounds up.'],
  'Math.cos': [ofNumber, 'Cosine.'],
  'Math.exp': [ofNumber, 'e to the power.'],
  'Math.floor': [ofNumber, 'Rounds down.'],
  'Math.hypot': ['(...x: number): number', 'Square root of the sum of squares.'],
  'Math.log': [ofNumber, 'Natural logarithm.'],
  'Math.log10': [ofNumber, 'Logarithm to base 10.'],
  'Math.log2': [ofNumber, 'Logarithm to base 2.'],
  'Math.max': ['(...x: number): number', 'Largest argument.'],
  'Math.min': ['(...x: number): number', 'Smallest argument.'],
  'Math.pow': ['(x: number, power: number): number', 'As x ** power.'],
  'Math.round': [ofNumber, 'Rounds half up.'],
  'Math.sign': [ofNumber, '-1, 0 or 1.'],
  'Math.sin': [ofNumber, 'Sine.'],
  'Math.sqrt': [ofNumber, 'Square root.'],
  'Math.tan': [ofNumber, 'Tangent.'],
  'Math.trunc': [ofNumber, 'Drops the fraction.'],
};

const methodDocs: Readonly<Record<MethodKind, Docs>> = {
  string: {
    at: ['(index: number): string | undefined', 'Character; negative counts from the end.'],
    charAt: ['(index: number): string', 'Character, "" outside.'],
    charCodeAt: ['(index: number): number', 'UTF-16 unit.'],
    codePointAt: ['(index: number): number | undefined', 'Unicode code point.'],
    concat: ['(...texts): string', 'Joins texts.'],
    endsWith: ['(text: string, end?: number): boolean', 'Whether it ends with a text.'],
    includes: ['(text: string, from?: number): boolean', 'Whether it contains a text.'],
    indexOf: ['(text: string, from?: number): number', 'First place of a text, or -1.'],
    lastIndexOf: ['(text: string, from?: number): number', 'Last place of a text, or -1.'],
    localeCompare: [
      '(text: string, locale = "en"): number',
      'Order for people: negative, 0 or positive.',
    ],
    match: [
      '(pattern: /…/): array | null',
      'First match and its groups; with the flag g all matches.',
    ],
    matchAll: ['(pattern: /…/): array[]', 'All matches, each with its groups.'],
    normalize: ['(form = "NFC"): string', 'Unicode normal form.'],
    padEnd: ['(length: number, filler = " "): string', 'Fills up at the end.'],
    padStart: ['(length: number, filler = " "): string', 'Fills up at the start.'],
    repeat: ['(count: number): string', 'Repeats the text.'],
    replace: [
      '(text or /…/, text or match => text): string',
      'Replaces the first match; with the flag g all.',
    ],
    replaceAll: ['(text or /…/g, text or match => text): string', 'Replaces all matches.'],
    search: ['(pattern: /…/): number', 'Place of the first match, or -1.'],
    slice: ['(start?: number, end?: number): string', 'Part of it; negative counts from the end.'],
    split: ['(separator: text or /…/, limit?: number): string[]', 'Cuts it into parts.'],
    startsWith: ['(text: string, from?: number): boolean', 'Whether it starts with a text.'],
    substring: ['(start: number, end?: number): string', 'Part between two places.'],
    toLowerCase: ['(): string', 'In lower case.'],
    toString: ['(): string', 'The text itself.'] as Doc,
    toUpperCase: ['(): string', 'In upper case.'],
    trim: ['(): string', 'Without space at both ends.'],
    trimEnd: ['(): string', 'Without space at the end.'],
    trimStart: ['(): string', 'Without space at the start.'],
  },
  array: {
    at: ['(index: number): item', 'Element; negative counts from the end.'],
    concat: ['(...arrays or values): array', 'Joins arrays.'],
    entries: ['(): array[]', 'Pairs of index and element.'],
    every: ['((item, index) => boolean): boolean', 'Whether all elements pass.'],
    filter: ['((item, index) => boolean): items', 'Elements that pass.'],
    find: ['((item, index) => boolean): item', 'First element that passes.'],
    findIndex: ['((item, index) => boolean): number', 'Its index, or -1.'],
    findLast: ['((item, index) => boolean): item', 'Last element that passes.'],
    findLastIndex: ['((item, index) => boolean): number', 'Its index, or -1.'],
    flat: ['(depth = 1): array', 'Takes arrays inside apart.'],
    flatMap: [
      '((item, index) => value or array): array',
      'Converts each, then takes arrays apart.',
    ],
    includes: ['(value, from?: number): boolean', 'Whether it has the value.'],
    indexOf: ['(value, from?: number): number', 'First index of the value, or -1.'],
    join: ['(separator = ","): string', 'Joins texts and numbers.'],
    keys: ['(): number[]', 'The indexes.'],
    lastIndexOf: ['(value): number', 'Last index of the value, or -1.'],
    map: ['((item, index) => value): array', 'Converts each element.'],
    reduce: [
      '((result, item, index) => result, start?): any',
      'Combines all elements, from the left.',
    ],
    reduceRight: [
      '((result, item, index) => result, start?): any',
      'Combines all elements, from the right.',
    ],
    reverse: ['(): items', 'Copy in reverse order.'],
    slice: ['(start?: number, end?: number): items', 'Part of it; negative counts from the end.'],
    some: ['((item, index) => boolean): boolean', 'Whether an element passes.'],
    sort: ['((a, b) => number): items', 'Sorted copy; as text when no function is given.'],
    toReversed: ['(): items', 'Copy in reverse order.'],
    toSorted: ['((a, b) => number): items', 'Sorted copy; as text when no function is given.'],
  },
  number: {
    toFixed: ['(digits = 0): string', 'With a fixed number of decimals.'],
    toPrecision: ['(digits?: number): string', 'With a number of significant digits.'],
    toString: ['(radix = 10): string', 'As text.'] as Doc,
  },
  boolean: { toString: ['(): string', '"true" or "false".'] as Doc },
  date: {
    getFullYear: [noArguments, 'Year, in UTC.'],
    getUTCFullYear: [noArguments, 'Year, in UTC.'],
    getMonth: [noArguments, 'Month from 0, in UTC.'],
    getUTCMonth: [noArguments, 'Month from 0, in UTC.'],
    getDate: [noArguments, 'Day of the month, in UTC.'],
    getUTCDate: [noArguments, 'Day of the month, in UTC.'],
    getDay: [noArguments, 'Day of the week, Sunday is 0, in UTC.'],
    getUTCDay: [noArguments, 'Day of the week, Sunday is 0, in UTC.'],
    getHours: [noArguments, 'Hour, in UTC.'],
    getUTCHours: [noArguments, 'Hour, in UTC.'],
    getMinutes: [noArguments, 'Minute, in UTC.'],
    getUTCMinutes: [noArguments, 'Minute, in UTC.'],
    getSeconds: [noArguments, 'Second, in UTC.'],
    getUTCSeconds: [noArguments, 'Second, in UTC.'],
    getMilliseconds: [noArguments, 'Millisecond, in UTC.'],
    getUTCMilliseconds: [noArguments, 'Millisecond, in UTC.'],
    getTime: ['(): number', 'Milliseconds since 1970.'],
    toISOString: ['(): string', 'ISO 8601 in UTC.'],
    toJSON: ['(): string | null', 'ISO 8601 in UTC, null for an invalid date.'],
    toString: ['(): string', 'ISO 8601 in UTC.'] as Doc,
    valueOf: ['(): number', 'Milliseconds since 1970.'] as Doc,
  },
  regex: { test: ['(text: string): boolean', 'Whether the pattern matches somewhere.'] },
};

function listOf(docs: Docs): ExpressionFunctionDoc[] {
  return Object.entries(docs).map(([name, [signature, description]]) => ({
    name,
    signature: name + signature,
    description,
  }));
}

/** Every function, in the order of the documentation. */
export const expressionFunctions: readonly ExpressionFunctionDoc[] =
  /* @__PURE__ */ listOf(functionDocs);

/** Every method of every kind of value. */
export const expressionMethods: readonly ExpressionMethodDoc[] = /* @__PURE__ */ (
  Object.keys(methodDocs) as MethodKind[]
).flatMap((kind) => listOf(methodDocs[kind]).map((doc) => ({ kind, ...doc })));
