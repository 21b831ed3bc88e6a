/** Decides the edges of a graph: what `after` says, and one for each step whose data a node reads. */

import {
  defaultInputPort,
  defaultOutputPort,
  errorPort,
  type WorkflowEdge,
} from '../model/document.js';
import type { IssueCode } from '../model/issue.js';
import { Ancestors } from './ancestors.js';
import { certainSteps, joinOf, type Joining } from './infer-join.js';
import type { Draft, Scope, StepUse } from './scope.js';

export interface ConnectedGraph {
  readonly edges: readonly WorkflowEdge[];
  /** By node, in order; only where the document must say it. */
  readonly joins: readonly ReturnType<typeof joinOf>[];
  /** Readings of steps that this graph does not hold: the container around it needs them. */
  readonly outer: readonly StepUse[];
}

interface Reading {
  readonly source: number;
  readonly uses: StepUse[];
}

/**
 * A node that reads a step's data comes after that step. It gets an edge from it, unless the other edges
 * already imply the order: an edge that is not needed would let the node run when the branch it stands in
 * was not taken.
 */
export function connectGraph(scope: Scope): ConnectedGraph {
  const { drafts } = scope;
  const numbers = new Map(drafts.map(({ node }, number) => [node.id, number]));
  const ancestors = new Ancestors();
  const incoming: WorkflowEdge[][] = [];
  const outer: StepUse[] = [];
  const later: (readonly [reader: number, use: StepUse])[] = [];
  const joinings: Joining[] = [];
  for (const [number, draft] of drafts.entries()) {
    const readings = new Map<number, Reading>();
    for (const use of draft.uses) {
      const source = numbers.get(use.id);
      if (source === undefined) outer.push(use);
      else if (source >= number) later.push([number, use]);
      else if (readings.has(source)) readings.get(source)?.uses.push(use);
      else readings.set(source, { source, uses: [use] });
    }
    const ordered = draft.after.map(({ from }) => numbers.get(from) ?? number);
    const needed = [...readings.values()].filter(
      ({ source }) => !impliedBy([...ordered, ...readings.keys()], source, ordered, ancestors),
    );
    const data = needed.flatMap((reading) => dataEdges(scope, draft, reading));
    const after = draft.after.map((edge) => ({ ...edge, to: draft.node.id }));
    incoming.push([...after, ...data]);
    joinings.push({ draft, after, data });
    ancestors.add([...ordered, ...needed.map(({ source }) => source)]);
  }
  const edges = incoming.flat();
  for (const [reader, use] of later) checkOrder(scope, edges, reader, use);
  const certain = certainSteps(joinings, edges, numbers);
  const joins = joinings.map((joining) => joinOf(joining, certain, scope.program.issues));
  return { edges: [...edges.map(plainEdge), ...scope.backEdges], joins, outer };
}

function impliedBy(
  others: readonly number[],
  source: number,
  ordered: readonly number[],
  ancestors: Ancestors,
): boolean {
  return ordered.includes(source) || others.some((other) => ancestors.has(other, source));
}

function dataEdges(scope: Scope, draft: Draft, { source, uses }: Reading): WorkflowEdge[] {
  const from = scope.drafts[source] as Draft;
  const ports = new Set<string>();
  for (const { port, path, position } of uses) {
    if (port === undefined) continue;
    if (port === errorPort || from.ports.includes(port)) ports.add(port);
    else {
      refuse(scope, 'UNKNOWN_PORT', { path, position, nodeId: draft.node.id }, [
        `step "${from.node.id}" has no output port "${port}"; it has`,
        [...from.ports, errorPort].map((name) => `"${name}"`).join(', '),
      ]);
    }
  }
  const readsWhateverCame = uses.some(({ port }) => port === undefined);
  const namesNoData = [...ports].every((port) => port === errorPort);
  if (readsWhateverCame && namesNoData) for (const port of from.ports) ports.add(port);
  return [...ports].map((fromPort) => ({ from: from.node.id, fromPort, to: draft.node.id }));
}

/** A step declared later, or the reader itself, has data to read only when a loop comes back. */
function checkOrder(
  scope: Scope,
  edges: readonly WorkflowEdge[],
  reader: number,
  use: StepUse,
): void {
  const draft = scope.drafts[reader] as Draft;
  if (reaches([...edges, ...scope.backEdges], use.id, draft.node.id)) return;
  refuse(scope, 'BINDING_ORDER', { ...use, nodeId: draft.node.id }, [
    use.id === draft.node.id
      ? `step "${use.id}" reads its own result, which is not there before it has run`
      : `step "${draft.node.id}" reads step "${use.id}", which comes later; declare "${use.id}" before it`,
  ]);
}

/** True when edges lead from step `from` to step `to`, with at least one edge. */
function reaches(edges: readonly WorkflowEdge[], from: string, to: string): boolean {
  const successors = groupBySource(edges);
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of successors.get(id) ?? []) {
      if (edge.to === to) return true;
      if (seen.has(edge.to)) continue;
      seen.add(edge.to);
      open.push(edge.to);
    }
  }
  return false;
}

function groupBySource(edges: readonly WorkflowEdge[]): ReadonlyMap<string, WorkflowEdge[]> {
  const groups = new Map<string, WorkflowEdge[]>();
  for (const edge of edges) {
    const group = groups.get(edge.from);
    if (group === undefined) groups.set(edge.from, [edge]);
    else group.push(edge);
  }
  return groups;
}

function refuse(
  scope: Scope,
  code: IssueCode,
  at: { readonly path: StepUse['path']; readonly position?: number | undefined; nodeId: string },
  message: readonly string[],
): void {
  const { path, position, nodeId } = at;
  scope.program.issues.push({
    code,
    severity: 'error',
    path,
    nodeId,
    ...(position === undefined ? {} : { position }),
    message: message.join(' '),
  });
}

/** Without what is the default, so that the same workflow drawn by hand has the same hash. */
function plainEdge({ from, fromPort, to, toPort }: WorkflowEdge): WorkflowEdge {
  return {
    from,
    ...(fromPort === defaultOutputPort ? {} : { fromPort }),
    to,
    ...(toPort === undefined || toPort === defaultInputPort ? {} : { toPort }),
  };
}
