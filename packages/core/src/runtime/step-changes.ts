/** Folds a journal piece by piece and says which steps changed their status with each piece. */

import { advance, initialState } from '../kernel/advance.js';
import { isKernelEvent } from '../kernel/fold.js';
import type { RunIdentity, RunState } from '../kernel/run-state.js';
import { Phase, type ScopeState, type StepRef } from '../kernel/scope-state.js';
import { currentStep, findStep, stepPath, visitOf } from '../kernel/step-path.js';
import type { NodePlan, Plan, StepResult } from '../graph/plan.js';
import { stepStatuses, type StepStatus } from '../model/run.js';
import type { RunEvent } from '../model/run-event.js';
import type { StepProgress } from './run-progress.js';

/** What was last told of a node in one scope. */
interface Told {
  readonly visit: number;
  readonly status: StepStatus;
  /** What the node had given by then, in whichever visit. */
  readonly result: StepResult | undefined;
}

const nothingTold: Told = { visit: 1, status: 'pending', result: undefined };

interface Change extends StepProgress {
  readonly before: StepStatus;
}

export class StepChanges {
  readonly state: RunState;
  /** What was told of the scopes that are open, by the node's index. */
  readonly #told = new Map<ScopeState, (Told | undefined)[]>();
  /** By path, in the order in which they changed; the latest status of each. */
  #changed = new Map<string, Change>();

  constructor(plan: Plan, identity: RunIdentity) {
    this.state = initialState(plan, identity);
    this.state.scopes = new NotedScopes((scope) => this.#leave(scope));
  }

  /** Takes the next facts of the journal in. */
  take(facts: readonly RunEvent[]): void {
    for (const fact of facts) {
      if (!isKernelEvent(fact)) continue;
      const ended = this.#endOf(fact);
      advance(this.state, fact);
      if (ended !== undefined) this.#noteVisits(ended);
    }
  }

  /** The steps whose status is another than when this was last asked. */
  drain(): readonly StepProgress[] {
    const { root, scopes } = this.state;
    for (const scope of [root, ...(scopes?.values() ?? [])]) this.#compare(scope);
    const changed = [...this.#changed.values()].filter(({ status, before }) => status !== before);
    this.#changed = new Map();
    return changed.map(({ step, nodeId, status }) => ({ step, nodeId, status }));
  }

  /** A scope ends for good: what its steps came to is told once more, and then forgotten. */
  #leave(scope: ScopeState): void {
    this.#compare(scope);
    for (const [index, told] of this.#told.get(scope)?.entries() ?? []) {
      // A new pass of a loop around it left it behind.
      if (told === undefined || !isOpen(told.status)) continue;
      const node = scope.graph.nodes[index] as NodePlan;
      this.#change(stepPath(currentStep(scope, node)), node.id, 'cancelled', told.status);
    }
    this.#told.delete(scope);
  }

  #compare(scope: ScopeState): void {
    const told = this.#told.get(scope) ?? [];
    this.#told.set(scope, told);
    for (const node of scope.graph.nodes) {
      const visit = visitOf(scope, node);
      const status = stepStatuses[scope.phase[node.index] ?? Phase.pending];
      const before = told[node.index] ?? nothingTold;
      const isSame = before.visit === visit && before.status === status;
      if (isSame) continue;
      if (before.visit < visit) this.#leaveVisit(scope, node, before);
      told[node.index] = { visit, status, result: scope.results[node.index] };
      const known = before.visit === visit ? before.status : 'pending';
      this.#change(stepPath(currentStep(scope, node)), node.id, status, known);
    }
  }

  /** A loop led to the node again: the visit before has completed, or was stopped on its way. */
  #leaveVisit(scope: ScopeState, node: NodePlan, { visit, status, result }: Told): void {
    const path = stepPath({ scope, node, visit, undo: false });
    if (!isOpen(this.#changed.get(path)?.status ?? status)) return;
    const hasGiven = scope.results[node.index] !== result;
    this.#change(path, node.id, hasGiven ? 'completed' : 'cancelled', status);
  }

  /** The step that the fact may bring to its end; the undoing of a step is no step of its own here. */
  #endOf(fact: RunEvent): StepRef | undefined {
    if (!('step' in fact)) return undefined;
    const ref = findStep(this.state, fact.step);
    if (ref === undefined || ref.undo) return undefined;
    const phase = ref.scope.phase[ref.node.index];
    return phase === Phase.running || phase === Phase.waiting ? ref : undefined;
  }

  /**
   * What a loop enters anew has no other trace in the state: that is looked at after each fact, and for other graphs
   * only when somebody asks.
   */
  #noteVisits(ref: StepRef): void {
    const { root, scopes } = this.state;
    const hasLeft = visitOf(ref.scope, ref.node) !== ref.visit;
    if (hasLeft) this.#change(stepPath(ref), ref.node.id, 'completed', 'running');
    for (let at: ScopeState | undefined = ref.scope; at !== undefined; at = at.parent) {
      const isThere = at === root || scopes?.get(at.path) === at;
      if (isThere && at.graph.loops.length > 0) this.#compare(at);
    }
  }

  /** @param before - The status that was told of the step, unless it has changed since. */
  #change(step: string, nodeId: string, status: StepStatus, before: StepStatus): void {
    const told = this.#changed.get(step)?.before ?? before;
    this.#changed.delete(step);
    this.#changed.set(step, { step, nodeId, status, before: told });
  }
}

function isOpen(status: StepStatus): boolean {
  return status === 'running' || status === 'waiting';
}

/** The open inner scopes of a state; tells of each that is taken out, which may be in the turn that opened it. */
class NotedScopes extends Map<string, ScopeState> {
  readonly #onLeft: (scope: ScopeState) => void;

  constructor(onLeft: (scope: ScopeState) => void) {
    super();
    this.#onLeft = onLeft;
  }

  override set(path: string, scope: ScopeState): this {
    this.#tell(path, scope);
    return super.set(path, scope);
  }

  override delete(path: string): boolean {
    this.#tell(path, undefined);
    return super.delete(path);
  }

  #tell(path: string, next: ScopeState | undefined): void {
    const left = this.get(path);
    if (left !== undefined && left !== next) this.#onLeft(left);
  }
}
