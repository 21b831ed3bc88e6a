/** How a run stands, as the canvas shows it. */

import type { RunError, StepStatus } from '@flowgraft/core';

/** All steps of one node together: in loops there are many. */
export interface NodeRunState {
  /** The one that matters most: failed, running, waiting, cancelled, completed, skipped, pending. */
  readonly status: StepStatus;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  /** Attempts in all. */
  readonly attempts: number;
  /** What a running step reported of itself, 0 to 1. */
  readonly fraction: number | null;
  /** Epoch milliseconds. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly error: RunError | null;
}

export interface EdgeRunState {
  /** How often something went along it. */
  readonly count: number;
  /** When it last did, epoch milliseconds by this device's clock; `null` for what was there when the run was opened. */
  readonly lastAt: number | null;
}
