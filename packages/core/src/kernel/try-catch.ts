/** `flow.try`: a body, what to do when it fails, and what to do in any case. */

import type { NodePlan } from '../graph/plan.js';
import { completeContainer, endContainer, keepContainer } from './open-container.js';
import type { RunState } from './run-state.js';
import type { Closing, ScopeState, TryContainer } from './scope-state.js';
import { dropScope, openScope } from './scopes.js';
import { shownError } from './shown-error.js';
import { currentStep } from './step-path.js';

export function openTry(state: RunState, scope: ScopeState, node: NodePlan): void {
  const container = keepContainer<TryContainer>({
    kind: 'try',
    ref: currentStep(scope, node),
    node,
    scopes: new Set(),
    open: 0,
    failure: undefined,
    stage: 'body',
    value: undefined,
    caught: null,
  });
  openStage(state, container, 'body');
}

export function stageCompleted(
  state: RunState,
  container: TryContainer,
  scope: ScopeState,
  output: unknown,
): void {
  dropScope(state, scope);
  if (container.stage === 'finally') {
    finish(state, container);
    return;
  }
  container.value = output;
  finishAfterFinally(state, container);
}

export function stageClosed(
  state: RunState,
  container: TryContainer,
  scope: ScopeState,
  closing: Closing,
): void {
  const isOwn = closing.kind === 'failed' && container.ref.scope.closing === undefined;
  if (isOwn && container.stage === 'body' && container.node.bodies.has('catch')) {
    dropScope(state, scope);
    container.caught = shownError(closing.error);
    openStage(state, container, 'catch', { error: container.caught });
    return;
  }
  container.failure = closing;
  if (container.stage === 'finally') finish(state, container);
  else finishAfterFinally(state, container);
}

/**
 * Goes back, for a resumed run, to the part that did not complete: `finally` comes again after another part
 * that is run again.
 *
 * @returns the scope to go on with.
 */
export function stageToResume(state: RunState, container: TryContainer): ScopeState {
  const [first, last] = [...container.scopes] as [ScopeState, ScopeState?];
  if (last !== undefined) dropScope(state, last);
  container.stage = first.key as TryContainer['stage'];
  return first;
}

function finishAfterFinally(state: RunState, container: TryContainer): void {
  if (!openStage(state, container, 'finally')) finish(state, container);
}

/** @returns false when the container has no such body. */
function openStage(
  state: RunState,
  container: TryContainer,
  stage: TryContainer['stage'],
  variables?: { readonly error: unknown },
): boolean {
  const body = container.node.bodies.get(stage);
  if (body === undefined) return false;
  container.stage = stage;
  openScope(state, container, body, { key: stage, ...(variables !== undefined && { variables }) });
  return true;
}

function finish(state: RunState, container: TryContainer): void {
  const { failure, value, caught } = container;
  if (failure === undefined) completeContainer(state, container, { value, caught });
  else endContainer(state, container);
}
