/** What the functions and methods give, for the checker. */

import type { MethodKind } from './methods.js';

/**
 * Names by the type of their result, for functions (``) and each kind of receiver; `*` holds for all
 * others. `item` is an element of the receiver and `items` an array of its elements.
 */
const results: Readonly<Record<'' | MethodKind, Readonly<Record<string, string>>>> = {
  '': {
    number:
      'sum round clamp dateDiff Number parseInt parseFloat Date.parse Number.parseInt Number.parseFloat',
    'number | undefined': 'avg',
    boolean:
      'isEmpty Boolean isNaN isFinite Object.hasOwn Array.isArray Number.isInteger Number.isSafeInteger Number.isFinite Number.isNaN',
    string:
      'capitalize slug formatDate String encodeURIComponent decodeURIComponent encodeURI decodeURI JSON.stringify',
    date: 'parseDate addTime',
    object: 'groupBy keyBy pick omit Object.fromEntries Object.groupBy',
    array: 'sortBy unique Object.values Array.from',
    'number[]': 'range',
    'string[]': 'Object.keys',
    'array[]': 'chunk Object.entries',
  },
  array: {
    items: 'filter reverse slice sort toReversed toSorted',
    item: 'at find findLast',
    number: 'findIndex findLastIndex indexOf lastIndexOf',
    boolean: 'every includes some',
    string: 'join',
    array: 'concat flat flatMap map',
    'array[]': 'entries',
    'number[]': 'keys',
  },
  string: {
    'string | undefined': 'at',
    number: 'charCodeAt indexOf lastIndexOf localeCompare search',
    'number | undefined': 'codePointAt',
    boolean: 'endsWith includes startsWith',
    'array | null': 'match',
    'array[]': 'matchAll',
    'string[]': 'split',
    '*': 'string',
  },
  number: { '*': 'string' },
  boolean: { '*': 'string' },
  date: { string: 'toISOString toString', 'string | null': 'toJSON', '*': 'number' },
  regex: { '*': 'boolean' },
};

/** The type of the result of a function (kind ``) or of a method of a kind of receiver. */
export function resultType(kind: '' | MethodKind, name: string): string {
  if (kind === '' && name.startsWith('Math.')) return 'number';
  const types = results[kind];
  const found = Object.entries(types).find(([, names]) => names.split(' ').includes(name));
  return found?.[0] ?? types['*'] ?? 'any';
}
