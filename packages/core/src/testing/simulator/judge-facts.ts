/** Takes the facts of journals into the record of each run's steps, and judges how they follow on each other. */

import type { ChildEnded, RunEvent, StepResolved } from '../../model/run-event.js';
import { overtakenEdges } from './judge-edges-behind.js';
import { portsOf, type Outcome, type StepRecord } from './step-record.js';
import type { SimulationRule } from './violation.js';
import { placeOf } from './workflow-index.js';

/** A run as its facts are taken in. */
export interface FactScene {
  readonly run: StepRecord;
  readonly runId: string;
  /** Of the commit. */
  readonly epoch: number;
  /** The records of all runs. */
  readonly runs: ReadonlyMap<string, StepRecord>;
  readonly say: (rule: SimulationRule, message: string) => void;
}

export function takeFact(scene: FactScene, fact: RunEvent): void {
  if ('step' in fact) takeStepFact(scene, fact);
  else takeRunFact(scene, fact);
}

type StepFact = Extract<RunEvent, { readonly step: string }>;

function takeStepFact(scene: FactScene, fact: StepFact): void {
  const { run, runId, say } = scene;
  switch (fact.type) {
    case 'step.completed':
    case 'step.failed':
    case 'step.cancelled':
      if (run.outcomes.has(fact.step) && !run.reopened.has(fact.step)) {
        say('step-once', `${fact.step} of ${runId} ended twice: ${fact.type}`);
      }
      return ended(scene, fact);
    case 'child.started':
      run.children.set(fact.step, fact.childId);
      return;
    case 'child.ended':
      return childEnded(scene, fact);
    case 'step.started':
      run.announced.add(`${fact.step} ${fact.attempt}`);
      return;
    case 'step.retrying':
      run.closed.add(`${fact.step} ${fact.attempt}`);
      return;
    case 'step.unknown':
      run.unknown.add(fact.step);
      return;
    case 'step.resolved':
      return resolved(scene, fact);
    default:
  }
}

function takeRunFact(
  { run, runId, epoch, say }: FactScene,
  fact: Exclude<RunEvent, StepFact>,
): void {
  switch (fact.type) {
    case 'signal.received':
      if (run.count(`signal ${fact.id}`) > 1) {
        say('mail', `${runId} received signal ${fact.id} twice`);
      }
      return;
    case 'cancel.requested':
    case 'run.timedOut':
      // Of a run that has ended, nothing is left to stop.
      if (!run.hasEnded) run.stoppedAt ??= epoch;
      return;
    case 'run.deadLettered':
      run.isSetAside = true;
      return;
    case 'run.resumed':
      if (run.hasUndone && !run.isSetAside) {
        say('resume', `${runId} was resumed although what it had done was undone`);
      }
      run.isSetAside = false;
      run.hasEnded = false;
      return;
    case 'run.failed':
      run.hasEnded = true;
      return;
    default:
  }
}

/** A child that was resumed tells of each of its ends. */
function childEnded(scene: FactScene, fact: ChildEnded): void {
  const { run, runId, runs, say } = scene;
  const { step, childId } = fact;
  const lives = 1 + (runs.get(childId)?.resumes ?? 0);
  if (run.count(`child ${childId}`) > lives) {
    say('children', `${runId} was told twice of the end of ${childId}`);
  }
  // One that the step no longer waits for says nothing of it.
  if (run.children.get(step) !== childId) return;
  run.children.delete(step);
  ended(scene, fact);
}

/** A decision is the step's outcome, when somebody still asked for one. */
function resolved(scene: FactScene, { step, at, resolution }: StepResolved): void {
  const { run } = scene;
  const isAsked = run.unknown.delete(step);
  const base = { at, step, attempt: 1, startedAt: at };
  if (resolution.action === 'retry') {
    run.count(`again ${step}`);
  } else if (isAsked && resolution.action === 'complete') {
    const { output, port = 'out' } = resolution;
    ended(scene, { type: 'step.completed', ...base, port, output });
  } else if (isAsked && resolution.action === 'fail') {
    const error = { category: 'permanent', message: resolution.message } as const;
    ended(scene, { type: 'step.failed', ...base, error });
  }
}

/** Nothing that had to wait for this may have begun before. */
function ended({ run, runId, say }: FactScene, fact: Outcome): void {
  const { step } = fact;
  run.outcomes.set(step, fact);
  run.reopened.delete(step);
  if (fact.type === 'step.failed') run.closed.add(`${step} ${fact.attempt}`);
  const place = placeOf(step);
  run.hasUndone ||= place.isUndo;
  if (place.isUndo || fact.type === 'step.cancelled') return;
  const indexed = run.node(place.nodeId);
  const isLooped = indexed !== undefined && indexed.graphLoops.length > 0;
  // Of a pass that was left for a new one, nothing counts.
  if (isLooped && step === run.pathOf(indexed, place.under)) {
    const counts = run.loops(place.under).ended(indexed, portsOf(fact, indexed));
    if (!counts) run.takenBack.add(step);
  }
  for (const { edge, path } of overtakenEdges(run, step, place)) {
    say('edges', `${step} of ${runId} ended after ${edge.to}, which waits for ${path}, began`);
  }
}
