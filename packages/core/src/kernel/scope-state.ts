/** One pass through a graph, and the containers that are open in it. */

import type { EdgePlan, GraphPlan, LoopPlan, NodePlan, StepResult } from '../graph/plan.js';
import type { RunError } from '../model/run-error.js';
import type { Wake } from '../model/run-event.js';

/** Where a node stands in its scope, as its place in `stepStatuses`: there is one per node and scope. */
export const Phase = {
  pending: 0,
  running: 1,
  waiting: 2,
  completed: 3,
  skipped: 4,
  failed: 5,
  cancelled: 6,
} as const;

export type PhaseNumber = (typeof Phase)[keyof typeof Phase];

/** One step: a node in a scope, on its n-th visit, or the undoing of it. */
export interface StepRef {
  readonly scope: ScopeState;
  readonly node: NodePlan;
  /** 1, unless a back-edge led to the node again. */
  readonly visit: number;
  /** The step that compensates the node rather than the node's own. */
  readonly undo: boolean;
}

/** Roots that only a scope has: `item`, `index`, `value`, `error`… */
export type ScopeVariables = Readonly<Record<string, unknown>>;

/** Why a scope ends before all of its nodes are resolved. */
export interface Closing {
  readonly kind: 'failed' | 'cancelled';
  readonly error: RunError;
}

/** What a resumed run has to know of a step that failed or was stopped. */
export interface StoppedStep {
  readonly attempt: number;
  /** What it had been woken by: that is not given a second time. */
  readonly wake: Wake | undefined;
  /** It may not run twice, and nobody knows whether it did its work. */
  readonly interrupted: boolean;
}

/** Where a scope stands; the workflow's own stands nowhere. */
export interface ScopeOpening {
  readonly parent: ScopeState | undefined;
  /** The container that opened it. */
  readonly container: Container | undefined;
  /** Item index, pass number or branch name. */
  readonly key: number | string;
  readonly variables: ScopeVariables | undefined;
}

/** One pass through one graph: the workflow itself, an item of a loop, a branch. */
export class ScopeState {
  readonly graph: GraphPlan;
  /** Prefix of its steps' paths: `''`, `each[3]/`, `each[3]/inner[a]/`. */
  readonly path: string;
  readonly parent: ScopeState | undefined;
  readonly container: Container | undefined;
  readonly key: number | string;
  readonly variables: ScopeVariables | undefined;
  readonly pending: number[];
  readonly alive: number[];
  readonly phase: PhaseNumber[];
  readonly results: (StepResult | undefined)[];
  remaining: number;
  active = 0;
  /** Nodes that have ended and whose edges are yet to be resolved in this turn. */
  unresolved = 0;
  closing: Closing | undefined = undefined;
  /** Its container, or the run, has been told, or it was left behind by a new pass of a loop. */
  ended = false;
  /** How often each node was entered; only where loops exist. */
  visits: number[] | undefined = undefined;
  loops: Map<LoopPlan, LoopState> | undefined = undefined;
  /** Edges that are resolved, with what they brought, or `null` when they are dead; only where loops exist. */
  arrived: Map<EdgePlan, StepResult | null> | undefined = undefined;
  /** Nodes that ended while the scope was closing: their edges are resolved when the run is resumed. */
  held: NodePlan[] | undefined = undefined;
  /** Steps that failed or were stopped, as far as resuming them needs more than their node. */
  stopped: Map<NodePlan, StoppedStep> | undefined = undefined;
  /** Open and failed containers, by node. */
  containers: Map<NodePlan, Container> | undefined = undefined;

  constructor(graph: GraphPlan, path: string, opening: ScopeOpening) {
    this.graph = graph;
    this.path = path;
    this.parent = opening.parent;
    this.container = opening.container;
    this.key = opening.key;
    this.variables = opening.variables;
    this.pending = graph.pending.slice();
    this.alive = graph.zeros.slice();
    this.phase = graph.zeros.slice() as PhaseNumber[];
    this.results = Array.from({ length: graph.nodes.length });
    this.remaining = graph.nodes.length;
  }

  /** What bindings read here now, as it stays when the scope goes on. */
  snapshot(parent: ScopeState | undefined): ScopeState {
    const { graph, path, container, key, variables, phase, results } = this;
    const copy = new ScopeState(graph, path, { parent, container, key, variables });
    for (let i = 0; i < phase.length; i++) {
      copy.phase[i] = phase[i] as PhaseNumber;
      copy.results[i] = results[i];
    }
    return copy;
  }
}

export interface LoopState {
  iterations: number;
  ended: boolean;
}

interface OpenContainer {
  readonly ref: StepRef;
  readonly node: NodePlan;
  /** Inner scopes that have not completed, the failed ones included. */
  readonly scopes: Set<ScopeState>;
  /** Inner scopes that have not ended. */
  open: number;
  /** Why the container will fail once its inner scopes have ended. */
  failure: Closing | undefined;
}

interface FailedItem {
  readonly index: number;
  readonly error: RunError;
}

export interface ForEachContainer extends OpenContainer {
  readonly kind: 'forEach';
  readonly items: readonly unknown[];
  readonly concurrency: number;
  readonly continues: boolean;
  /** The item to open next. */
  next: number;
  readonly results: unknown[];
  readonly failed: FailedItem[];
}

export interface RepeatContainer extends OpenContainer {
  readonly kind: 'while' | 'until';
  readonly maxIterations: number;
  pass: number;
  value: unknown;
}

export interface ParallelContainer extends OpenContainer {
  readonly kind: 'parallel';
  readonly continues: boolean;
  readonly results: Map<string, unknown>;
}

export interface TryContainer extends OpenContainer {
  readonly kind: 'try';
  stage: 'body' | 'catch' | 'finally';
  value: unknown;
  caught: RunError | null;
}

export type Container = ForEachContainer | RepeatContainer | ParallelContainer | TryContainer;

/** The `finally` of a `try` runs to its end although the scope around it closes. */
export function isShielded(container: Container): boolean {
  return container.kind === 'try' && container.stage === 'finally';
}
