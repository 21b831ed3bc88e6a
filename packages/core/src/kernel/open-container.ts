/** Opens the containers of a workflow, and ends them. */

import type { NodePlan } from '../graph/plan.js';
import { defaultOutputPort } from '../model/document.js';
import { NodeError, type RunError } from '../model/run-error.js';
import { showValue } from '../model/show-value.js';
import { toRunError } from '../model/to-run-error.js';
import { StateEnvironment } from './binding-environment.js';
import { failNode } from './fail-node.js';
import type { RunState } from './run-state.js';
import {
  Phase,
  type Closing,
  type Container,
  type ScopeState,
  type ScopeVariables,
} from './scope-state.js';
import { closeScope, dropScope } from './scopes.js';
import { cancelNode, completeNode } from './settle-node.js';
import { currentStep } from './step-path.js';

/** Remembers an open container where its node stands. */
export function keepContainer<C extends Container>(container: C): C {
  const { scope, node } = container.ref;
  (scope.containers ??= new Map()).set(node, container);
  return container;
}

/** One part of a container's input, evaluated now; `undefined` when the document does not bind it. */
export function evaluatePart(
  state: RunState,
  scope: ScopeState,
  node: NodePlan,
  part: { readonly name: string; readonly variables?: ScopeVariables },
): unknown {
  const env = new StateEnvironment(state, scope, node, part);
  return node.parts.get(part.name)?.evaluate(env);
}

/** Completes a container and forgets its inner scopes. */
export function completeContainer(state: RunState, container: Container, output: unknown): void {
  forgetScopes(state, container);
  completeNode(state, container.ref, {
    port: defaultOutputPort,
    output,
    outputs: undefined,
    error: undefined,
  });
}

/**
 * Ends a container that cannot complete, once none of its inner scopes is open: with its own failure, or
 * cancelled when the scope around it closes. Failed inner scopes are kept, so that the run can be resumed.
 */
export function endContainer(state: RunState, container: Container): void {
  const { ref, failure } = container;
  if (ref.scope.closing !== undefined || failure === undefined) cancelNode(state, ref);
  else failContainer(state, container, failure.error);
}

/** Fails a container; when its failure is handled, its inner scopes are forgotten. */
export function failContainer(state: RunState, container: Container, error: RunError): void {
  const { scope, node } = container.ref;
  failNode(state, container.ref, error);
  if (scope.phase[node.index] === Phase.completed) forgetScopes(state, container);
}

/** The failure of one inner scope is the container's own: the others are stopped. */
export function failTogether(state: RunState, container: Container, closing: Closing): void {
  container.failure ??= closing;
  const { error } = closing;
  for (const other of container.scopes) closeScope(state, other, { kind: 'cancelled', error });
}

/** Runs `work`, whose failure is the failure of the node: bindings of a container are part of its work. */
export function orFail(
  state: RunState,
  { scope, node }: { readonly scope: ScopeState; readonly node: NodePlan },
  work: () => void,
): void {
  try {
    work();
  } catch (thrown) {
    failNode(state, currentStep(scope, node), toRunError(thrown));
  }
}

function forgetScopes(state: RunState, container: Container): void {
  for (const scope of container.scopes) dropScope(state, scope);
  container.ref.scope.containers?.delete(container.node);
}

/** What a container's bindings must be, said in a way that the person who drew it understands. */
export function refuseInput(node: NodePlan, name: string, expected: string, found: unknown): never {
  const message = `Input "${name}" of "${node.id}" must be ${expected}, but it is ${showValue(found)}`;
  throw new NodeError({ category: 'validation', code: 'CONTAINER_INPUT', message });
}
