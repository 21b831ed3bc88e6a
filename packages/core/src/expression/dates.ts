/** Dates: parsing, shifting and formatting, in UTC unless a time zone is named. */

import { type ExpressionFunction, textAt } from './callable.js';
import { type Evaluation, callFailure, charge, chargeText, wrongArgument } from './evaluation.js';
import { describeKind, isDate, timeOf } from './values.js';

const isoDate =
  /^(?:\d{4}|[+-]\d{6})-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?$/i;

/** A short quotation of an argument that is wrong. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

/** Reads a date, milliseconds since 1970 or ISO 8601 text (UTC where no offset stands). */
export function timeFrom(evaluation: Evaluation, value: unknown): number {
  if (isDate(value)) return timeOf(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw notDate(evaluation, value);
  chargeText(evaluation, value.length);
  const text = value.trim();
  const found = text.length > 40 ? null : isoDate.exec(text);
  if (found === null) return Number.NaN;
  const zone = text.includes(':') && found[1] === undefined ? 'Z' : '';
  return Date.parse(text.replace(' ', 'T').replace(',', '.').toUpperCase() + zone);
}

function notDate(evaluation: Evaluation, value: unknown): Error {
  const shown = typeof value === 'string' ? quoted(value) : describeKind(value);
  return callFailure(
    evaluation,
    `${shown} is not a date; use ISO 8601 such as 2026-01-31T09:00:00Z, or milliseconds`,
  );
}

/** As `timeFrom`, but refuses what is not a date at all. */
export function dateFrom(evaluation: Evaluation, value: unknown): Date {
  const date = new Date(timeFrom(evaluation, value));
  if (Number.isNaN(timeOf(date))) throw notDate(evaluation, value);
  return date;
}

/** Milliseconds, and months for the units that have no fixed length. */
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const unitMonths = { mo: 1, y: 12 };
const spanPart = /-?(\d+(?:\.\d+)?)\s*(ms|mo|[smhdwy])\s*/g;

/** Adds a span such as `3d`, `-1h 30m`, `2mo` or `1y`. */
export const addTime: ExpressionFunction = (args, evaluation) => {
  const given = textAt(args, 1, evaluation);
  chargeText(evaluation, given.length);
  const span = given.trim();
  if (span === '' || span.length > 100 || span.replace(spanPart, '') !== '')
    throw wrongArgument(
      evaluation,
      'a span such as "3d" or "1h 30m" (ms s m h d w mo y)',
      quoted(span),
    );
  // As in ISO 8601 the sign of the first part holds for all: "-1h 30m" goes back by 90 minutes.
  const sign = span.startsWith('-') ? -1 : 1;
  let date = dateFrom(evaluation, args[0]);
  for (const [, amount, unit] of span.matchAll(spanPart)) {
    const count = Number(amount) * sign;
    const months = unitMonths[unit as keyof typeof unitMonths];
    date =
      months === undefined
        ? new Date(timeOf(date) + count * unitMs[unit as keyof typeof unitMs])
        : addMonths(date, Math.trunc(count * months));
  }
  return dateFrom(evaluation, date);
};

/** The same day some months on, or the last day of that month where it is shorter. */
function addMonths(date: Date, months: number): Date {
  const moved = new Date(date);
  moved.setUTCMonth(date.getUTCMonth() + months);
  // A day that the month does not have runs over into the next one.
  if (moved.getUTCDate() !== date.getUTCDate()) moved.setUTCDate(0);
  return moved;
}

/** The time from one date to another, in a unit; negative when the second comes first. */
export const dateDiff: ExpressionFunction = (args, evaluation) => {
  const unit = textAt(args, 2, evaluation, 'ms');
  if (!Object.hasOwn(unitMs, unit))
    throw wrongArgument(
      evaluation,
      `one of the units ${Object.keys(unitMs).join(' ')}`,
      quoted(unit),
    );
  const [from = 0, to = 0] = [0, 1].map((index) => timeOf(dateFrom(evaluation, args[index])));
  return (to - from) / unitMs[unit as 'ms'];
};

/** Fills `yyyy MM dd HH mm ss SSS` in a pattern with the date's parts in a time zone. */
export const formatDate: ExpressionFunction = (args, evaluation) => {
  const date = dateFrom(evaluation, args[0]);
  const pattern = textAt(args, 1, evaluation, 'yyyy-MM-dd');
  const zone = textAt(args, 2, evaluation, 'UTC');
  charge(evaluation, zone === 'UTC' ? 20 : 5_000);
  chargeText(evaluation, pattern.length * 16);
  const [, yyyy, MM, dd, HH, mm, ss, SSS] = /(.+)-(..)-(..)T(..):(..):(..)\.(...)/.exec(
    wallClock(date, zone),
  ) as RegExpExecArray;
  const parts: Readonly<Record<string, string | undefined>> = { yyyy, MM, dd, HH, mm, ss, SSS };
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss|SSS/g, (name) => String(parts[name]));
};

/** The ISO text of what a clock on the wall in `zone` shows. */
function wallClock(date: Date, zone: string): string {
  if (zone === 'UTC') return date.toISOString();
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Month, day, year, hour, minute, second: the order of English; years before 1 are not told apart.
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
    format.format(date).match(/\d+/g) as string[]
  ).map(Number);
  return new Date(
    Date.UTC(year, month - 1, day, hour, minute, second, date.getUTCMilliseconds()),
  ).toISOString();
}
