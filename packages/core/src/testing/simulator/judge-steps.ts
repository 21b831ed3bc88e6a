/** Judges what nodes did, when, and how often, by the side record and by what was committed before. */

import type { WorkflowEdge, WorkflowNode } from '../../model/document.js';
import type { RunEvent } from '../../model/run-event.js';
import type { RunChange } from '../../ports/run-change.js';
import type { HistoryEntry, StepBegun, StepDone } from './history.js';
import { StepRecord, type Outcome } from './step-record.js';
import type { Accuse } from './violation.js';
import {
  isPlain,
  neededEdges,
  placeOf,
  type IndexedNode,
  type IndexedWorkflow,
  type StepPlace,
} from './workflow-index.js';

/** @param workflowOf - The workflow of a run's workflow id, as it was written. */
export function judgeSteps(
  history: readonly HistoryEntry[],
  workflowOf: (workflowId: string) => IndexedWorkflow | undefined,
  accuse: Accuse,
): void {
  const judge = new StepsJudge(workflowOf, accuse);
  for (const [index, entry] of history.entries()) judge.take(entry, index);
}

class StepsJudge {
  readonly #workflowOf: (workflowId: string) => IndexedWorkflow | undefined;
  readonly #accuse: Accuse;
  readonly #runs = new Map<string, StepRecord>();
  #index = 0;

  constructor(workflowOf: (workflowId: string) => IndexedWorkflow | undefined, accuse: Accuse) {
    this.#workflowOf = workflowOf;
    this.#accuse = accuse;
  }

  take(entry: HistoryEntry, index: number): void {
    this.#index = index;
    if (entry.kind === 'begun') return this.#begun(entry);
    if (entry.kind === 'done') return this.#done(entry);
    if (entry.kind !== 'call') return;
    if (entry.operation === 'create') {
      for (const { runId, workflowId } of entry.args[0]) this.#add(runId, workflowId);
    } else if (entry.operation === 'commit') {
      for (const [position, change] of entry.args[0].entries()) {
        for (const { runId, workflowId } of change.children) this.#add(runId, workflowId);
        if (entry.result[position]?.ok === true) this.#commit(change);
      }
    }
  }

