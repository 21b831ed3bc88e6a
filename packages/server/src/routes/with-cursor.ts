/** Reads a page of the store's. */

import { HttpProblem } from '../http/problem.js';

/** @throws {HttpProblem} `CURSOR_INVALID` when the store does not know the cursor. */
export async function withCursor<Page>(
  cursor: string | undefined,
  read: () => Promise<Page>,
): Promise<Page> {
  try {
    return await read();
  } catch (thrown) {
    // Everything else that a page is asked by was checked before.
    if (cursor === undefined || !(thrown instanceof TypeError)) throw thrown;
    throw new HttpProblem('CURSOR_INVALID', 'No page of this list gave such a cursor');
  }
}
