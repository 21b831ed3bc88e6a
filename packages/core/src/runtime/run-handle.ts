/** A run, as the one who started it holds it. */

import type { RunStatus } from '../model/run.js';
import type { RunEvent } from '../model/run-event.js';
import type { RunProgress } from './run-progress.js';

/** What can be asked of a run, and done to it. */
export interface RunHandle<Output = unknown> {
  readonly id: string;
  readonly tenant: string;
  /** False when the idempotency key was taken and this is the earlier run. */
  readonly created: boolean;
  /**
   * The run's output, once it has completed, here or in another process.
   *
   * @throws {FlowgraftError} `RUN_FAILED`, `RUN_CANCELLED`, `RUN_NOT_FOUND`, `ENGINE_CLOSED`.
   */
  result(): Promise<Output>;
  /** As `result`, but this process sees the run through, also without a worker. */
  drive(): Promise<Output>;
  status(): Promise<RunStatus>;
  journal(): Promise<readonly RunEvent[]>;
  progress(): Promise<RunProgress>;
  cancel(reason?: string): Promise<void>;
  signal(name: string, payload?: unknown, options?: SignalOptions): Promise<void>;
  resume(): Promise<void>;
}

export interface SignalOptions {
  /** A second signal of the same id is not taken again. */
  readonly id?: string | undefined;
}
