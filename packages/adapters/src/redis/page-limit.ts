/** What all lists in pages ask of their filters. */

/** @throws {TypeError} when the limit is not from 1 to 1,000. */
export function pageLimit(limit: number | undefined, operation: string): number {
  const runs = limit ?? 50;
  if (Number.isInteger(runs) && runs >= 1 && runs <= 1000) return runs;
  throw new TypeError(
    `${operation}: limit must be a whole number from 1 to 1000, got ${String(limit)}`,
  );
}

/** @throws {TypeError} */
export function unknownCursor(cursor: string, operation: string): never {
  throw new TypeError(`${operation}: cursor ${JSON.stringify(cursor)} is not one of this store`);
}
