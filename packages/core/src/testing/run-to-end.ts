/** Runs a workflow to its end in virtual time, however long its waits are. */

import type { RunEvent } from '../model/run-event.js';
import type { RunRecord } from '../ports/stored-run.js';
import { isFinal } from '../model/run.js';
import type { Workflow } from '../workflow/workflow.js';
import { testEngine, type TestEngineOptions } from './test-engine.js';

export interface RunToEndOptions extends TestEngineOptions {
  /** Virtual milliseconds after which a run that has not ended is left as it is; 366 days when absent. */
  readonly maxMs?: number | undefined;
}

export interface EndedRun {
  readonly record: RunRecord;
  readonly journal: readonly RunEvent[];
  /** Virtual milliseconds from start to end. */
  readonly tookMs: number;
}

const yearMs = 366 * 86_400_000;

/**
 * Starts `workflow` and lets time pass from wake-up to wake-up until the run has ended, or only a signal
 * could move it.
 *
 * @throws {FlowgraftError} what `engine.start` throws.
 */
export async function runToEnd<Input>(
  workflow: Workflow<Input>,
  input: Input,
  { maxMs = yearMs, ...options }: RunToEndOptions = {},
): Promise<EndedRun> {
  const test = testEngine(options);
  const startedAt = test.clock.now();
  try {
    const run = await test.start(workflow, input);
    const of = { tenant: run.tenant };
    for (;;) {
      const record = (await test.engine.get(run.id, of)) as RunRecord;
      // A run that is held for a short wait says no time; so its end may lie before now.
      const tookMs = (record.finishedAt ?? test.clock.now()) - startedAt;
      const { wakeAt, status } = record;
      const isOver =
        isFinal(status) || tookMs >= maxMs || (wakeAt === null && status === 'waiting');
      if (isOver) return { record, journal: await run.journal(), tookMs };
      const untilWake = wakeAt === null ? 1_000 : wakeAt - test.clock.now();
      await test.clock.advance(Math.min(Math.max(untilWake, 1), maxMs - tookMs));
    }
  } finally {
    await test.close();
  }
}
