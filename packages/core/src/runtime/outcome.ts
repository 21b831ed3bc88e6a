/** How an attempt ends. */

import type { StepResult } from '../graph/plan.js';
import type { RunError } from '../model/run-error.js';
import type { WaitSpec } from '../model/run-event.js';

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: 'completed'; readonly result: StepResult }
  | { readonly kind: 'waiting'; readonly wait: WaitSpec }
  | { readonly kind: 'failed'; readonly error: RunError };
