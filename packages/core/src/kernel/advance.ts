/**
 * The kernel: one event in, effects out. Every scheduling rule is here or in the files beside it; the live
 * engine, recovery, the simulator and a debugger all call this one function.
 */

import type { NodePlan, Plan } from '../graph/plan.js';
import type { ControlKind } from '../model/control.js';
import type { KernelEvent } from '../model/run-event.js';
import type { Effect } from './effect.js';
import { checkScope } from './end-scope.js';
import { openForEach } from './for-each.js';
import { orFail } from './open-container.js';
import { openParallel } from './parallel.js';
import { openRepeat } from './repeat.js';
import { resolveEdges } from './resolve-edges.js';
import { continueContainer, resumeRun } from './resume.js';
import { queueCheck, RunState, Task, type RunIdentity, type Work } from './run-state.js';
import { Phase, type Closing, type ScopeState, type StepRef } from './scope-state.js';
import { beginScope, closeScope } from './scopes.js';
import { setAside } from './set-aside.js';
import { takeStepEvent } from './step-events.js';
import { visitOf } from './step-path.js';
import { openSubWorkflow } from './sub-workflow.js';
import { openTry } from './try-catch.js';
import { keepSignal, signalReceived, timerFired } from './waits.js';

/** The state of a run before its first event. */
export function initialState(plan: Plan, identity: RunIdentity): RunState {
  return new RunState(plan, identity);
}

const noEffects: readonly Effect[] = [];

/**
 * Takes one event into `state`, which is changed in place, and says what is to be done about it.
 *
 * Events that no longer fit (a late outcome of a stopped step, a timer of a step that was woken) change
 * nothing. The cost is proportional to the edges that leave the nodes that ended.
 *
 * @param known - The step of the event, when the caller has it at hand: saves looking it up by its path.
 */
export function advance(state: RunState, event: KernelEvent, known?: StepRef): readonly Effect[] {
  if (event.type === 'run.resumed') resumeRun(state, event.at);
  else if (state.status === 'running') takeIn(state, event, known);
  else if (event.type === 'signal.received') keepSignal(state, event);
  const { work } = state;
  for (let i = 0; i < work.length; i++) perform(state, work[i] as Work);
  // Keeps the room that the list has; setting its length would throw it away.
  while (work.length > 0) work.pop();
  const { effects } = state;
  if (effects === undefined) return noEffects;
  state.effects = undefined;
  return effects;
}

type RunningEvent = Exclude<KernelEvent, { readonly type: 'run.resumed' }>;

function takeIn(state: RunState, event: RunningEvent, known: StepRef | undefined): void {
  switch (event.type) {
    case 'run.started':
      return begin(state, event);
    case 'run.timedOut':
      return closeScope(state, state.root, timedOut(event.timeoutMs));
    case 'run.deadLettered':
      return setAside(state, event.error);
    case 'cancel.requested':
      return closeScope(state, state.root, cancelled(event.reason));
    case 'signal.received':
      return signalReceived(state, event);
    case 'timer.fired':
      return timerFired(state, event);
    default:
      return takeStepEvent(state, event, known);
  }
}

function begin(
  state: RunState,
  { input, at }: Extract<KernelEvent, { readonly input: unknown }>,
): void {
  if (state.begun) return;
  state.begun = true;
  state.input = input;
  state.startedAt = at;
  beginScope(state, state.root);
}

function timedOut(timeoutMs: number): Closing {
  const message = `The run took longer than its limit of ${timeoutMs} ms`;
  return { kind: 'failed', error: { category: 'timeout', code: 'RUN_TIMEOUT', message } };
}

function cancelled(reason = 'The run was cancelled'): Closing {
  return { kind: 'cancelled', error: { category: 'cancelled', message: reason } };
}

function perform(state: RunState, { task, scope, node, visit }: Work): void {
  if (node === undefined) return checkScope(state, scope);
  const isLeft = visitOf(scope, node) !== visit || (scope.ended && scope.closing === undefined);
  if (task === Task.open) {
    if (!isLeft) openContainer(state, scope, node);
    return;
  }
  scope.unresolved -= 1;
  // Nothing follows from a pass that was left for a new one.
  if (!isLeft) resolveEdges(state, scope, node);
  if (scope.active === 0 && scope.unresolved === 0) queueCheck(state, scope);
}

const openers: Readonly<
  Record<ControlKind, (state: RunState, scope: ScopeState, node: NodePlan) => void>
> = {
  forEach: openForEach,
  while: openRepeat,
  until: openRepeat,
  parallel: openParallel,
  try: openTry,
  subWorkflow: openSubWorkflow,
};

function openContainer(state: RunState, scope: ScopeState, node: NodePlan): void {
  // Its scope may have closed since.
  if (scope.phase[node.index] !== Phase.running) return;
  const reopened = scope.containers?.get(node);
  if (reopened !== undefined) continueContainer(state, reopened);
  else orFail(state, { scope, node }, () => openers[node.kind as ControlKind](state, scope, node));
}
