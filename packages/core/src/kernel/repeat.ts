/** `flow.while` and `flow.until`: the body again and again, each pass with what the one before gave. */

import { defaultMaxIterations } from '../model/control.js';
import type { GraphPlan, NodePlan } from '../graph/plan.js';
import { toRunError } from '../model/to-run-error.js';
import { wholeNumber } from './for-each.js';
import {
  completeContainer,
  endContainer,
  evaluatePart,
  failContainer,
  keepContainer,
  refuseInput,
} from './open-container.js';
import type { RunState } from './run-state.js';
import type { Closing, RepeatContainer, ScopeState } from './scope-state.js';
import { dropScope, openScope } from './scopes.js';
import { currentStep } from './step-path.js';

export function openRepeat(state: RunState, scope: ScopeState, node: NodePlan): void {
  const limit = evaluatePart(state, scope, node, { name: 'maxIterations' });
  const container: RepeatContainer = {
    kind: node.kind as RepeatContainer['kind'],
    ref: currentStep(scope, node),
    node,
    scopes: new Set(),
    open: 0,
    failure: undefined,
    maxIterations: wholeNumber(node, 'maxIterations', limit, defaultMaxIterations),
    pass: 0,
    value: evaluatePart(state, scope, node, { name: 'initial' }),
  };
  const isWanted = container.kind === 'until' || isConditionTrue(state, container);
  keepContainer(container);
  if (isWanted) nextPass(state, container);
  else finish(state, container);
}

export function passCompleted(
  state: RunState,
  container: RepeatContainer,
  scope: ScopeState,
  output: unknown,
): void {
  container.value = output;
  container.pass += 1;
  dropScope(state, scope);
  continueRepeat(state, container);
}

/** Runs the next pass, or ends the container, as the condition says. */
export function continueRepeat(state: RunState, container: RepeatContainer): void {
  try {
    const holds = isConditionTrue(state, container);
    if (holds === (container.kind === 'while')) nextPass(state, container);
    else finish(state, container);
  } catch (thrown) {
    failContainer(state, container, toRunError(thrown));
  }
}

export function passClosed(state: RunState, container: RepeatContainer, closing: Closing): void {
  container.failure = closing;
  endContainer(state, container);
}

function isConditionTrue(
  state: RunState,
  { kind, ref, node, pass, value }: RepeatContainer,
): boolean {
  // `until` sees the number of the pass that has just ended, `while` that of the next.
  const variables = { index: kind === 'while' ? pass : pass - 1, value };
  const condition = evaluatePart(state, ref.scope, node, { name: 'condition', variables });
  if (typeof condition !== 'boolean') refuseInput(node, 'condition', 'true or false', condition);
  return condition;
}

function nextPass(state: RunState, container: RepeatContainer): void {
  const { node, pass, value, maxIterations } = container;
  if (pass >= maxIterations) {
    const message = `"${node.id}" has run ${maxIterations} times, its limit, and its condition asks for more`;
    failContainer(state, container, { category: 'permanent', code: 'LOOP_LIMIT', message });
    return;
  }
  const body = node.bodies.get('body') as GraphPlan;
  openScope(state, container, body, { key: pass, variables: { index: pass, value } });
}

function finish(state: RunState, container: RepeatContainer): void {
  completeContainer(state, container, { value: container.value, iterations: container.pass });
}
