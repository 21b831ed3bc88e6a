/** How many items a page has. */

const usual = 50;
const most = 1000;

/** @throws {TypeError} when the limit is not one that a page may have. */
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
