/** The oracle: judges a simulation by the side record and by what the store was told. Knows no engine. */

import type { WorkflowDocument } from '../../model/document.js';
import { judgeSteps } from './judge-steps.js';
import { judgeStore } from './judge-store.js';
import type { FinalRun, Played } from './play.js';
import { essenceOf } from './simulated-nodes.js';
import type { StoreModel } from './store-model.js';
import type { Accuse, Violation } from './violation.js';
import { indexWorkflow } from './workflow-index.js';

/** How a run ends when nothing goes wrong; `undefined` where that depends on chance. */
export type Expected = { readonly status: string; readonly output: unknown } | undefined;

/** More would say nothing new. */
const mostViolations = 20;

/** @returns what is wrong; empty when every rule was kept. */
export function judge(
  played: Played,
  documents: readonly WorkflowDocument[],
  expected: Expected,
): readonly Violation[] {
  const violations: Violation[] = [];
  const accuse: Accuse = (rule, message, entry) => {
    if (violations.length < mostViolations) violations.push({ rule, message, entry });
  };
  const workflows = new Map(documents.map((document) => [document.id, indexWorkflow(document)]));
  const model = judgeStore(played.history, accuse);
  judgeSteps(played.history, (id) => workflows.get(id), accuse);
  judgeLoss(played, model, accuse);
  for (const run of played.runs) {
    judgeEnd(run, model, accuse);
    judgeResult(run, played, expected, accuse);
  }
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

function judgeEnd({ record, journal }: FinalRun, model: StoreModel, accuse: Accuse): void {
  const { runId, status } = record;
  const written = model.runs.get(runId)?.journal ?? [];
  const isSame =
    written.length === journal.length &&
    journal.every(
      ({ type, at }, index) => type === written[index]?.type && at === written[index]?.at,
    );
  if (!isSame) accuse('nothing-forgotten', `the journal of ${runId} is not what was written to it`);
  const ends = journal.filter(({ type }) => endTypes.has(type));
  if (!model.runs.get(runId)?.isFinal) return;
  const [end] = ends;
  // What arrives while the end is being written may stand behind it.
  if (ends.length !== 1 || end?.type !== `run.${status}`) {
    const found = ends.map(({ type }) => type).join(', ') || 'no end';
    accuse('one-end', `${runId} is ${status}, and its journal has ${found}`);
  }
}

const endTypes: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled']);

/** True where a run was set aside: too many of its workers died, by chance. Its parent need not end well, either. */
function isDeadLettered({ journal }: FinalRun): boolean {
  return journal.some(({ type }) => type === 'run.deadLettered');
}

function judgeResult(
  { record, journal }: FinalRun,
  played: Played,
  expected: Expected,
  accuse: Accuse,
): void {
  const { runId, status, output, parent } = record;
  const shown =
    status === 'completed' ? `completed ${JSON.stringify(output) ?? 'undefined'}` : status;
  for (const told of played.results.get(runId) ?? []) {
    if (told !== shown)
      accuse('result', `a user was told "${told}" of ${runId}, which is "${shown}"`);
  }
  const isTurned =
    journal.some(({ type }) => type === 'cancel.requested') || played.runs.some(isDeadLettered);
  const isChild = parent !== undefined && parent !== null;
  if (expected === undefined || isChild || isTurned || !endTypes.has(`run.${status}`)) return;
  const meant = JSON.stringify(essenceOf(expected.output));
  const found = JSON.stringify(essenceOf(output));
  if (status !== expected.status || (status === 'completed' && found !== meant)) {
    const faultless = `${expected.status} ${meant}`;
    accuse('result', `${runId} is ${status} ${found}; without faults it is ${faultless}`);
  }
}

function showError(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