  #say(rule: Parameters<Accuse>[0], message: string): void {
    this.#accuse(rule, message, this.#index);
  }

  #add(runId: string, workflowId: string): void {
    const workflow = this.#workflowOf(workflowId);
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
    const place = placeOf(step);
    this.#isAllowed(run, entry, place, what);
    const indexed = run.node(place.nodeId);
    if (indexed === undefined) return this.#say('edges', `${what} is no step of its workflow`);
    if (!place.isUndo) {
      if (indexed.node.effect === 'atMostOnce') this.#atMostOnce(run, entry, what);
      this.#followsEdges(run, indexed, place, what);
    }
    // What began under a lost worker and was never committed may take another course under the next.
    const earlier = run.begun.get(step);
    const isAnew = earlier !== undefined && epoch > earlier.epoch && !run.outcomes.has(step);
    if (earlier === undefined || isAnew) run.begun.set(step, { index: this.#index, epoch });
  }

  #isAllowed(run: StepRecord, { epoch }: StepBegun, place: StepPlace, what: string): void {
    if (run.endedAt !== undefined && epoch >= run.endedAt) {
      this.#say('stopped', `${what} began after the run's end`);
    }
    const isCleanUp = place.isUndo || place.under.includes('[finally]/');
    if (run.stoppedAt !== undefined && epoch >= run.stoppedAt && !isCleanUp) {
      this.#say('stopped', `${what} began after the run was told to stop`);
    }
  }

  #atMostOnce(run: StepRecord, { step, attempt }: StepBegun, what: string): void {
    const allowed = 1 + (run.counts.get(`again ${step}`) ?? 0);
    if (run.count(`once ${step} ${attempt}`) > allowed) {
      this.#say('at-most-once', `${what} ran twice`);
    }
    if (!run.announced.has(`${step} ${attempt}`)) {
      this.#say('at-most-once', `${what} began before that was written`);
    }
  }

  #followsEdges(
    run: StepRecord,
    { node, incoming }: IndexedNode,
    place: StepPlace,
    what: string,
  ): void {
    if (incoming.length === 0) return;
    const mayBeEarly = !run.workflow.isStrict || node.effect === 'pure';
    let alive = 0;
    for (const edge of incoming) {
      const source = run.node(edge.from);
      const isEarly = mayBeEarly || source?.node.effect === 'pure';
      const isDone = isEarly && run.done.has(place.under + edge.from);
      if ((run.isAlive(edge, place.under) ?? true) || isDone) alive += 1;
      const waits = (node.join ?? 'all') === 'all';
      if (waits && source !== undefined)
        this.#hasEnded(run, source, place.under, { isEarly, what });
    }
    const isTimed = incoming.some(({ from }) => run.node(from)?.node.timeout !== undefined);
    if (alive < neededEdges(node.join) && !isTimed) {
      this.#say('edges', `${what} began with ${alive} edges alive`);
    }
  }

  /** A source that began has ended, and that is committed where it has to be. */
  #hasEnded(
    run: StepRecord,
    { node }: IndexedNode,
    under: string,
    { isEarly, what }: { readonly isEarly: boolean; readonly what: string },
  ): void {
    const path = under + node.id;
    const isTimed = node.timeout !== undefined;
    if (!isPlain(node) || isTimed || !run.begun.has(path) || run.outcomes.has(path)) return;
    if (!run.done.has(path)) this.#say('edges', `${what} began before ${path} had ended`);
    else if (!isEarly) {
      this.#say('effect-after-commit', `${what} began before the end of ${path} was committed`);
    }
  }

  #done({ runId, step, process, wasLost, wasAborted }: StepDone): void {
    const run = this.#runs.get(runId);
    if (run !== undefined && !run.done.has(step)) run.done.set(step, this.#index);
    if (!wasLost || wasAborted) return;
    this.#say('stopped', `${step} of ${runId} was not told in ${process} that the run was lost`);
  }

  #commit({ runId, epoch, events, next }: RunChange): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    for (const fact of events) this.#fact(run, runId, fact, epoch);
    if (next.kind === 'finish') run.endedAt = epoch;
  }

  #fact(run: StepRecord, runId: string, fact: RunEvent, epoch: number): void {
    switch (fact.type) {
      case 'step.completed':
      case 'step.failed':
      case 'step.cancelled':
        if (run.outcomes.has(fact.step)) {
          this.#say('step-once', `${fact.step} of ${runId} ended twice: ${fact.type}`);
        }
        return this.#ended(run, runId, fact);
      case 'child.ended':
        if (run.count(`child ${fact.childId}`) > 1) {
          this.#say('children', `${runId} was told twice of the end of ${fact.childId}`);
        }
        return this.#ended(run, runId, fact);
      case 'step.started':
        run.announced.add(`${fact.step} ${fact.attempt}`);
        return;
      case 'step.resolved':
        if (fact.resolution.action === 'retry') run.count(`again ${fact.step}`);
        return;
      case 'signal.received':
        if (run.count(`signal ${fact.id}`) > 1) {
          this.#say('mail', `${runId} received signal ${fact.id} twice`);
        }
        return;
      case 'cancel.requested':
      case 'run.timedOut':
        run.stoppedAt ??= epoch;
        return;
      default:
    }
  }

  /** Nothing that had to wait for this may have begun before. */
  #ended(run: StepRecord, runId: string, fact: Outcome): void {
    const { step } = fact;
    run.outcomes.set(step, fact);
    const place = placeOf(step);
    if (place.isUndo || fact.type === 'step.cancelled') return;
    for (const behind of edgesBehind(run, place)) {
      if (!wasEarly(run, step, place, behind)) continue;
      const { edge, path } = behind;
      this.#say(
        'edges',
        `${step} of ${runId} ended after ${edge.to}, which waits for ${path}, began`,
      );
    }
  }
}

/** The node behind the edge began although it had to wait for the end of `step`. */
function wasEarly(
  run: StepRecord,
  step: string,
  { nodeId }: StepPlace,
  { edge, under }: EdgeBehind,
): boolean {
  const target = run.node(edge.to)?.node;
  const begunAt = run.begun.get(under + edge.to)?.index;
  if (target === undefined || begunAt === undefined || (target.join ?? 'all') !== 'all')
    return false;
  const doneAt = run.done.get(step);
  if (doneAt !== undefined && doneAt < begunAt) return false;
  // Where the side record says nothing of the step, only a commit that had to come first tells.
  const own = run.node(nodeId)?.node;
  const isSeen = own !== undefined && isRecorded(own);
  const mayBeEarly = !run.workflow.isStrict || target.effect === 'pure' || own?.effect === 'pure';
  return isSeen || !mayBeEarly;
}

/** The side record says when its attempts ended. */
function isRecorded(node: WorkflowNode): boolean {
  return isPlain(node) && node.timeout === undefined;
}

interface EdgeBehind {
  readonly edge: WorkflowEdge;
  readonly under: string;
  readonly path: string;
}

/** Edges that leave the step, or a container around it. */
function* edgesBehind(run: StepRecord, place: StepPlace): Generator<EdgeBehind> {
  let { under, nodeId } = place;
  for (;;) {
    for (const edge of run.node(nodeId)?.outgoing ?? [])
      yield { edge, under, path: under + nodeId };
    if (under === '') return;
    const container = under.slice(0, under.lastIndexOf('['));
    under = container.slice(0, container.lastIndexOf('/') + 1);
    nodeId = container.slice(under.length).replace(/@\d+$/, '');
  }
}
