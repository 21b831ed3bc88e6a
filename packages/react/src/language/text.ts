/** Texts of one instance in its language. */

import type { Language, Message, MessageKey, MessageOverrides, MessageValues } from './message.js';

export interface Texts {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** The message with its values; plural by `values.count`. */
  (key: MessageKey, values?: MessageValues): string;
  /** A message that may not be there, for keys made from data: `command.<name>`; `fallback` then. */
  maybe(key: string, fallback: string): string;
  /** A number as the language writes it. */
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** A time, in the user's time zone. @param at - Epoch milliseconds. */
  time(at: number, options?: Intl.DateTimeFormatOptions): string;
  /** A span of time in the largest units that matter: `1.2 s`, `3 min 4 s`. */
  duration(ms: number): string;
}

/** @param overrides - The host's own wording of some messages. */
export function createTexts(
  { locale, direction, messages }: Language,
  overrides: MessageOverrides = {},
): Texts {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const find = (key: string): Message | undefined => own(overrides, key) ?? own(messages, key);
  const write = (message: Message, values: MessageValues): string => {
    const { count } = values;
    const text = typeof message === 'string' ? message : pluralOf(message, plurals, count);
    return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = own(values, name);
      return typeof value === 'number' ? numbers.format(value) : (value ?? whole);
    });
  };
  const texts = (key: MessageKey, values: MessageValues = {}): string =>
    write(find(key) ?? key, values);
  return Object.assign(texts, {
    locale,
    direction,
    maybe: (key: string, fallback: string) => {
      const message = find(key);
      return message === undefined ? fallback : write(message, {});
    },
    number: (value: number, options?: Intl.NumberFormatOptions) =>
      options === undefined ? numbers.format(value) : value.toLocaleString(locale, options),
    time: (
      at: number,
      options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' },
    ) => new Intl.DateTimeFormat(locale, options).format(at),
    duration: (ms: number) => writeDuration(ms, locale),
  });
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function writeDuration(ms: number, locale: string): string {
  const unit = (value: number, name: string, digits = 0): string =>
    value.toLocaleString(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    });
  if (ms < 1_000) return unit(Math.round(ms), 'millisecond');
  if (ms < 60_000) return unit(ms / 1_000, 'second', 1);
  const index = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[index] ?? units[2];
  const [nextName, nextSize] = units[index + 1] ?? (['second', 1_000] as const);
  const rest = Math.floor((ms % size) / nextSize);
  const first = unit(Math.floor(ms / size), name);
  return rest === 0 ? first : `${first} ${unit(rest, nextName)}`;
}

function pluralOf(
  message: Exclude<Message, string>,
  plurals: Intl.PluralRules,
  count: string | number | undefined,
): string {
  const category = typeof count === 'number' ? plurals.select(count) : 'other';
  return message[category] ?? message.other;
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
