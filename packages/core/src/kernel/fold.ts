/** From a journal to the state that it tells. */

import type { KernelEvent, RunEvent } from '../model/run-event.js';
import { advance } from './advance.js';
import type { RunState } from './run-state.js';

/** Takes a journal into the state of a run that has had no event yet. What its turns ask for is passed over. */
export function fold(state: RunState, journal: readonly RunEvent[]): void {
  for (const event of journal) if (isKernelEvent(event)) advance(state, event);
}

const notForTheKernel: ReadonlySet<RunEvent['type']> = new Set([
  'run.recovered',
  'run.completed',
  'run.failed',
  'run.cancelled',
]);

/** False for facts that state what the kernel concluded, or who drives the run. */
export function isKernelEvent(event: RunEvent): event is KernelEvent {
  return !notForTheKernel.has(event.type);
}
