/** What Redis could not do, as the engine reports it. */

import { FlowgraftError, isFlowgraftError } from '@flowgraft/core';

/**
 * What a command answered.
 *
 * @param operation - What was tried, as it stands in a message after "could not".
 * @throws {FlowgraftError} `STORE_FAILED`, with what the client threw as its cause.
 */
export async function asked<T>(operation: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (isFlowgraftError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FlowgraftError(
      'STORE_FAILED',
      `Redis could not ${operation}: ${reason}`,
      { operation, store: 'redis' },
      { cause: error },
    );
  }
}
