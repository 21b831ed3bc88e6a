/** How far a run is, step by step: a fold of its journal. */

import type { Plan } from '../graph/plan.js';
import { initialState } from '../kernel/advance.js';
import { fold } from '../kernel/fold.js';
import type { RunIdentity, RunState } from '../kernel/run-state.js';
import { Phase, type ScopeState } from '../kernel/scope-state.js';
import { currentStep, stepPath } from '../kernel/step-path.js';
import { stepStatuses, type RunStatus, type StepStatus } from '../model/run.js';
import type { RunEvent, RunStarted } from '../model/run-event.js';
import type { RunRecord } from '../ports/stored-run.js';

export interface RunProgress {
  readonly status: RunStatus;
  /** 0 to 1: resolved nodes of all that are known so far; bodies of loops count once they are open. */
  readonly fraction: number;
  readonly resolved: number;
  readonly total: number;
  /** Steps that are not pending, in document order, inner ones after their container. */
  readonly steps: readonly StepProgress[];
}

export interface StepProgress {
  readonly step: string;
  readonly nodeId: string;
  readonly status: StepStatus;
}

/** The state that a journal folds to. */
export function foldJournal(record: RunRecord, plan: Plan, journal: readonly RunEvent[]): RunState {
  const state = initialState(plan, identityOf(record));
  fold(state, journal);
  const start = journal.length === 0 ? assumedStart(record) : undefined;
  if (start !== undefined) fold(state, [start]);
  return state;
}

/** What the kernel knows of a run besides its document. */
export function identityOf({
  runId,
  tenant,
  workflowId,
  startedAt,
  createdAt,
}: RunRecord): RunIdentity {
  return { id: runId, tenant, workflowId, startedAt: startedAt ?? createdAt };
}

/**
 * The first fact of a run that a worker holds and of which nothing is committed yet: its first steps run all the
 * same. `undefined` for any other run.
 */
export function assumedStart({
  status,
  startedAt,
  createdAt,
  input,
}: RunRecord): RunStarted | undefined {
  if (status !== 'running') return undefined;
  return { type: 'run.started', at: startedAt ?? createdAt, input };
}

export function progressOf(status: RunStatus, state: RunState): RunProgress {
  const scopes = [state.root, ...(state.scopes?.values() ?? [])];
  const total = scopes.reduce((sum, { graph }) => sum + graph.nodes.length, 0);
  const open = scopes.reduce((sum, scope) => sum + unresolved(scope), 0);
  const resolved = total - open;
  return {
    status,
    fraction: total === 0 || status === 'completed' ? 1 : resolved / total,
    resolved,
    total,
    steps: scopes.flatMap(stepsOf),
  };
}

function unresolved({ phase }: ScopeState): number {
  return phase.filter((at) => at !== Phase.completed && at !== Phase.skipped).length;
}

function stepsOf(scope: ScopeState): StepProgress[] {
  return scope.graph.nodes
    .filter(({ index }) => scope.phase[index] !== Phase.pending)
    .map((node) => ({
      step: stepPath(currentStep(scope, node)),
      nodeId: node.id,
      status: stepStatuses[scope.phase[node.index] ?? Phase.pending],
    }));
}
