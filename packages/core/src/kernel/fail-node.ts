/** What becomes of a node whose work has failed for good. */

import { defaultOutputPort, errorPort } from '../model/document.js';
import type { RunError } from '../model/run-error.js';
import { toRunError } from '../model/to-run-error.js';
import { StateEnvironment } from './binding-environment.js';
import { queueCheck, type RunState } from './run-state.js';
import { Phase, type StepRef } from './scope-state.js';
import { closeScope } from './scopes.js';
import { completeNode, forgetRunning, keepStopped } from './settle-node.js';
import { shownError } from './shown-error.js';
import { stepPath } from './step-path.js';

/**
 * Routes a failure: to the node's `error` port when an edge leaves it, to its fallback when it continues,
 * else to its scope, which ends with it.
 */
export function failNode(state: RunState, ref: StepRef, failure: RunError): void {
  const { scope, node } = ref;
  const error = failure.step === undefined ? { ...failure, step: stepPath(ref) } : failure;
  if (scope.closing === undefined && node.catchesErrors) {
    const output = shownError(error);
    completeNode(state, ref, { port: errorPort, output, outputs: undefined, error });
  } else if (scope.closing === undefined && node.onError === 'continue') {
    continueWithFallback(state, ref, error);
  } else {
    endFailed(state, ref, error);
  }
}

function continueWithFallback(state: RunState, ref: StepRef, error: RunError): void {
  const { scope, node } = ref;
  let output: unknown;
  try {
    const env = new StateEnvironment(state, scope, node, {
      variables: { error: shownError(error) },
    });
    output = node.fallback?.evaluate(env);
  } catch (thrown) {
    endFailed(state, ref, { ...toRunError(thrown), step: stepPath(ref) });
    return;
  }
  completeNode(state, ref, { port: defaultOutputPort, output, outputs: undefined, error });
}

/** Fails a node whose failure nothing handles: its scope ends with it. */
export function endFailed(state: RunState, ref: StepRef, error: RunError): void {
  const { scope, node } = ref;
  const wake = forgetRunning(state, ref)?.wake;
  keepStopped(ref, { attempt: 1, wake, interrupted: false });
  scope.phase[node.index] = Phase.failed;
  scope.results[node.index] = { port: errorPort, output: undefined, outputs: undefined, error };
  scope.active -= 1;
  closeScope(state, scope, { kind: 'failed', error });
  queueCheck(state, scope);
}
