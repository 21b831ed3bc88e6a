/** Checks the edges of one graph: their ends and ports, cycles, loops, and what can be reached. */

import {
  defaultInputPort,
  defaultOutputPort,
  errorPort,
  type WorkflowBody,
  type WorkflowEdge,
  type WorkflowNode,
} from '../model/document.js';
import { showNames, showValue } from '../model/show-value.js';
import type { GraphScope } from './document-scopes.js';
import { isBackEdge, type IndexedEdge } from './index-graph.js';
import type { IssuePath } from './issue-list.js';
import { findLoops, type LoopFault } from './loops.js';
import { topologicalOrder } from './topological-order.js';
import type { Validation } from './validation.js';

export function checkGraph(validation: Validation, scope: GraphScope): void {
  for (const [index, edge] of scope.body.edges.entries()) checkEdge(validation, scope, edge, index);
  const sorted = topologicalOrder(scope.graph);
  if (sorted.ok) {
    const { faults } = findLoops(scope.graph, sorted.order);
    for (const fault of faults) reportLoop(validation, scope, fault);
  } else {
    for (const cycle of sorted.cycles) reportCycle(validation, scope, cycle);
  }
  checkReached(validation, scope);
}

function checkEdge(
  validation: Validation,
  scope: GraphScope,
  edge: WorkflowEdge,
  index: number,
): void {
  const path = [...scope.path, 'edges', index];
  const source = checkEnd(validation, scope, edge.from, [...path, 'from']);
  const target = checkEnd(validation, scope, edge.to, [...path, 'to']);
  if (source !== undefined) checkOutputPort(validation, source, edge, [...path, 'fromPort']);
  if (target !== undefined) checkInputPort(validation, target, edge, [...path, 'toPort']);
}

function checkEnd(
  { scopes, issues, nodeIds }: Validation,
  { body, graph }: GraphScope,
  id: string,
  path: IssuePath,
): WorkflowNode | undefined {
  const index = graph.indexOf.get(id);
  if (index !== undefined) return body.nodes[index];
  const message = scopes.places.has(id)
    ? `node ${showValue(id)} is in another body; an edge connects two nodes of one graph`
    : `no node has the id ${showValue(id)}${issues.suggest(id, nodeIds)}`;
  issues.error('UNKNOWN_NODE', { path }, message);
  return undefined;
}

function checkOutputPort(
  { resolve, issues }: Validation,
  node: WorkflowNode,
  { fromPort = defaultOutputPort }: WorkflowEdge,
  path: IssuePath,
): void {
  const manifest = resolve(node.type, node.version)?.manifest;
  if (manifest === undefined || fromPort === errorPort) return;
  if (!Object.hasOwn(manifest.outputs, fromPort)) {
    const ports = [...new Set([...Object.keys(manifest.outputs), errorPort])];
    issues.error(
      'UNKNOWN_PORT',
      { path, nodeId: node.id },
      unknownPort('output', fromPort, node, ports),
    );
  }
}

function checkInputPort(
  { resolve, issues }: Validation,
  node: WorkflowNode,
  { toPort = defaultInputPort }: WorkflowEdge,
  path: IssuePath,
): void {
  const ports = resolve(node.type, node.version)?.manifest.inputPorts;
  if (ports !== undefined && !ports.includes(toPort)) {
    issues.error(
      'UNKNOWN_PORT',
      { path, nodeId: node.id },
      unknownPort('input', toPort, node, ports),
    );
  }
}

function unknownPort(
  side: 'input' | 'output',
  port: string,
  { id, type }: WorkflowNode,
  ports: readonly string[],
): string {
  const known = ports.length === 0 ? `has no ${side} ports` : `has ${showNames(ports)}`;
  return `node ${showValue(id)} has no ${side} port ${showValue(port)}; ${showValue(type)} ${known}`;
}

function reportCycle(
  { issues }: Validation,
  { body, path }: GraphScope,
  cycle: readonly number[],
): void {
  const [first = 0] = cycle;
  const ids = cycle.map((index) => body.nodes[index]?.id ?? '');
  const shown = ids.length <= 8 ? [...ids, ids[0]] : [...ids.slice(0, 7), '…', ids[0]];
  const message = `edges lead round in a circle: ${shown.join(' → ')}; remove one of them, or give the edge that leads back "maxIterations" to make it a loop`;
  issues.error('CYCLE', { path: [...path, 'nodes', first], nodeId: ids[0] }, message);
}

function reportLoop({ issues }: Validation, { body, path }: GraphScope, fault: LoopFault): void {
  const place = { path: [...path, 'edges', fault.edgeIndex] };
  const edge = showEdge(body.edges[fault.edgeIndex]);
  switch (fault.kind) {
    case 'notBack':
      issues.error(
        'CYCLE',
        { path: [...place.path, 'maxIterations'] },
        `the edge ${edge} has "maxIterations" but does not lead back: no edges lead from its target to its source; remove "maxIterations", or lead it to a node that comes before`,
      );
      return;
    case 'overlap':
      issues.error(
        'LOOP_OVERLAP',
        place,
        `the loops of ${edge} and of ${showEdge(body.edges[fault.otherEdgeIndex])} share nodes, and neither lies inside the other; nest them or separate them`,
      );
      return;
    case 'tooMuch':
      issues.error(
        'LIMIT',
        place,
        `the loops of this graph are too many and too long to be looked at, from ${edge} on; use fewer, or flow.while with a body`,
      );
  }
}

function showEdge(edge: WorkflowEdge | undefined): string {
  return `${showValue(edge?.from)} → ${showValue(edge?.to)}`;
}

/** Forward edges are followed from the nodes that none leads to; what is left over would never run. */
function checkReached({ issues }: Validation, scope: GraphScope): void {
  const { body, path } = scope;
  const reached = follow(scope, (edge) => !isBackEdge(edge));
  const alive = follow(scope, (edge) => !isBackEdge(edge) && mayBeTaken(body, edge));
  for (const [index, { id }] of body.nodes.entries()) {
    if (alive.has(index)) continue;
    const place = { path: [...path, 'nodes', index], nodeId: id };
    if (reached.has(index)) {
      const message = `node ${showValue(id)} never runs, because only other ports than "${defaultOutputPort}" of disabled nodes lead to it`;
      issues.warning('UNREACHABLE_NODE', place, message);
    } else {
      const message = `node ${showValue(id)} would never run: no path leads to it from a node without incoming edges; connect it or remove it`;
      issues.error('UNREACHABLE_NODE', place, message);
    }
  }
}

/** The nodes that no forward edge leads to, and all that edges lead to from there. */
function follow({ graph }: GraphScope, follows: (edge: IndexedEdge) => boolean): Set<number> {
  const found = new Set<number>();
  for (const [node, arriving] of graph.incoming.entries()) {
    if (arriving.every(isBackEdge)) found.add(node);
  }
  // Grows while it is read.
  for (const node of found) {
    for (const edge of graph.outgoing[node] ?? []) if (follows(edge)) found.add(edge.target);
  }
  return found;
}

/** A disabled node takes `out` and nothing else. */
function mayBeTaken({ nodes, edges }: WorkflowBody, { index, source }: IndexedEdge): boolean {
  const port = edges[index]?.fromPort ?? defaultOutputPort;
  return port === defaultOutputPort || nodes[source]?.disabled !== true;
}
