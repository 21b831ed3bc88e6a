/** The steps of a run as they are known at one moment of it. */

import type { StepRecord } from './step-record.js';

/** Another object after each change, over the same records: only what is asked for costs anything. */
export class StepList {
  /** By path, in the order in which they were first heard of. */
  readonly steps: ReadonlyMap<string, StepRecord>;
  /** Steps that failed and were not dealt with, the first first. */
  readonly failed: ReadonlySet<string>;
  readonly revision: number;

  constructor(
    steps: ReadonlyMap<string, StepRecord>,
    failed: ReadonlySet<string>,
    revision: number,
  ) {
    this.steps = steps;
    this.failed = failed;
    this.revision = revision;
  }

  get size(): number {
    return this.steps.size;
  }

  get(step: string): StepRecord | undefined {
    return this.steps.get(step);
  }

  /** The step to look at first in a failed run: the innermost, since those around it fail because of it. */
  get failure(): StepRecord | undefined {
    const [first] = [...this.failed].toSorted((a, b) => depthOf(b) - depthOf(a));
    return first === undefined ? undefined : this.steps.get(first);
  }
}

function depthOf(step: string): number {
  return step.split('/').length;
}
