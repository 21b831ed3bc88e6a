/** Outcomes of transactional steps: each is taken in when the commit of its own transaction can begin. */

import type { Attempt } from './attempt.js';
import type { Outcome } from './outcome.js';
import type { stopped } from './run-facts.js';

export type TransactionalOutcome = readonly [attempt: Attempt, outcome: Outcome | typeof stopped];

export class TransactionalOutcomes {
  #waiting: TransactionalOutcome[] | undefined = undefined;

  /** @returns false when the outcome belongs to no open transaction, and can be taken in at once. */
  add(attempt: Attempt, outcome: Outcome | typeof stopped): boolean {
    if (attempt.transaction === undefined) return false;
    (this.#waiting ??= []).push([attempt, outcome]);
    return true;
  }

  /** True when an attempt of that step has ended and its outcome is yet to be taken in. */
  has(step: string): boolean {
    return this.#waiting?.some(([attempt]) => attempt.step === step) === true;
  }

  /** The oldest, taken out. */
  take(): TransactionalOutcome | undefined {
    return this.#waiting?.shift();
  }

  /** The run is no longer held: nothing of them can be committed any more. */
  rollBackAll(): void {
    for (const [attempt] of this.#waiting?.splice(0) ?? []) attempt.rollBack();
  }
}
