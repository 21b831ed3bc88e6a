/** What bindings see: the roots `input`, `nodes`, `incoming`, `ports`, `run` and those of the scopes around. */

import { LazyRecord, scopeReader } from '../expression/scope.js';
import type { BindingEnv, EdgePlan, NodePlan, StepResult } from '../graph/plan.js';
import { stepStatuses } from '../model/run.js';
import type { RunState } from './run-state.js';
import { Phase, type PhaseNumber, type ScopeState, type ScopeVariables } from './scope-state.js';
import { shownError } from './shown-error.js';

/** What one evaluation sees beside the state of the run. */
export interface EnvironmentExtras {
  readonly variables?: ScopeVariables | undefined;
  /** Resolved secrets, by path. */
  readonly secrets?: ReadonlyMap<string, string> | undefined;
}

/** Reads the state of a run for the bindings of one node, or of one scope's end when `node` is absent. */
export class StateEnvironment implements BindingEnv {
  readonly [scopeReader] = true;
  readonly #state: RunState;
  readonly #scope: ScopeState;
  readonly #node: NodePlan | undefined;
  readonly #variables: ScopeVariables | undefined;
  readonly #secrets: ReadonlyMap<string, string> | undefined;

  /** @param more - Roots over those of the scopes, and secrets, for one evaluation. */
  constructor(
    state: RunState,
    scope: ScopeState,
    node: NodePlan | undefined,
    more: EnvironmentExtras = {},
  ) {
    this.#state = state;
    this.#scope = scope;
    this.#node = node;
    this.#variables = more.variables;
    this.#secrets = more.secrets;
  }

  resultOf(node: NodePlan): StepResult | undefined {
    return scopeOf(this.#scope, node)?.results[node.index];
  }

  secret(path: string): string {
    const secret = this.#secrets?.get(path);
    if (secret === undefined)
      throw new TypeError(`Secret ${JSON.stringify(path)} is not available here`);
    return secret;
  }

  has(name: string): boolean {
    return this.#ownVariable(name) !== undefined || builtInRoots.has(name);
  }

  get(name: string): unknown {
    const holder = this.#ownVariable(name);
    if (holder !== undefined) return holder[name];
    switch (name) {
      case 'input':
        return this.#state.input;
      case 'nodes':
        return nodesOf(this.#scope);
      case 'run':
        return { ...this.#state.identity };
      case 'incoming':
        return this.#incoming().map(([, payload]) => payload);
      case 'ports':
        return firstByPort(this.#incoming());
      default:
        return undefined;
    }
  }

  /** The innermost set of variables that has `name`. */
  #ownVariable(name: string): ScopeVariables | undefined {
    if (this.#variables !== undefined && Object.hasOwn(this.#variables, name))
      return this.#variables;
    for (
      let scope: ScopeState | undefined = this.#scope;
      scope !== undefined;
      scope = scope.parent
    ) {
      if (scope.variables !== undefined && Object.hasOwn(scope.variables, name))
        return scope.variables;
    }
    return undefined;
  }

  #incoming(): readonly (readonly [port: string, payload: unknown])[] {
    return this.#node === undefined ? [] : incomingOf(this.#scope, this.#node);
  }
}

const builtInRoots: ReadonlySet<string> = new Set(['input', 'nodes', 'run', 'incoming', 'ports']);

/** What came in over the alive edges of a node, in edge order, with the input port of each. */
export function incomingOf(
  scope: ScopeState,
  node: NodePlan,
): readonly (readonly [port: string, payload: unknown])[] {
  const arrived: (readonly [string, unknown])[] = [];
  for (const edge of node.incoming) {
    const result = arrivalOf(scope, edge);
    if (result !== undefined) arrived.push([edge.toPort, payloadOn(result, edge.port)]);
  }
  return arrived;
}

/** What an alive edge brought. In a loop that is not what its source gives now: it may have run again. */
function arrivalOf(scope: ScopeState, edge: EdgePlan): StepResult | undefined {
  if (scope.graph.loops.length > 0) return scope.arrived?.get(edge) ?? undefined;
  const result = scope.results[edge.source];
  const isAlive =
    result !== undefined &&
    scope.phase[edge.source] === Phase.completed &&
    takes(result, edge.port);
  return isAlive ? result : undefined;
}

/** True when `result` put data on `port`. */
export function takes(result: StepResult, port: string): boolean {
  return result.outputs === undefined ? result.port === port : Object.hasOwn(result.outputs, port);
}

function payloadOn(result: StepResult, port: string): unknown {
  return result.outputs === undefined ? result.output : result.outputs[port];
}

function firstByPort(arrived: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const record = Object.create(null) as Record<string, unknown>;
  for (const [port, payload] of arrived) if (!(port in record)) record[port] = payload;
  return record;
}

/** The scope, this one or one around it, whose graph holds `node`. */
function scopeOf(from: ScopeState, node: NodePlan): ScopeState | undefined {
  let scope: ScopeState | undefined = from;
  while (scope !== undefined && scope.graph !== node.graph) scope = scope.parent;
  return scope;
}

/** `nodes`: every node of the graph and of those around it, looked up when it is read. */
function nodesOf(from: ScopeState): LazyRecord {
  return new LazyRecord({
    get(id) {
      for (let scope: ScopeState | undefined = from; scope !== undefined; scope = scope.parent) {
        const node = scope.graph.byId.get(id);
        if (node !== undefined) return viewOf(scope, node);
      }
      return undefined;
    },
    keys() {
      const ids: string[] = [];
      for (let scope: ScopeState | undefined = from; scope !== undefined; scope = scope.parent) {
        ids.push(...scope.graph.byId.keys());
      }
      return ids;
    },
  });
}

function viewOf(scope: ScopeState, node: NodePlan): Record<string, unknown> {
  const result = scope.results[node.index];
  return {
    status: stepStatuses[scope.phase[node.index] as PhaseNumber],
    port: result?.port,
    output: result?.output,
    outputs:
      result === undefined ? undefined : (result.outputs ?? { [result.port]: result.output }),
    error: result?.error === undefined ? undefined : shownError(result.error),
  };
}
