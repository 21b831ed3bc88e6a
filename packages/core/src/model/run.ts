/** The states that a run and a step can be in. */

/**
 * `queued`: wants a worker. `running`: a worker holds it. `waiting`: for a time, a signal or a child.
 * The rest are final, but a `failed` run may be resumed.
 */
export type RunStatus = 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';

export type FinalRunStatus = Extract<RunStatus, 'completed' | 'failed' | 'cancelled'>;

/** Where a step can stand. */
export const stepStatuses = [
  'pending',
  'running',
  'waiting',
  'completed',
  'skipped',
  'failed',
  'cancelled',
] as const;

export type StepStatus = (typeof stepStatuses)[number];

/** True when nothing more happens to the run by itself. */
export function isFinal(status: RunStatus): status is FinalRunStatus {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
