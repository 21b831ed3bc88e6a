/** Removes nodes with all that is inside of them, their edges, other edges, and notes. */

import type { Command } from '../command.js';
import { edgesAt, withInner } from '../document-queries.js';

export interface RemoveSelectionArgs {
  readonly nodes?: Iterable<string> | undefined;
  readonly edges?: Iterable<string> | undefined;
  readonly notes?: Iterable<string> | undefined;
}

export interface Removed {
  /** Inner nodes counted. */
  readonly nodes: number;
  readonly edges: number;
  readonly notes: number;
}

/** What referred to a node that is removed stays as it is, and shows up as a problem. */
export const removeSelection: Command<RemoveSelectionArgs, Removed> = {
  name: 'removeSelection',
  execute(transaction, { nodes = [], edges = [], notes = [] }) {
    const { document } = transaction;
    const gone = withInner(document, nodes);
    const goneEdges = new Set([
      ...[...edges].filter((id) => document.edges.has(id)),
      ...edgesAt(document, gone).map(({ id }) => id),
    ]);
    const goneNotes = new Set([...notes].filter((id) => document.notes.has(id)));
    for (const { id, graph } of document.notes.values())
      if (graph !== null && gone.has(graph.nodeId)) goneNotes.add(id);
    for (const id of goneEdges) transaction.removeEdge(id);
    for (const id of gone) transaction.removeNode(id);
    for (const id of goneNotes) transaction.removeNote(id);
    return { nodes: gone.size, edges: goneEdges.size, notes: goneNotes.size };
  },
};
