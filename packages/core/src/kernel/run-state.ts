/**
 * The live state of a run: a fold of its journal.
 *
 * Invariants (K…):
 *
 * - **K1** Only `advance` changes a state, and only by an event: the same events give the same state.
 * - **K2** `pending[n]` counts the incoming edges of node n that are not resolved, `alive[n]` those that arrived alive.
 * - **K3** `remaining` counts the nodes of a scope that are neither completed nor skipped.
 * - **K4** `active` counts the nodes of a scope whose work is under way: running, waiting, or an open
 *   container; and the compensations that it waits for.
 * - **K5** A scope that is closing starts nothing but compensations. A scope has ended when `active` is 0, the edges of
 *   every node that ended are resolved (or held, when it closes) and nothing is left to undo.
 * - **K6** No rule looks at anything but the state, the plan and the event: no clock, no chance, no I/O.
 */

import type { NodePlan, Plan } from '../graph/plan.js';
import type { FinalRunStatus } from '../model/run.js';
import type { RunError } from '../model/run-error.js';
import type { SignalReceived, WaitSpec, Wake } from '../model/run-event.js';
import type { Effect, StartChildEffect } from './effect.js';
import { ScopeState, type ScopeOpening, type StepRef } from './scope-state.js';

/** A step that waits for a time, a signal, its next attempt or a decision. */
export interface WaitingStep {
  readonly ref: StepRef;
  readonly attempt: number;
  readonly wait: WaitSpec;
  /** What woke the attempt that is to be made again. */
  readonly wake: Wake | undefined;
  /** `retry`: the next attempt; `unknown`: a decision about an attempt that a crash cut off. */
  readonly purpose: 'wait' | 'retry' | 'unknown';
}

/** What is known of a running step beyond its phase; most steps have none. */
export interface RunningStep {
  readonly ref: StepRef;
  readonly attempt: number;
  readonly wake: Wake | undefined;
  /** Its start is in the journal, so after a crash nobody knows whether it did its work. */
  readonly started: boolean;
}

/** A compensation under way. */
export interface UndoingStep {
  readonly ref: StepRef;
  /** The scope that waits for its end; the step that is undone may lie deeper. */
  readonly scope: ScopeState;
}

/** What the kernel knows of the run besides its document. */
export interface RunIdentity {
  readonly id: string;
  readonly tenant: string;
  readonly workflowId: string;
  readonly startedAt: number;
}

const nowhere: ScopeOpening = {
  parent: undefined,
  container: undefined,
  key: '',
  variables: undefined,
};

export class RunState {
  readonly plan: Plan;
  readonly identity: RunIdentity;
  input: unknown = undefined;
  readonly root: ScopeState;
  /** Open inner scopes, by path prefix. */
  scopes: Map<string, ScopeState> | undefined = undefined;
  status: 'running' | FinalRunStatus = 'running';
  /** Its first event has come. */
  begun = false;
  output: unknown = undefined;
  error: RunError | undefined = undefined;
  /** Epoch milliseconds of the first event. */
  startedAt = 0;
  /** By step path, in the order in which they began to wait. */
  waiting: Map<string, WaitingStep> | undefined = undefined;
  running: Map<string, RunningStep> | undefined = undefined;
  /** Children that were asked for and have not been started yet, by the path of their step. */
  openings: Map<string, StartChildEffect> | undefined = undefined;
  /** Child run ids, by the path of the step that waits for them. */
  children: Map<string, string> | undefined = undefined;
  /** Signals that nobody has waited for yet, oldest first. */
  signals: SignalReceived[] | undefined = undefined;
  /** Completed steps that can be undone, oldest first. */
  undoable: StepRef[] | undefined = undefined;
  /** Compensations under way, by their path. */
  undoing: Map<string, UndoingStep> | undefined = undefined;
  /** True once a compensation has begun: the run cannot be resumed any more. */
  undone = false;
  /** It was set aside as it stands: it can be taken up again, whatever was begun to be undone. */
  isSetAside = false;
  /** Nodes resolved so far, for progress. */
  resolved = 0;
  /** What this turn asks for; `advance` hands it out. */
  effects: Effect[] | undefined = undefined;
  /** Done first in, first out, before `advance` returns; so nothing recurses along the graph. */
  readonly work: Work[] = [];

  constructor(plan: Plan, identity: RunIdentity) {
    this.plan = plan;
    this.identity = identity;
    this.root = new ScopeState(plan.root, '', nowhere);
  }
}

/** What is left to do in this turn. */
export const Task = {
  /** Resolve the edges of a node that has ended. */
  resolve: 0,
  /** Open a container. */
  open: 1,
  /** See whether a scope has ended. */
  check: 2,
} as const;

export interface Work {
  readonly task: (typeof Task)[keyof typeof Task];
  readonly scope: ScopeState;
  readonly node: NodePlan | undefined;
  /** The visit of the node that this is about: what is left to do of an earlier one is passed over. */
  readonly visit: number;
}

/** Adds to what this turn asks the shell to do. */
export function askFor(state: RunState, effect: Effect): void {
  // An array that is made with its first element has no spare room, and most turns ask for one thing.
  if (state.effects === undefined) state.effects = [effect];
  else state.effects.push(effect);
}

/** Has the edges of a node that has ended resolved, before its scope may end. */
export function queueResolve({ work }: RunState, { scope, node, visit }: StepRef): void {
  scope.unresolved += 1;
  work.push({ task: Task.resolve, scope, node, visit });
}

/** Asks for a look at whether `scope` has ended. */
export function queueCheck({ work }: RunState, scope: ScopeState): void {
  work.push({ task: Task.check, scope, node: undefined, visit: 0 });
}
