/** The oracle: judges a simulation by the side record and by what the store was told. Knows no engine. */

import { judgeEnds, type Expectations } from './judge-ends.js';
import { judgeRows } from './judge-rows.js';
import { judgeSteps } from './judge-steps.js';
import { judgeStore } from './judge-store.js';
import type { Played } from './play.js';
import type { StoreModel } from './store-model.js';
import type { Accuse, Violation } from './violation.js';
import type { IndexedWorkflow } from './workflow-index.js';

/** More would say nothing new. */
const mostViolations = 20;

/**
 * @param workflows - As they were written, by id.
 * @returns what is wrong; empty when every rule was kept.
 */
export function judge(
  played: Played,
  workflows: ReadonlyMap<string, IndexedWorkflow>,
  expected: Expectations,
): readonly Violation[] {
  const violations: Violation[] = [];
  const accuse: Accuse = (rule, message, entry) => {
    if (violations.length < mostViolations) violations.push({ rule, message, entry });
  };
  const model = judgeStore(played.history, accuse);
  judgeSteps(played.history, workflows, accuse);
  judgeLoss(played, model, accuse);
  judgeEnds(played, model, expected, accuse);
  judgeRows(played, workflows, accuse);
  for (const thrown of played.unexpected) accuse('unexpected', showError(thrown));
  if (played.isStorm) accuse('unexpected', 'there was no end to what happened');
  return violations;
}

function judgeLoss(
  { acknowledged, runs, open, isStorm }: Played,
  model: StoreModel,
  accuse: Accuse,
): void {
  const found = new Set(runs.map(({ record }) => record.runId));
  for (const runId of [...acknowledged, ...model.runs.keys()]) {
    if (!found.has(runId)) accuse('no-run-lost', `${runId} was acknowledged and is not there`);
  }
  if (isStorm) return;
  for (const runId of open) {
    const record = runs.find((run) => run.record.runId === runId)?.record;
    const holder = record?.worker ?? 'nobody';
    const state = `it is ${record?.status ?? 'gone'}, held by ${holder}, wakes at ${record?.wakeAt}`;
    accuse('every-run-ends', `${runId} has not ended: ${state}`);
  }
}

function showError(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
