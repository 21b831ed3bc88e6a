/** The end of a run. */

import type { FinalRunStatus } from '../model/run.js';
import { askFor, type RunState } from './run-state.js';

/** Ends the run, and asks the shell to write that. */
export function finishRun(
  state: RunState,
  status: FinalRunStatus,
  { output, error }: Pick<RunState, 'output' | 'error'>,
): void {
  state.status = status;
  state.output = output;
  state.error = error;
  askFor(state, { kind: 'finish', status, output, error });
}
