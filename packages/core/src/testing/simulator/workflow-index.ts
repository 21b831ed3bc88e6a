/** What the oracle knows of a document: its nodes and the edges that lead to them, bodies included. */

import type {
  JoinRule,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '../../model/document.js';

import { isBack, loopsOf, type IndexedLoop } from './loop-index.js';

export interface IndexedNode {
  readonly node: WorkflowNode;
  /** Edges from nodes before it in its graph. */
  readonly incoming: readonly WorkflowEdge[];
  readonly outgoing: readonly WorkflowEdge[];
  readonly handlesErrors: boolean;
  /** The node whose body of the name `body` it lies in. */
  readonly container: string | undefined;
  readonly body: string | undefined;
  /** The loops of its graph, and those of them that it lies in. */
  readonly graphLoops: readonly IndexedLoop[];
  readonly loops: readonly IndexedLoop[];
}

export interface IndexedWorkflow {
  readonly nodes: ReadonlyMap<string, IndexedNode>;
  readonly isStrict: boolean;
}

export function indexWorkflow(document: WorkflowDocument): IndexedWorkflow {
  const nodes = new Map<string, IndexedNode>();
  const add = ({ nodes: own, edges }: WorkflowBody, container?: string, body?: string): void => {
    const graphLoops = loopsOf({ nodes: own, edges });
    for (const node of own) {
      const incoming = edges.filter((edge) => edge.to === node.id && !isBack(edge));
      const outgoing = edges.filter(({ from }) => from === node.id);
      const handlesErrors = outgoing.some(({ fromPort }) => fromPort === 'error');
      const loops = graphLoops.filter((loop) => loop.body.has(node.id));
      const place = { container, body, graphLoops, loops };
      nodes.set(node.id, { node, incoming, outgoing, handlesErrors, ...place });
      for (const [name, inner] of Object.entries(node.bodies ?? {})) add(inner, node.id, name);
    }
  };
  add(document);
  return { nodes, isStrict: (document.settings?.durability ?? 'strict') === 'strict' };
}

/** A step's path, taken apart: `each[3]/fetch@2~undo` is `fetch` under `each[3]/`. */
export interface StepPlace {
  readonly under: string;
  readonly nodeId: string;
  /** `''` on its first visit, `@2` on its second. */
  readonly visit: string;
  readonly isUndo: boolean;
}

const undoSuffix = '~undo';

export function placeOf(step: string): StepPlace {
  const cut = step.lastIndexOf('/') + 1;
  const isUndo = step.endsWith(undoSuffix);
  const name = step.slice(cut, isUndo ? -undoSuffix.length : undefined);
  const at = name.indexOf('@');
  const [nodeId, visit] = at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
  return { under: step.slice(0, cut), nodeId, visit, isUndo };
}

/** How many of a node's incoming edges must be alive. */
export function neededEdges(join: JoinRule | undefined): number {
  return typeof join === 'object' ? join.count : 1;
}

/** A node whose work is a node type's: neither a container nor a sub-workflow. */
export function isPlain({ type }: WorkflowNode): boolean {
  return type.startsWith('sim.');
}
