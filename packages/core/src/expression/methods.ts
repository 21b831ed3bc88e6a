/** Which methods a value has, by its kind. */

import { arrayMethods } from './array-methods.js';
import type { Method, Methods } from './callable.js';
import { booleanMethods, dateMethods, numberMethods, regexMethods } from './other-methods.js';
import { Regex } from './regex/regex.js';
import { stringMethods } from './string-methods.js';
import { kindOf } from './values.js';

/** The kinds of values that have methods. */
export type MethodKind = 'string' | 'number' | 'boolean' | 'array' | 'date' | 'regex';

const tables: Readonly<Record<MethodKind, Methods<never>>> = {
  string: stringMethods,
  number: numberMethods,
  boolean: booleanMethods,
  array: arrayMethods,
  date: dateMethods,
  regex: regexMethods,
};

/** The methods of each kind of value that has some. */
export const methodTables: Readonly<Record<string, Methods<never> | undefined>> = tables;

/** All methods that have this name, by the kind of their receiver; undefined when there are none. */
export function methodsNamed(name: string): Methods<never> | undefined {
  const found: Record<string, Method<never>> = {};
  for (const kind in tables) {
    const table = tables[kind as MethodKind];
    if (Object.hasOwn(table, name)) found[kind] = table[name] as Method<never>;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

/** The kind of a receiver in the tables, or another kind that has no methods. */
export function receiverKind(value: unknown): string {
  return value instanceof Regex ? 'regex' : kindOf(value);
}

export function hasMethod(value: unknown, name: string): boolean {
  const table = methodTables[kindOf(value)];
  return table !== undefined && Object.hasOwn(table, name);
}

const mutation = 'it would change the array; use ';

/** What to write instead of methods that change their array or that return nothing. */
export const refusedMethods: Readonly<Record<string, string>> = {
  push: `${mutation}[...items, item]`,
  unshift: `${mutation}[item, ...items]`,
  pop: `${mutation}items.at(-1) or items.slice(0, -1)`,
  shift: `${mutation}items[0] or items.slice(1)`,
  splice: `${mutation}slice or filter`,
  fill: `${mutation}map`,
  forEach: 'it returns nothing; use map',
  exec: 'use text.match(/…/)',
  hasOwnProperty: 'use Object.hasOwn(object, key)',
  toLocaleString: 'it depends on the machine; use formatDate, toFixed or round',
};
