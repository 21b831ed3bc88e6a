/** Judges what nodes did, when, and how often, by the side record and by what was committed before. */

import type { RunChange } from '../../ports/run-change.js';
import type { HistoryEntry, StepBegun, StepDone, StoreCall } from './history.js';
import { judgeDue } from './judge-due.js';
import { takeFact } from './judge-facts.js';
import { cleanUp, hasCompleted, StepRecord } from './step-record.js';
import type { Accuse, SimulationRule } from './violation.js';
import { placeOf, type IndexedWorkflow, type StepPlace } from './workflow-index.js';

/** @param workflows - As they were written, by id. */
export function judgeSteps(
  history: readonly HistoryEntry[],
  workflows: ReadonlyMap<string, IndexedWorkflow>,
  accuse: Accuse,
): void {
  const judge = new StepsJudge(workflows, accuse);
  for (const [index, entry] of history.entries()) judge.take(entry, index);
}

class StepsJudge {
  readonly #workflows: ReadonlyMap<string, IndexedWorkflow>;
  readonly #say: (rule: SimulationRule, message: string) => void;
  readonly #runs = new Map<string, StepRecord>();
  #index = 0;

  constructor(workflows: ReadonlyMap<string, IndexedWorkflow>, accuse: Accuse) {
    this.#workflows = workflows;
    this.#say = (rule, message) => accuse(rule, message, this.#index);
  }

  take(entry: HistoryEntry, index: number): void {
    this.#index = index;
    if (entry.kind === 'begun') return this.#begun(entry);
    if (entry.kind === 'done') return this.#done(entry);
    if (entry.kind === 'call') this.#called(entry);
  }

  #called(entry: StoreCall): void {
    if (entry.operation === 'create') {
      for (const { runId, workflowId } of entry.args[0]) this.#add(runId, workflowId);
    } else if (entry.operation === 'commit') {
      for (const [position, change] of entry.args[0].entries()) {
        for (const { runId, workflowId } of change.children) this.#add(runId, workflowId);
        if (entry.result[position]?.ok === true) this.#commit(change);
      }
    } else if (entry.operation === 'deliver') {
      for (const [position, { runId, body }] of entry.args[0].entries()) {
        const isResumed = body.kind === 'resume' && entry.result[position] === 'accepted';
        if (isResumed) this.#runs.get(runId)?.resume();
      }
    }
  }

  #add(runId: string, workflowId: string): void {
    const workflow = this.#workflows.get(workflowId);
    if (workflow === undefined || this.#runs.has(runId)) return;
    this.#runs.set(runId, new StepRecord(workflow));
  }

  #begun(entry: StepBegun): void {
    const { runId, step, attempt, part, process, epoch } = entry;
    const run = this.#runs.get(runId);
    if (run === undefined) {
      return this.#say('unexpected', `${step} of ${runId} began, and the run does not exist`);
    }
    const what = `${step} of ${runId} (attempt ${attempt}, ${process}, epoch ${epoch})`;
    if (entry.wasLost) this.#say('fence', `${what} began where the run was known to be lost`);
    if (run.count(`${process} ${epoch} ${step} ${attempt} ${part}`) > 1) {
      this.#say('begins-once', `${what} began twice under one epoch`);
    }
    const ended = run.outcomes.get(step);
    const isKept = ended !== undefined && hasCompleted(ended) && !run.reopened.has(step);
    if (isKept && epoch >= run.epoch) {
      this.#say('resume', `${what} began although it had completed`);
    }
    const place = placeOf(step);
    this.#isAllowed(run, entry, place, what);
    const indexed = run.node(place.nodeId);
    if (indexed === undefined) return this.#say('edges', `${what} is no step of its workflow`);
    if (!place.isUndo) judgeDue({ run, entry, indexed, place, what, say: this.#say });
    // What began under a lost worker and was never committed may take another course under the next.
    const earlier = run.begun.get(step);
    const isAnew = earlier !== undefined && epoch > earlier.epoch && !run.outcomes.has(step);
    if (earlier === undefined || isAnew) run.begun.set(step, { index: this.#index, epoch });
  }

  #isAllowed(run: StepRecord, { epoch }: StepBegun, place: StepPlace, what: string): void {
    if (epoch >= (run.endedAt ?? Infinity) || run.endings.has(epoch)) {
      this.#say('stopped', `${what} began after the run's end`);
    }
    const isCleanUp = place.isUndo || place.under.includes(cleanUp);
    if (run.stoppedAt !== undefined && epoch >= run.stoppedAt && !isCleanUp) {
      this.#say('stopped', `${what} began after the run was told to stop`);
    }
  }

  #done({ runId, step, process, wasLost, wasAborted }: StepDone): void {
    const run = this.#runs.get(runId);
    if (run !== undefined && !run.done.has(step)) {
      const { under, nodeId } = placeOf(step);
      run.doneNodes.add(under + nodeId);
      run.done.set(step, this.#index);
    }
    if (!wasLost || wasAborted) return;
    this.#say('stopped', `${step} of ${runId} was not told in ${process} that the run was lost`);
  }

  #commit({ runId, epoch, events, next }: RunChange): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    run.epoch = epoch;
    const scene = { run, runId, epoch, runs: this.#runs, say: this.#say };
    for (const fact of events) takeFact(scene, fact);
    if (next.kind !== 'finish') return;
    run.endedAt = epoch;
    run.endings.add(epoch);
  }
}
