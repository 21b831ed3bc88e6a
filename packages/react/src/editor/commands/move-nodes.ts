/** Moves nodes and notes, also into another graph. */

import type { Command, Refusal } from '../command.js';
import { containersOf, edgesAt, hasGraph, labelOf, nodesIn } from '../document-queries.js';
import {
  graphKey,
  isSameGraph,
  type EditorDocument,
  type GraphRef,
  type Point,
} from '../records.js';
import { nextOrder, type Transaction } from '../transaction.js';

export interface Move {
  readonly id: string;
  /** In the units of the graph that it is in afterwards. */
  readonly position: Point;
  /** Where it goes; absent: it stays in its graph. */
  readonly graph?: GraphRef | undefined;
}

export interface MoveNodesArgs {
  readonly nodes?: readonly Move[] | undefined;
  readonly notes?: readonly Move[] | undefined;
}

/** @returns the edges that had to go, because their ends are no longer in one graph. References stay. */
export const moveNodes: Command<MoveNodesArgs, readonly string[]> = {
  name: 'moveNodes',
  check(document, { nodes = [], notes = [] }, { catalogue }): Refusal | null {
    for (const { id, graph } of nodes) {
      const node = document.nodes.get(id);
      if (node === undefined) return { message: 'editor.noSuchNode' };
      if (graph === undefined) continue;
      if (!hasGraph(document, catalogue, graph)) return { message: 'editor.noSuchGraph' };
      if (containersOf(document, graph).includes(id))
        return { message: 'editor.intoItself', values: { node: labelOf(node, catalogue) } };
    }
    return notes.some(({ graph = null }) => !hasGraph(document, catalogue, graph))
      ? { message: 'editor.noSuchGraph' }
      : null;
  },
  execute(transaction, { nodes = [], notes = [] }) {
    const moved = new Set<string>();
    const orders = new Map<string, number>();
    for (const { id, position, graph } of nodes) {
      const node = transaction.document.nodes.get(id);
      if (node === undefined) continue;
      const isElsewhere = graph !== undefined && !isSameGraph(graph, node.graph);
      if (isElsewhere) {
        moved.add(id);
        transaction.openGraph(graph);
        const order =
          orders.get(graphKey(graph)) ?? nextOrder(nodesIn(transaction.document, graph));
        orders.set(graphKey(graph), order + 1);
        transaction.putNode({ ...node, position, graph, order });
      } else if (!isAt(node.position, position)) {
        transaction.putNode({ ...node, position });
      }
    }
    for (const { id, position, graph } of notes) {
      transaction.openGraph(graph ?? null);
      transaction.updateNote(id, (note) =>
        isAt(note.position, position) && graph === undefined
          ? note
          : { ...note, position, graph: graph === undefined ? note.graph : graph },
      );
    }
    return tidyEdges(transaction, moved);
  },
};

/** Edges whose ends are apart go, the others follow into the new graph. */
function tidyEdges(transaction: Transaction, moved: ReadonlySet<string>): readonly string[] {
  const { document } = transaction;
  const removed: string[] = [];
  for (const edge of edgesAt(document, moved)) {
    const graph = graphOf(document, edge.data.from);
    const other = graphOf(document, edge.data.to);
    if (graph === undefined || other === undefined) continue;
    if (isSameGraph(graph, other)) transaction.restoreEdge({ ...edge, graph });
    else {
      removed.push(edge.id);
      transaction.removeEdge(edge.id);
    }
  }
  return removed;
}

function graphOf({ nodes }: EditorDocument, id: string): GraphRef | undefined {
  return nodes.get(id)?.graph;
}

function isAt(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}
