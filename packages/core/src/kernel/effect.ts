/** What the kernel asks the shell to do. */

import type { FinalRunStatus } from '../model/run.js';
import type { RunError } from '../model/run-error.js';
import type { Wake } from '../model/run-event.js';
import type { StepRef } from './scope-state.js';

/** Make an attempt; with `wake`, go on with a step that waited. */
export interface StartEffect {
  readonly kind: 'start';
  readonly ref: StepRef;
  readonly attempt: number;
  readonly wake: Wake | undefined;
  /** The journal says that this very attempt was begun before: nobody knows whether it did its work. */
  readonly interrupted: boolean;
}

export interface StartChildEffect {
  readonly kind: 'startChild';
  readonly ref: StepRef;
  readonly workflowId: string;
  readonly hash: string | undefined;
  readonly input: unknown;
}

export interface FinishEffect {
  readonly kind: 'finish';
  readonly status: FinalRunStatus;
  readonly output: unknown;
  readonly error: RunError | undefined;
}

export type Effect =
  | StartEffect
  /** Stop an attempt in flight; the shell answers with the step's end or with `step.cancelled`. */
  | { readonly kind: 'cancelStep'; readonly ref: StepRef }
  | StartChildEffect
  | { readonly kind: 'cancelChild'; readonly childId: string; readonly reason: string }
  /** The run has ended. */
  | FinishEffect;
