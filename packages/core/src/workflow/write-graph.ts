/** Runs an author's function on a fresh graph and compiles what came of it. */

import type { WorkflowBody } from '../model/document.js';
import { isPromise } from '../model/maybe-promise.js';
import { compileValue, type Site } from './compile-value.js';
import { connectGraph } from './connect-graph.js';
import { openScope, type Scope, type StepUse } from './scope.js';

export interface WrittenGraph {
  readonly graph: WorkflowBody;
  /** Readings of steps that stand outside this graph. */
  readonly outer: readonly StepUse[];
}

/**
 * Writes a body of a container that stands in `site`'s graph.
 *
 * @param variables - Roots that exist inside: `item`, `index`…
 * @param write - Adds the nodes and returns the result.
 */
export function writeBody(
  site: Site,
  name: string,
  variables: readonly string[],
  write: (scope: Scope) => unknown,
): WrittenGraph {
  const parent = site.scope;
  const path = [...site.path, 'bodies', name];
  const scope = openScope(parent.program, { parent, variables, path });
  const before = parent.phase;
  parent.phase = 'inside a body';
  try {
    return writeGraph(scope, write);
  } finally {
    parent.phase = before;
  }
}

/**
 * Runs `write` on `scope` and connects what it has added.
 *
 * @throws {TypeError} when it is asynchronous, or returns what is no data.
 */
export function writeGraph(scope: Scope, write: (scope: Scope) => unknown): WrittenGraph {
  const result = write(scope);
  if (typeof result === 'object' && result !== null && isPromise(result)) {
    throw new TypeError(
      'build: a workflow and its bodies are written at once; the function must not be async',
    );
  }
  const site: Site = {
    scope,
    path: [...scope.path, 'output'],
    nodeId: undefined,
    secrets: false,
    uses: [],
  };
  const output = compileValue(result, site);
  scope.phase = 'closed';
  if (scope.drafts.length === 0 && output === undefined) {
    const message = 'there is nothing in this graph: add a node, or return a value';
    scope.program.issues.push({ code: 'SCHEMA', severity: 'error', path: scope.path, message });
  }
  const { edges, joins, outer } = connectGraph(scope);
  const nodes = scope.drafts.map(({ node }, number) => {
    const join = joins[number];
    return join === undefined ? node : { ...node, join };
  });
  const own = new Set(nodes.map(({ id }) => id));
  return {
    graph: { nodes, edges, ...(output === undefined ? {} : { output }) },
    outer: [...outer, ...site.uses.filter(({ id }) => !own.has(id))],
  };
}
