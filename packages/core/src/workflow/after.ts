/** What a node comes after, and how many of those it waits for. */

import { defaultOutputPort, type JoinRule } from '../model/document.js';
import { showValue } from '../model/show-value.js';
import { stepStateOf } from './bound-state.js';
import type { AfterEdge, Scope } from './scope.js';
import type { Port, Step } from './step-handle.js';

/** A step (any of its ports), one port of it, or either of them led to an input port with `w.into`. */
export type Source = Step | Port | IntoPort;

/** `after: fetched`, `after: [a, b.large]` (the same as `w.all`) or `after: w.any(a, b)`. */
export type After = Source | readonly Source[] | Join;

const intoKind: unique symbol = Symbol('into port');
const joinKind: unique symbol = Symbol('join');

/** A source that leads to a named input port; made by `w.into`. */
export interface IntoPort {
  readonly [intoKind]: true;
  readonly port: string;
  readonly source: Step | Port;
}

/** Sources with a join rule; made by `w.all`, `w.any` and `w.count`. */
export interface Join {
  readonly [joinKind]: true;
  readonly rule: JoinRule;
  readonly sources: readonly Source[];
}

export function intoPort(port: string, source: Step | Port): IntoPort {
  return { [intoKind]: true, port, source };
}

export function joinSources(rule: JoinRule, sources: readonly Source[]): Join {
  return { [joinKind]: true, rule, sources };
}

export interface CompiledAfter {
  readonly edges: readonly AfterEdge[];
  readonly rule: JoinRule | undefined;
}

/**
 * The edges of `after`. A step with several ports gives one edge for each of them.
 *
 * @throws {TypeError} when a source is not a step of this graph.
 */
export function compileAfter(
  after: After | undefined,
  scope: Scope,
  nodeId: string,
): CompiledAfter {
  if (after === undefined) return { edges: [], rule: undefined };
  const join = isObject(after) && joinKind in after ? after : undefined;
  const sources = join?.sources ?? (isList(after) ? after : [after as Source]);
  const edges = sources.flatMap((source) => edgesOf(source, scope, nodeId));
  const unique = new Map(edges.map((edge) => [JSON.stringify(edge), edge]));
  return { edges: [...unique.values()], rule: join?.rule };
}

function edgesOf(source: Source, scope: Scope, nodeId: string): AfterEdge[] {
  const into = isObject(source) && intoKind in source ? source : undefined;
  const toPort = into?.port;
  const step = stepStateOf(into?.source ?? source);
  if (step === undefined) {
    throw new TypeError(
      `node "${nodeId}", after: expected a step or a port that w.node and the like gave, got ` +
        `${showValue(source)}; data inside an output is not a step`,
    );
  }
  if (step.owner.program !== scope.program) {
    throw new TypeError(
      `node "${nodeId}", after: step "${step.id}" belongs to workflow ` +
        `"${step.owner.program.workflowId}", not to "${scope.program.workflowId}"`,
    );
  }
  if (step.owner !== scope) {
    throw new TypeError(
      `node "${nodeId}", after: step "${step.id}" stands in another graph; edges do not cross the ` +
        'border of a body, so give `after` to the container',
    );
  }
  const ports = step.port === undefined ? step.ports : [step.port];
  return (ports.length === 0 ? [defaultOutputPort] : ports).map((fromPort) => ({
    from: step.id,
    fromPort,
    toPort,
  }));
}

// What is passed by JavaScript may be anything.
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isList(after: After): after is readonly Source[] {
  return Array.isArray(after);
}
