/** Lengths of time as people write them: `"5m"`, `"1h30m"`, `"250ms"`, or a number of milliseconds. */

/** Milliseconds as a number, or text of one or more `<number><unit>` parts; units: ms, s, m, h, d, w. */
export type Duration = number | string;

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

const wholeText = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/;
const part = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;

/** Longest text that is looked at; no sensible duration is longer. */
const maxTextLength = 64;

/**
 * Milliseconds of `duration`, or `undefined` when it is not a duration.
 *
 * @param duration - A finite number >= 0 is taken as milliseconds.
 */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration === 'number') {
    return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
  }
  if (typeof duration !== 'string' || duration.length > maxTextLength) return undefined;
  if (!wholeText.test(duration)) return undefined;
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(part)) {
    total += Number(amount) * (unitMs.get(unit ?? '') ?? 0);
  }
  return Number.isFinite(total) ? total : undefined;
}

/**
 * Milliseconds of `duration`, for options that a developer wrote.
 *
 * @param name - What the value is called where it was given; it stands in the message.
 * @throws {TypeError} when `duration` is not a duration; the message shows the value.
 */
export function durationMs(duration: Duration, name: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined) {
    throw new TypeError(
      `${name}: expected milliseconds >= 0 or text such as "5m" or "1h30m", got ${JSON.stringify(duration)}`,
    );
  }
  return ms;
}
