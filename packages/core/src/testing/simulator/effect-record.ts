/** What the steps of a simulated workflow began, noted outside the engine and its store. */

import type { StepFacts } from '../../runtime/engine-events.js';

/** One attempt that began: from here on its effect may have happened. */
export interface EffectEntry {
  readonly runId: string;
  readonly workflowId: string;
  /** The step's path, for example `each[3]/charge`. */
  readonly step: string;
  readonly attempt: number;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

/** What an invariant is asked about. */
export interface EffectRecord {
  /** Every attempt that began, in order, also of the process that died. */
  readonly all: readonly EffectEntry[];
  /**
   * How often that step began: by its path, or by its node's id for all of a loop's items together. Another
   * attempt after a failure counts, and so does going on after a wait.
   */
  count(step: string): number;
}

export class EffectNotes implements EffectRecord {
  readonly all: EffectEntry[] = [];

  note({ runId, workflowId, step, attempt, at }: StepFacts): void {
    this.all.push({ runId, workflowId, step, attempt, at });
  }

  count(step: string): number {
    return this.all.filter((entry) => entry.step === step || nodeOf(entry.step) === step).length;
  }
}

function nodeOf(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1).replace(/@\d+/, '');
}
