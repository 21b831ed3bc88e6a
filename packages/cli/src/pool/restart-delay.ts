/** How long to wait before a process that has died is replaced. */

const firstMs = 500;
const longestMs = 30_000;

/**
 * Twice as long with each failure in a row, half a minute at most, and by chance up to half of that less, so that
 * pools whose processes die together do not come back together.
 *
 * @param failures - In a row, >= 1.
 * @param chance - From 0 to 1.
 * @returns milliseconds.
 */
export function restartDelayMs(failures: number, chance: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round(fullMs - (fullMs / 2) * chance);
}
