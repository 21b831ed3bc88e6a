/** Puts another document in place of this one, as one edit that can be taken back. */

import type { WorkflowDocument } from '@flowgraft/core';
import type { Command } from '../command.js';
import { readDocument } from '../read-document.js';
import type { EditorDocument } from '../records.js';
import { isSameJson } from '../../store/is-same-json.js';

export interface ReplaceWorkflowArgs {
  /** One that was checked: from the server, or what its `validate` finds nothing wrong with. Its id does not count. */
  readonly document: WorkflowDocument;
}

/** For imported documents and for earlier versions. */
export const replaceWorkflow: Command<ReplaceWorkflowArgs> = {
  name: 'replaceWorkflow',
  execute(transaction, { document }) {
    const before = transaction.document;
    const after = readDocument({ ...document, id: before.meta.id });
    if (!isSameJson(before.meta, after.meta)) transaction.setMeta(after.meta);
    for (const [id] of gone(before, after, 'edges')) transaction.removeEdge(id);
    for (const [id] of gone(before, after, 'nodes')) transaction.removeNode(id);
    for (const [id] of gone(before, after, 'notes')) transaction.removeNote(id);
    for (const node of after.nodes.values()) {
      const same = before.nodes.get(node.id);
      if (same === undefined || !isSameJson(comparable(same), comparable(node)))
        transaction.putNode(node);
    }
    for (const edge of after.edges.values())
      if (!isSameJson(before.edges.get(edge.id), edge)) transaction.restoreEdge(edge);
    for (const note of after.notes.values())
      if (!isSameJson(before.notes.get(note.id), note)) transaction.putNote(note);
  },
};

function gone(before: EditorDocument, after: EditorDocument, kind: 'nodes' | 'edges' | 'notes') {
  return [...before[kind]].filter(([id]) => !after[kind].has(id));
}

function comparable({ bodies, ...node }: { readonly bodies: ReadonlyMap<string, unknown> }) {
  return { ...node, bodies: [...bodies].map(([name, output]) => ({ name, output })) };
}
