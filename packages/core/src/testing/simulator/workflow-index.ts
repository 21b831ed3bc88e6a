/** What the oracle knows of a document: its nodes and the edges that lead to them, bodies included. */

import type {
  JoinRule,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '../../model/document.js';

export interface IndexedNode {
  readonly node: WorkflowNode;
  /** Edges from other nodes of its graph. */
  readonly incoming: readonly WorkflowEdge[];
  readonly outgoing: readonly WorkflowEdge[];
}

export interface IndexedWorkflow {
  readonly nodes: ReadonlyMap<string, IndexedNode>;
  readonly isStrict: boolean;
}

export function indexWorkflow(document: WorkflowDocument): IndexedWorkflow {
  const nodes = new Map<string, IndexedNode>();
  const add = ({ nodes: own, edges }: WorkflowBody): void => {
    for (const node of own) {
      const incoming = edges.filter(({ to }) => to === node.id);
      const outgoing = edges.filter(({ from }) => from === node.id);
      nodes.set(node.id, { node, incoming, outgoing });
      for (const body of Object.values(node.bodies ?? {})) add(body);
    }
  };
  add(document);
  return { nodes, isStrict: (document.settings?.durability ?? 'strict') === 'strict' };
}

/** A step's path, taken apart: `each[3]/fetch@2~undo` is `fetch` under `each[3]/`. */
export interface StepPlace {
  readonly under: string;
  readonly nodeId: string;
  readonly isUndo: boolean;
}

export function placeOf(step: string): StepPlace {
  const cut = step.lastIndexOf('/') + 1;
  const isUndo = step.endsWith('~undo');
  const nodeId = step.slice(cut).replace(/(@\d+)?(~undo)?$/, '');
  return { under: step.slice(0, cut), nodeId, isUndo };
}

/** How many of a node's incoming edges must be alive. */
export function neededEdges(join: JoinRule | undefined): number {
  return typeof join === 'object' ? join.count : 1;
}

/** A node whose work is a node type's: neither a container nor a sub-workflow. */
export function isPlain({ type }: WorkflowNode): boolean {
  return type.startsWith('sim.');
}
