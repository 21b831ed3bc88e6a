/** The rows of a query, or what the database could not do. */

import type { QueryResult } from './client.js';
import { asStoreFailure } from './database.js';

/**
 * The rows of a query.
 *
 * @param operation - What was tried, as it stands in a message after "could not".
 * @throws {FlowgraftError} `STORE_FAILED`, with what the driver threw as its cause.
 */
export async function asked<T>(
  operation: string,
  query: () => Promise<QueryResult>,
): Promise<readonly T[]> {
  try {
    return (await query()).rows as readonly T[];
  } catch (error) {
    throw asStoreFailure(error, operation);
  }
}
