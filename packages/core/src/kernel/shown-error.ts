/** Errors as workflows see them. */

import type { RunError } from '../model/run-error.js';

/** What bindings may read of an error: not its stack and causes, which are for developers. */
export function shownError({ category, message, code, details, step }: RunError): RunError {
  return {
    category,
    message,
    ...(code !== undefined && { code }),
    ...(details !== undefined && { details }),
    ...(step !== undefined && { step }),
  };
}
