/** What a journal tells of workers that were lost over a run, and what is to be done about it. */

import type { RunError } from '../model/run-error.js';
import type { RunEvent, RunRecovered } from '../model/run-event.js';
import type { RunRecord } from '../ports/stored-run.js';

/** After so many lost workers, one after another, without getting any further, a run is set aside. */
const maxCrashes = 3;

/**
 * How to go on with a run that was claimed. `trials`: how often in a row its worker was lost right after it had
 * said that it goes on with the run.
 */
export type Recovery =
  | { readonly kind: 'none' }
  | { readonly kind: 'recover'; readonly trials: number }
  | { readonly kind: 'deadLetter'; readonly error: RunError };

const none: Recovery = { kind: 'none' };

export function recoveryOf({ crashes }: RunRecord, journal: readonly RunEvent[]): Recovery {
  if (crashes === 0) return none;
  const recoveries = lastRecoveries(journal);
  const known = recoveries.known;
  if (crashes <= known) return none;
  const trials = recoveries.inARow;
  // The first loss may be due to any run of that worker: only trials are held against this one.
  if (trials.length < maxCrashes - 1) return { kind: 'recover', trials: trials.length };
  return { kind: 'deadLetter', error: evidence(crashes, trials) };
}

interface Recoveries {
  /** Lost workers that the journal has taken note of. */
  readonly known: number;
  /** Since the run last got any further. */
  readonly inARow: readonly RunRecovered[];
}

function lastRecoveries(journal: readonly RunEvent[]): Recoveries {
  let known = 0;
  let inARow: RunRecovered[] = [];
  for (const fact of journal) {
    if (fact.type === 'run.recovered') {
      known = fact.crashes;
      inARow.push(fact);
    } else if (inARow.length > 0) {
      inARow = [];
    }
  }
  return { known, inARow };
}

function evidence(crashes: number, trials: readonly RunRecovered[]): RunError {
  const workers = trials.map(({ worker, at, crashes: lost }) => ({ worker, at, crashes: lost }));
  const names = workers.map(({ worker }) => worker).join(', ');
  const message =
    `The run was set aside: its worker was lost ${maxCrashes} times in a row without the run getting any further ` +
    `(last held by ${names}). Look at the steps that were running, and resume it when they no longer end their process`;
  return {
    category: 'permanent',
    code: 'RUN_DEAD_LETTERED',
    message,
    details: { crashes, workers },
  };
}
