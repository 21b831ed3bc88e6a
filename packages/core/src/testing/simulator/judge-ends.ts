/** Judges how runs stand when a simulation is over: their ends, their results, and what users were told of them. */

import type { RunEvent } from '../../model/run-event.js';
import type { FinalRun, Played } from './play.js';
import { essenceOf } from './simulated-nodes.js';
import type { StoreModel } from './store-model.js';
import type { Accuse } from './violation.js';

/** How a run ends when nothing goes wrong; `undefined` where that depends on chance. */
export type Expected = { readonly status: string; readonly output: unknown } | undefined;

/** What runs of the main workflow come to. */
export interface Expectations {
  readonly untouched?: Expected;
  /** Those that were resumed: what had ended them has been mended. */
  readonly resumed?: Expected;
}

export function judgeEnds(
  played: Played,
  model: StoreModel,
  expected: Expectations,
  accuse: Accuse,
): void {
  for (const run of played.runs) {
    judgeJournal(run, model, accuse);
    if (model.runs.get(run.record.runId)?.isFinal === true) judgeLives(run, accuse);
    judgeTold(run, played, accuse);
    judgeResult(run, played, expected, accuse);
  }
}

/** Of the workflow that users start, not of a sub-workflow. */
export function isMain({ record: { parent } }: FinalRun): boolean {
  return parent === undefined || parent === null;
}

export function wasResumed({ journal }: FinalRun): boolean {
  return journal.some(({ type }) => type === 'run.resumed');
}

function judgeJournal({ record, journal }: FinalRun, model: StoreModel, accuse: Accuse): void {
  const { runId } = record;
  const written = model.runs.get(runId)?.journal ?? [];
  const isSame =
    written.length === journal.length &&
    journal.every(
      ({ type, at }, index) => type === written[index]?.type && at === written[index]?.at,
    );
  if (!isSame) accuse('nothing-forgotten', `the journal of ${runId} is not what was written to it`);
}

const endTypes: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled']);

/** Each life ends once, and all but the last by failing. What arrives while an end is being written may stand behind it. */
function judgeLives({ record: { runId, status }, journal }: FinalRun, accuse: Accuse): void {
  const marks = journal.filter(({ type }) => endTypes.has(type) || type === 'run.resumed');
  const isSound =
    marks.at(-1)?.type === `run.${status}` &&
    marks.every(({ type }, index) => {
      if (index % 2 === 1) return type === 'run.resumed';
      return index === marks.length - 1 ? endTypes.has(type) : type === 'run.failed';
    });
  if (isSound) return;
  const found = marks.map(({ type }) => type).join(', ') || 'no end';
  accuse('one-end', `${runId} is ${status}, and its journal has ${found}`);
}

/** A user may have been told of any of a run's lives. */
function judgeTold({ record: { runId }, journal }: FinalRun, played: Played, accuse: Accuse): void {
  const shown = new Set(journal.filter(({ type }) => endTypes.has(type)).map(shownEnd));
  for (const told of played.results.get(runId) ?? []) {
    if (shown.has(told)) continue;
    accuse('result', `a user was told "${told}" of ${runId}, which is "${[...shown].join(', ')}"`);
  }
  const times = played.resumed.get(runId) ?? 0;
  const accepted = played.accepted.get(runId) ?? 0;
  if (times <= accepted) return;
  accuse('resume', `users were told ${times} times that ${runId} goes on, and it was ${accepted}`);
}

function shownEnd(fact: RunEvent): string {
  if (fact.type !== 'run.completed') return fact.type.slice('run.'.length);
  return `completed ${JSON.stringify(fact.output) ?? 'undefined'}`;
}

/** True where too many of a run's workers died, by chance. Whatever it failed of before may end it when it goes on. */
function wasSetAside({ journal }: FinalRun): boolean {
  return journal.some(({ type }) => type === 'run.deadLettered');
}

/** True where chance had a hand in how the run ended. */
function isTurned(run: FinalRun, { runs }: Played): boolean {
  if (wasSetAside(run) && run.record.status !== 'completed') return true;
  if (run.journal.some(({ type }) => type === 'cancel.requested')) return true;
  // A run need not end well when one that it waited for was set aside.
  return runs.some((each) => !isMain(each) && wasSetAside(each));
}

function judgeResult(
  run: FinalRun,
  played: Played,
  expectations: Expectations,
  accuse: Accuse,
): void {
  const { runId, status, output } = run.record;
  const expected = wasResumed(run) ? expectations.resumed : expectations.untouched;
  const hasEnded = endTypes.has(`run.${status}`);
  if (expected === undefined || !isMain(run) || !hasEnded || isTurned(run, played)) return;
  const meant = JSON.stringify(essenceOf(expected.output));
  const found = JSON.stringify(essenceOf(output));
  if (status !== expected.status || (status === 'completed' && found !== meant)) {
    const faultless = `${expected.status} ${meant}`;
    accuse('result', `${runId} is ${status} ${found}; without faults it is ${faultless}`);
  }
}
