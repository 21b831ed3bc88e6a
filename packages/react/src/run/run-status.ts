/** Questions about the states of runs. */

import type { RunStatus } from '@flowgraft/core';

/** In the order in which lists and filters show them. */
export const runStatuses: readonly RunStatus[] = [
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
];

/** True when nothing more happens to the run by itself; a failed one may be resumed. */
export function isRunOver(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
