/** The workflow as a tree: nodes in the order of flow, with where they lead and what is inside of them. */

import {
  graphKey,
  type EditorDocument,
  type EditorEdge,
  type EditorNode,
} from '../editor/records.js';
import { groupBy } from '../store/group-by.js';
import { flowOrder } from './flow-order.js';

interface RowPlace {
  /** Unique in the tree. */
  readonly key: string;
  /** 1 at the top. */
  readonly level: number;
  /** 1, 2, 3 … among its siblings. */
  readonly position: number;
  readonly siblings: number;
  readonly parent: string | null;
  /** `null`: there is nothing inside. */
  readonly isExpanded: boolean | null;
}

export interface NodeRow extends RowPlace {
  readonly kind: 'node';
  readonly node: EditorNode;
  readonly edges: readonly EditorEdge[];
}

/** A connection that leaves the node above. */
export interface EdgeRow extends RowPlace {
  readonly kind: 'edge';
  readonly edge: EditorEdge;
}

/** A graph inside the container above. */
export interface BodyRow extends RowPlace {
  readonly kind: 'body';
  readonly nodeId: string;
  readonly body: string;
  readonly nodes: number;
}

export type OutlineRow = NodeRow | EdgeRow | BodyRow;

/** Which rows the user has opened (`true`) or closed; containers and bodies are open by themselves. */
export type Expansion = ReadonlyMap<string, boolean>;

export const nodeKey = (id: string): string => `node ${id}`;
const edgeKey = (id: string): string => `edge ${id}`;
export const bodyKey = (nodeId: string, body: string): string => `body ${nodeId}/${body}`;

/** Keys of the rows around a node, that must be open for it to be seen. */
export function keysAround({ nodes }: EditorDocument, nodeId: string): string[] {
  const keys: string[] = [];
  let { graph = null } = nodes.get(nodeId) ?? {};
  while (graph !== null) {
    keys.push(bodyKey(graph.nodeId, graph.body), nodeKey(graph.nodeId));
    ({ graph = null } = nodes.get(graph.nodeId) ?? {});
  }
  return keys;
}

/** The rows that are to be seen, from the top to the bottom. */
export function outlineRows(document: EditorDocument, expansion: Expansion): OutlineRow[] {
  const nodesIn = groupBy(document.nodes.values(), ({ graph }) => graphKey(graph));
  const edgesFrom = groupBy(document.edges.values(), ({ data }) => data.from);
  const rows: OutlineRow[] = [];
  const isOpen = (key: string, usual: boolean): boolean => expansion.get(key) ?? usual;

  const addGraph = (key: string, level: number, parent: string | null): void => {
    const nodes = nodesIn.get(key) ?? [];
    const edges = nodes.flatMap(({ id }) => edgesFrom.get(id) ?? []);
    const ordered = flowOrder(nodes, edges);
    for (const [index, node] of ordered.entries()) {
      addNode(node, { level, parent, position: index + 1, siblings: ordered.length });
    }
  };
  const addNode = (
    node: EditorNode,
    place: Pick<RowPlace, 'level' | 'parent' | 'position' | 'siblings'>,
  ): void => {
    const key = nodeKey(node.id);
    const edges = (edgesFrom.get(node.id) ?? []).toSorted((a, b) => a.order - b.order);
    const inside = edges.length + node.bodies.size;
    const isExpanded = inside === 0 ? null : isOpen(key, node.bodies.size > 0);
    rows.push({ kind: 'node', key, ...place, isExpanded, node, edges });
    if (isExpanded !== true) return;
    const level = place.level + 1;
    const child = { level, parent: key, siblings: inside };
    for (const [index, edge] of edges.entries()) {
      rows.push({
        kind: 'edge',
        key: edgeKey(edge.id),
        ...child,
        position: index + 1,
        isExpanded: null,
        edge,
      });
    }
    for (const [index, body] of [...node.bodies.keys()].entries()) {
      addBody(node, body, { ...child, position: edges.length + index + 1 });
    }
  };
  const addBody = (
    { id }: EditorNode,
    body: string,
    place: Pick<RowPlace, 'level' | 'parent' | 'position' | 'siblings'>,
  ): void => {
    const key = bodyKey(id, body);
    const inner = graphKey({ nodeId: id, body });
    const nodes = nodesIn.get(inner)?.length ?? 0;
    const isExpanded = nodes === 0 ? null : isOpen(key, true);
    rows.push({ kind: 'body', key, ...place, isExpanded, nodeId: id, body, nodes });
    if (isExpanded === true) addGraph(inner, place.level + 1, key);
  };
  addGraph('', 1, null);
  return rows;
}
