/** What every store asks of the arguments of its methods, and says of those that are wrong. */

const usual = 50;
const most = 1000;

/** The number of items on a page. @throws {TypeError} when the limit is not one that a page may have. */
export function pageLimit(method: string, limit: number | undefined): number {
  if (limit === undefined) return usual;
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new TypeError(
    `${method}: limit must be a whole number from 1 to ${most}, got ${String(limit)}`,
  );
}

/** An error for a cursor that no page has returned. */
export function unknownCursor(method: string, cursor: string): TypeError {
  return new TypeError(`${method}: cursor ${JSON.stringify(cursor)} is not one of this store`);
}

/** @throws {TypeError} when the limit of a method that gives no pages is not a whole number >= 1. */
export function checkLimit(method: string, limit: number): void {
  if (Number.isInteger(limit) && limit >= 1) return;
  throw new TypeError(
    `${method}: limit must be a whole number of at least 1, got ${String(limit)}`,
  );
}

/** The same for stores of other packages: one set of checks, and of messages. */
export const storeArguments = { pageLimit, unknownCursor, checkLimit };
