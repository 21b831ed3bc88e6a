/** Points in time, however they are written. */

const isoDate =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Epoch milliseconds of a date, of a number of milliseconds, or of ISO 8601 text; `undefined` for anything else.
 *
 * Text without an offset counts as UTC, so that every worker reads the same time whatever its own zone.
 */
export function toInstant(value: unknown): number | undefined {
  if (value instanceof Date) return known(value.getTime());
  if (typeof value === 'number') return known(new Date(value).getTime());
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const found = isoDate.exec(value.trim());
  if (found === null || !isOnCalendar(found)) return undefined;
  const [text, , , , hour, , , offset] = found;
  const iso = text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  return known(Date.parse(hour === undefined || offset !== undefined ? iso : `${iso}Z`));
}

// Date.parse takes 2026-02-30 for the second of March.
function isOnCalendar([, year, month, day]: RegExpExecArray): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function known(instant: number): number | undefined {
  return Number.isNaN(instant) ? undefined : instant;
}
