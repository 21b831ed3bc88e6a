/** What one run's steps have done by a moment of the history, as its facts and the side record tell it. */

import type { RunEvent } from '../../model/run-event.js';
import { LoopRecord } from './loop-record.js';
import { isPlain, type IndexedNode, type IndexedWorkflow } from './workflow-index.js';
import type { WorkflowEdge } from '../../model/document.js';

export type Outcome = Extract<
  RunEvent,
  { readonly type: 'step.completed' | 'step.failed' | 'step.cancelled' | 'child.ended' }
>;

/** Runs again whenever the part of its `try` does that failed: then from its beginning, else from where it stood. */
export const cleanUp = '[finally]/';

export class StepRecord {
  readonly workflow: IndexedWorkflow;
  /** By step, how it ended, once that is committed. */
  readonly outcomes = new Map<string, Outcome>();
  /** Steps whose work somebody began: the entry of the history at which that first was, under the epoch that counts. */
  readonly begun = new Map<string, { readonly index: number; readonly epoch: number }>();
  /** Steps whose work has come to an end somewhere, with the entry at which it first had. */
  readonly done = new Map<string, number>();
  /** The same without telling visits apart. */
  readonly doneNodes = new Set<string>();
  /** By the prefix of its steps' paths, how far the loops of a scope are. */
  readonly #loops = new Map<string, LoopRecord>();
  /** `step.started` of steps that may not run twice, as `step attempt`. */
  readonly announced = new Set<string>();
  readonly counts = new Map<string, number>();
  /** Steps whose outcome is not their last: a resumed run starts them again. */
  readonly reopened = new Set<string>();
  /** Attempts that have ended and may be made again, as `step attempt`, once the run is resumed. */
  readonly closed = new Set<string>();
  /** Steps that completed, and failed because their loop had gone round too often. */
  readonly takenBack = new Set<string>();
  /** Steps that ask for a decision. */
  readonly unknown = new Set<string>();
  /** By step, the child that it waits for. */
  readonly children = new Map<string, string>();
  /** How often it was resumed. */
  resumes = 0;
  isSetAside = false;
  /** Its journal says that it has failed. */
  hasEnded = false;
  /** Something of it was undone. */
  hasUndone = false;
  /** The epoch of the last commit. */
  epoch = 0;
  /** The epoch under which its end, or a request to stop, was written. */
  stoppedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  /** Epochs under which an end was written. */
  readonly endings = new Set<number>();

  constructor(workflow: IndexedWorkflow) {
    this.workflow = workflow;
  }

  /** Counts one more of something. @returns how many there are. */
  count(what: string): number {
    const times = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, times);
    return times;
  }

  /**
   * From when the store has accepted that it goes on. What failed or was stopped may begin and end again; one
   * that was set aside goes on where it stood.
   */
  resume(): void {
    this.resumes += 1;
    this.endedAt = undefined;
    if (this.isSetAside) return;
    this.stoppedAt = undefined;
    for (const [step, outcome] of this.outcomes) {
      const isKept = hasCompleted(outcome) && !this.takenBack.has(step);
      if (isKept && !step.includes(cleanUp)) continue;
      this.reopened.add(step);
      if (hasCompleted(outcome)) this.closed.add(`${step} ${attemptOf(outcome)}`);
    }
    for (const attempt of this.closed) this.count(`anew ${attempt}`);
    this.closed.clear();
    this.takenBack.clear();
    // Of a clean-up that may come again, nothing counts as begun.
    for (const step of this.begun.keys()) if (step.includes(cleanUp)) this.begun.delete(step);
  }

  loops(under: string): LoopRecord {
    const known = this.#loops.get(under) ?? new LoopRecord();
    this.#loops.set(under, known);
    return known;
  }

  /** The path of the step that a node of a scope stands at, as far as that is committed. */
  pathOf(indexed: IndexedNode, under: string): string {
    const visit = indexed.loops.length === 0 ? 1 : this.loops(under).visitOf(indexed);
    return under + indexed.node.id + (visit > 1 ? `@${visit}` : '');
  }

  node(nodeId: string): IndexedNode | undefined {
    return this.workflow.nodes.get(nodeId);
  }

  /** True when the edge's source ended on the edge's port; `undefined`: that cannot be told. */
  isAlive(edge: WorkflowEdge, under: string): boolean | undefined {
    const source = this.node(edge.from);
    if (source === undefined || source.node.bodies !== undefined) return undefined;
    if (source.graphLoops.length > 0) {
      // The end of a child may not be committed yet when a pure step begins.
      return this.loops(under).hasArrived(edge) || (isPlain(source.node) ? false : undefined);
    }
    const path = under + edge.from;
    const isAnew = !isPlain(source.node) && this.reopened.has(path);
    const outcome = isAnew ? undefined : this.outcomes.get(path);
    if (outcome === undefined) return isPlain(source.node) ? false : undefined;
    return portsOf(outcome, source).includes(edge.fromPort ?? 'out');
  }
}

/** The ports that a step took; none when nothing handled its failure. */
export function portsOf(outcome: Outcome, { handlesErrors, node }: IndexedNode): readonly string[] {
  if (outcome.type === 'step.completed')
    return Object.keys(outcome.outputs ?? { [outcome.port]: 0 });
  if (hasCompleted(outcome)) return ['out'];
  if (handlesErrors) return ['error'];
  return node.onError === 'continue' ? ['out'] : [];
}

export function hasCompleted(outcome: Outcome): boolean {
  if (outcome.type === 'child.ended') return outcome.outcome.status === 'completed';
  return outcome.type === 'step.completed';
}

function attemptOf(outcome: Outcome): number {
  return outcome.type === 'child.ended' ? 1 : outcome.attempt;
}
