/** What went along the edges of a workflow: each takes what its port of its node was left by. */

import type { WorkflowDocument, WorkflowEdge, WorkflowGraph, WorkflowNode } from '@flowgraft/core';
import { edgeId } from '../editor/records.js';
import { failedInsidePort, handledPort, type PortTotals, type RunFold } from './run-fold.js';
import type { EdgeRunState } from './run-states.js';

export class EdgeTotals {
  readonly #fold: RunFold;
  readonly #edges = new Map<string, WorkflowEdge>();
  readonly #leaving = new Map<string, string[]>();
  readonly #withErrorEdges = new Set<string>();
  readonly #tolerant = new Set<string>();

  constructor(fold: RunFold) {
    this.#fold = fold;
  }

  /** Takes all edges of the document in, also those inside of containers. */
  read(graph: WorkflowDocument | WorkflowGraph): void {
    for (const edge of graph.edges) {
      const id = edgeId(edge);
      this.#edges.set(id, edge);
      const leaving = this.#leaving.get(edge.from);
      if (leaving === undefined) this.#leaving.set(edge.from, [id]);
      else leaving.push(id);
      if (edge.fromPort === 'error') this.#withErrorEdges.add(edge.from);
    }
    for (const node of graph.nodes) {
      const { bodies } = node;
      if (dealsWithFailures(node)) this.#tolerant.add(node.id);
      for (const body of Object.values(bodies ?? {})) this.read(body);
    }
  }

  leaving(nodeId: string): readonly string[] {
    return this.#leaving.get(nodeId) ?? [];
  }

  state(id: string): EdgeRunState | null {
    const edge = this.#edges.get(id);
    if (edge === undefined) return null;
    const { from, fromPort = 'out' } = edge;
    const ports = [fromPort];
    const hasErrorEdges = this.#withErrorEdges.has(from);
    if (fromPort === (hasErrorEdges ? 'error' : 'out')) ports.push(handledPort);
    const passesOn = hasErrorEdges && !this.#tolerant.has(from);
    if (fromPort === (passesOn ? 'error' : 'out')) ports.push(failedInsidePort);
    return ports.map((port) => this.#fold.port(from, port)).reduce(together, undefined) ?? null;
  }
}

/** A failure inside of it does not make it fail. */
function dealsWithFailures({ type, input, bodies }: WorkflowNode): boolean {
  if (type === 'flow.forEach') return input?.['onItemError'] === 'continue';
  return type === 'flow.try' && bodies?.['catch'] !== undefined;
}

function together(a: PortTotals | undefined, b: PortTotals | undefined): PortTotals | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const lastAt = Math.max(a.lastAt ?? 0, b.lastAt ?? 0);
  return { count: a.count + b.count, lastAt: lastAt === 0 ? null : lastAt };
}
