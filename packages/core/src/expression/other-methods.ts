/** Methods of numbers, booleans, dates and regular expression literals. */

import { type Method, type Methods, integerAt, tableOf, textAt } from './callable.js';
import type { Regex } from './regex/regex.js';
import { searchOf } from './regex/regex-methods.js';
import { dateText, timeOf } from './values.js';

export const numberMethods: Methods<number> = tableOf(
  'toFixed toPrecision toString',
  (name): Method<number> =>
    (value, args, evaluation) =>
      value[name as 'toFixed'](args[0] === undefined ? undefined : integerAt(args, 0, evaluation)),
);

export const booleanMethods: Methods<boolean> = { toString: String };

/** `getHours` is `getUTCHours`: a run gives the same result on every machine. */
const getters = /* @__PURE__ */ tableOf(
  ['get', 'getUTC']
    .flatMap((prefix) =>
      ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'].map(
        (part) => prefix + part,
      ),
    )
    .join(' '),
  (name): Method<Date> => {
    const read = name.replace(/^get(UTC)?/, 'getUTC') as 'getUTCHours';
    return (date) => new Date(timeOf(date))[read]();
  },
);

export const dateMethods: Methods<Date> = {
  ...getters,
  getTime: timeOf,
  toISOString: (date) => new Date(timeOf(date)).toISOString(),
  toJSON: (date) => (Number.isNaN(timeOf(date)) ? null : dateText(date)),
  toString: dateText,
  valueOf: timeOf,
};

export const regexMethods: Methods<Regex> = {
  test: (regex, args, evaluation) =>
    searchOf(evaluation, regex, textAt(args, 0, evaluation, 'undefined')) >= 0,
};
