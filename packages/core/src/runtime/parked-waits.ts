/** What a run's state says about waking it. */

import type { RunState } from '../kernel/run-state.js';
import type { Wait } from '../ports/stored-run.js';

/** Epoch milliseconds of the earliest timer of a waiting step, or `null` when none has one. */
export function earliestWake({ waiting }: RunState): number | null {
  let earliest: number | null = null;
  if (waiting === undefined || waiting.size === 0) return earliest;
  for (const { wait } of waiting.values()) {
    const { wakeAt } = wait;
    if (wakeAt !== undefined && (earliest === null || wakeAt < earliest)) earliest = wakeAt;
  }
  return earliest;
}

const noWaits: readonly Wait[] = [];

/** What steps wait for, as lists of approvals and the like show it. */
export function waitsOf({ waiting }: RunState): readonly Wait[] {
  if (waiting === undefined || waiting.size === 0) return noWaits;
  return Array.from(waiting, ([step, { wait, purpose }]) => {
    const { wakeAt, signal, about } = wait;
    return {
      step,
      ...(wakeAt !== undefined && { wakeAt }),
      ...(signal !== undefined && { signal }),
      ...(purpose === 'retry' ? { about: { kind: 'retry' } } : about !== undefined && { about }),
    };
  });
}
