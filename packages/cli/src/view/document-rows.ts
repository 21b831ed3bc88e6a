/** The nodes of a workflow as lines of a view: loops are one line each, whatever happens inside them. */

import type { Binding, WorkflowDocument, WorkflowGraph, WorkflowNode } from '@flowgraft/core';

export interface RowPlan {
  /** The node's id. */
  readonly id: string;
  readonly label: string;
  readonly type: string;
  /** 0 for nodes of the workflow itself, 1 for those in a branch of a parallel… */
  readonly depth: number;
  readonly kind: 'node' | 'loop' | 'group';
  /** Rows that are decided when this one begins. */
  readonly before: readonly string[];
  /** What a `forEach` goes through. */
  readonly items?: Binding | undefined;
  readonly batchSize?: Binding | undefined;
}

export interface RowIndex {
  readonly rows: readonly RowPlan[];
  /** By node id: the row that shows it. Nodes in a loop are shown by the outermost loop's row. */
  readonly rowOf: ReadonlyMap<string, string>;
}

const loops: readonly string[] = ['flow.forEach', 'flow.while', 'flow.until'];
const groups: readonly string[] = ['flow.parallel', 'flow.try'];

export function documentRows(document: WorkflowDocument): RowIndex {
  const rows: RowPlan[] = [];
  const rowOf = new Map<string, string>();
  const fold = (graph: WorkflowGraph, into: string): void => {
    for (const node of graph.nodes) {
      rowOf.set(node.id, into);
      for (const body of Object.values(node.bodies ?? {})) fold(body, into);
    }
  };
  const walk = (graph: WorkflowGraph, depth: number): void => {
    for (const node of graph.nodes) {
      const row = rowPlan(node, graph, depth);
      rows.push(row);
      rowOf.set(node.id, node.id);
      for (const body of Object.values(node.bodies ?? {})) {
        if (row.kind === 'group') walk(body, depth + 1);
        else fold(body, node.id);
      }
    }
  };
  walk(document, 0);
  return { rows, rowOf };
}

function rowPlan(node: WorkflowNode, graph: WorkflowGraph, depth: number): RowPlan {
  const { id, type, name, input } = node;
  const kind = loops.includes(type) ? 'loop' : groups.includes(type) ? 'group' : 'node';
  return {
    id,
    label: name ?? id,
    type,
    depth,
    kind,
    before: decidedBefore(node, graph),
    ...(type === 'flow.forEach' && { items: input?.['items'], batchSize: input?.['batchSize'] }),
  };
}

/** With another join rule than `all`, a node may begin while some that lead to it are still open. */
function decidedBefore({ id, join }: WorkflowNode, { edges }: WorkflowGraph): readonly string[] {
  if (join !== undefined && join !== 'all') return [];
  const forward = edges.filter(({ to, maxIterations }) => to === id && maxIterations === undefined);
  return [...new Set(forward.map(({ from }) => from))];
}

/** Where a step stands: the node, and the pass of the outermost loop around it. */
export interface StepPlace {
  readonly nodeId: string;
  /** `[3]` of `each[3]/fetch`, when the row is that loop. */
  readonly pass: string | undefined;
}

/** Reads a step's path, such as `each[3]/fetch@2~undo`. */
export function placeOf(step: string, { rowOf }: RowIndex): StepPlace {
  const parts = step.split('/');
  const nodeId = nodeIdOf(parts.at(-1) ?? step);
  const rowId = rowOf.get(nodeId);
  const loop = parts.slice(0, -1).find((part) => nodeIdOf(part) === rowId);
  return { nodeId, pass: loop };
}

function nodeIdOf(part: string): string {
  return /^[\w-]+/.exec(part)?.[0] ?? part;
}
