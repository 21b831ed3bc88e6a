/** Compensation: undoing what completed in a scope that failed or was cancelled, last first, one at a time. */

import type { NodePlan } from '../graph/plan.js';
import type { RunError } from '../model/run-error.js';
import { askFor, queueCheck, type RunState, type UndoingStep } from './run-state.js';
import type { ScopeState, StepRef } from './scope-state.js';
import { forgetRunning } from './settle-node.js';
import { stepPath } from './step-path.js';

/**
 * Starts the next compensation of a closing scope whose own work has ended.
 *
 * Only the workflow itself and the body of a `try` undo: what an inner scope did is undone with them.
 *
 * @returns true when one was started: the scope has not ended yet.
 */
export function startUndo(state: RunState, scope: ScopeState): boolean {
  if (!undoes(scope)) return false;
  const next = takeUndoable(state, scope);
  if (next === undefined) return false;
  const ref: StepRef = { ...next, undo: true };
  state.undone = true;
  (state.undoing ??= new Map()).set(stepPath(ref), { ref, scope });
  scope.active += 1;
  askFor(state, { kind: 'start', ref, attempt: 1, wake: undefined, interrupted: false });
  return true;
}

/** A compensation has ended; with an error when it could not undo. The others go on. */
export function endUndo(state: RunState, ref: StepRef, error?: RunError): void {
  const path = stepPath(ref);
  const { scope } = (state.undoing as Map<string, UndoingStep>).get(path) as UndoingStep;
  forgetRunning(state, ref);
  state.undoing?.delete(path);
  scope.active -= 1;
  if (error !== undefined && scope.closing !== undefined) {
    const { kind, error: first } = scope.closing;
    const cause = first.cause ?? error;
    scope.closing = { kind, error: { ...first, code: first.code ?? 'UNDO_FAILED', cause } };
  }
  queueCheck(state, scope);
}

/** What is being undone is undone to its end, also where a new pass of a loop leaves its scope behind. */
export function adoptUndo(state: RunState, from: ScopeState, home: ScopeState): void {
  for (const [path, { ref, scope }] of state.undoing ?? []) {
    if (scope !== from) continue;
    state.undoing?.set(path, { ref, scope: home });
    home.active += 1;
  }
}

function undoes({ container, key }: ScopeState): boolean {
  return container === undefined || (container.kind === 'try' && key === 'body');
}

function takeUndoable({ undoable }: RunState, { path }: ScopeState): StepRef | undefined {
  const index = undoable?.findLastIndex(({ scope }) => scope.path.startsWith(path)) ?? -1;
  return index < 0 ? undefined : undoable?.splice(index, 1)[0];
}

/**
 * A compensation reads what its step's pass of a loop gave: before the nodes of `body` are entered anew, what
 * they gave is kept for the steps among them that can be undone.
 */
export function keepForUndo(state: RunState, scope: ScopeState, body: ReadonlySet<number>): void {
  let kept: ScopeState | undefined;
  const keep = (ref: StepRef): StepRef => {
    const member = memberOf(scope, ref);
    if (member === undefined || !body.has(member.index)) return ref;
    kept ??= scope.snapshot(scope.parent);
    return { ...ref, scope: under(ref.scope, scope, kept) };
  };
  if (state.undoable !== undefined) state.undoable = state.undoable.map(keep);
  for (const [path, { ref, scope: waits }] of state.undoing ?? []) {
    state.undoing?.set(path, { ref: keep(ref), scope: waits });
  }
}

/** The node of `scope` that the step is, or lies in. */
function memberOf(scope: ScopeState, ref: StepRef): NodePlan | undefined {
  let { scope: at, node } = ref;
  while (at !== scope) {
    if (at.container === undefined || at.parent === undefined) return undefined;
    node = at.container.node;
    at = at.parent;
  }
  return node;
}

/** `from` as it is now, with `kept` in the place of `live` around it. */
function under(from: ScopeState, live: ScopeState, kept: ScopeState): ScopeState {
  if (from === live || from.parent === undefined) return kept;
  return from.snapshot(under(from.parent, live, kept));
}
