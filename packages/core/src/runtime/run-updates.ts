/** What a follower of a run is told. */

import type { Duration } from '../model/duration.js';
import type { RunEvent } from '../model/run-event.js';
import type { RunRecord } from '../ports/stored-run.js';
import type { TenantOptions } from './engine-options.js';
import type { StepProgress } from './run-progress.js';

export interface FollowOptions extends TenantOptions {
  /** Facts before this are known already; 0 when absent. */
  readonly fromSeq?: number | undefined;
  /** Ends the following quietly. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How often the store is asked while nothing is told here; `500ms` when absent, growing to four times that
   * while nothing happens.
   */
  readonly poll?: Duration | undefined;
}

/** One entry of a journal and its place there, counted from 0. */
export interface NumberedFact {
  readonly seq: number;
  readonly fact: RunEvent;
}

/** What happened to a run since the update before. */
export interface RunUpdate {
  readonly record: RunRecord;
  /** New entries of the journal, oldest first. */
  readonly facts: readonly NumberedFact[];
  /**
   * Steps whose status changed since the update before; all that are not pending in the first. A step inside a
   * container whose scope has ended is told once more at most, with the last status that it had.
   */
  readonly steps: readonly StepProgress[];
  /** 0 to 1, as `engine.progress` counts it. */
  readonly fraction: number;
  readonly resolved: number;
  readonly total: number;
  /** What is not journaled: told only of steps that run in this process. What `steps` says is newer. */
  readonly live: readonly LiveFact[];
}

/** An attempt began, or a node said how far it is. Times are epoch milliseconds. */
export type LiveFact =
  | {
      readonly type: 'step.started';
      readonly step: string;
      readonly attempt: number;
      readonly at: number;
    }
  | {
      readonly type: 'step.progress';
      readonly step: string;
      readonly attempt: number;
      readonly at: number;
      readonly fraction: number;
      readonly message: string | undefined;
    };
