/** Numbers, also those that came as text from a file or a form. */

const numericText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** Longest text that is taken for a number. */
const maxLength = 400;

/** The number that `value` is or says in text, such as `"12.5"`; `undefined` when it is none. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (typeof value !== 'string' || value.length > maxLength) return undefined;
  const text = value.trim();
  return numericText.test(text) ? Number(text) : undefined;
}
