/** How many items a page has, and what is said of a cursor that no page gave. */

/** @throws {TypeError} for anything but a whole number from 1 to 1,000. */
export function pageLimit(list: string, limit = 50): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw new TypeError(`${list}: limit must be a whole number from 1 to 1000, got ${String(limit)}`);
}

export function unknownCursor(list: string, cursor: string): TypeError {
  return new TypeError(`${list}: cursor ${JSON.stringify(cursor)} is not one of this store`);
}
