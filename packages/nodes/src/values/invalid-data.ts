/** The error of a node that was given data it cannot work with. */

import { NodeError } from '@flowgraft/core';

/** A `validation` error: the data is wrong, trying again will not help. */
export function invalidData(message: string, details?: unknown): NodeError {
  return new NodeError({ category: 'validation', message, details });
}
