/** What the end of a scope means for the container around it, or for the run. */

import type { GraphPlan } from '../graph/plan.js';
import type { RunError } from '../model/run-error.js';
import { showNames } from '../model/show-value.js';
import { toRunError } from '../model/to-run-error.js';
import { StateEnvironment } from './binding-environment.js';
import { finishRun } from './finish-run.js';
import { itemClosed, itemCompleted } from './for-each.js';
import { branchClosed, branchCompleted } from './parallel.js';
import { passClosed, passCompleted } from './repeat.js';
import type { RunState } from './run-state.js';
import { Phase, type Closing, type Container, type ScopeState } from './scope-state.js';
import { closeScope } from './scopes.js';
import { stageClosed, stageCompleted } from './try-catch.js';
import { startUndo } from './undo.js';

/** Ends `scope` when nothing in it is under way and nothing is left to come (K3, K5). */
export function checkScope(state: RunState, scope: ScopeState): void {
  if (scope.active > 0 || scope.unresolved > 0 || scope.ended) return;
  if (scope.closing !== undefined) {
    if (!startUndo(state, scope)) endClosed(state, scope, scope.closing);
  } else if (scope.remaining === 0) {
    endCompleted(state, scope);
  } else {
    closeScope(state, scope, { kind: 'failed', error: deadlock(scope) });
  }
}

/** Only loops can bring this about: each waits for a dead exit of the other, which is held until the other ends. */
function deadlock({ graph, phase }: ScopeState): RunError {
  const stuck = graph.nodes.filter(({ index }) => phase[index] === Phase.pending);
  const names = showNames(stuck.map(({ id }) => id));
  const message = `Loops wait for each other to end, and nodes for them: ${names}`;
  return { category: 'permanent', code: 'LOOP_DEADLOCK', message };
}

function endCompleted(state: RunState, scope: ScopeState): void {
  let output: unknown;
  try {
    output = outputOf(state, scope, scope.graph);
  } catch (thrown) {
    closeScope(state, scope, { kind: 'failed', error: toRunError(thrown) });
    return;
  }
  scope.ended = true;
  const { container } = scope;
  if (container === undefined) {
    finishRun(state, 'completed', { output, error: undefined });
    return;
  }
  container.open -= 1;
  tellCompleted(state, container, scope, output);
}

function tellCompleted(
  state: RunState,
  container: Container,
  scope: ScopeState,
  output: unknown,
): void {
  switch (container.kind) {
    case 'forEach':
      return itemCompleted(state, container, scope, output);
    case 'while':
    case 'until':
      return passCompleted(state, container, scope, output);
    case 'parallel':
      return branchCompleted(state, container, scope, output);
    case 'try':
      return stageCompleted(state, container, scope, output);
  }
}

function endClosed(state: RunState, scope: ScopeState, closing: Closing): void {
  scope.ended = true;
  const { container } = scope;
  if (container === undefined) {
    finishRun(state, closing.kind, { output: undefined, error: closing.error });
    return;
  }
  container.open -= 1;
  switch (container.kind) {
    case 'forEach':
      return itemClosed(state, container, scope, closing);
    case 'while':
    case 'until':
      return passClosed(state, container, closing);
    case 'parallel':
      return branchClosed(state, container, scope, closing);
    case 'try':
      return stageClosed(state, container, scope, closing);
  }
}

/** The bound output; else that of the only sink that completed, or a record of several by id. */
function outputOf(state: RunState, scope: ScopeState, graph: GraphPlan): unknown {
  if (graph.output !== undefined) {
    return graph.output.evaluate(new StateEnvironment(state, scope, undefined));
  }
  const completed = graph.sinks.filter(({ index }) => scope.phase[index] === Phase.completed);
  const [first] = completed;
  if (completed.length < 2) return first && scope.results[first.index]?.output;
  return Object.fromEntries(completed.map(({ id, index }) => [id, scope.results[index]?.output]));
}
