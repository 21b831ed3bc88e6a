/** What an edit did to the records, in both directions. */

import type {
  EditorDocument,
  EditorEdge,
  EditorNode,
  EditorNote,
  WorkflowMeta,
} from './records.js';

/** `undefined`: the record is not there. */
interface RecordChange<Kind extends string, Item> {
  readonly kind: Kind;
  readonly id: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export type Change =
  | RecordChange<'node', EditorNode>
  | RecordChange<'edge', EditorEdge>
  | RecordChange<'note', EditorNote>
  | { readonly kind: 'meta'; readonly before: WorkflowMeta; readonly after: WorkflowMeta };

/** The document after the changes. */
export function applyChanges(document: EditorDocument, changes: readonly Change[]): EditorDocument {
  let { meta } = document;
  let nodes: Map<string, EditorNode> | undefined;
  let edges: Map<string, EditorEdge> | undefined;
  let notes: Map<string, EditorNote> | undefined;
  for (const change of changes) {
    if (change.kind === 'meta') meta = change.after;
    else if (change.kind === 'node') put((nodes ??= new Map(document.nodes)), change);
    else if (change.kind === 'edge') put((edges ??= new Map(document.edges)), change);
    else put((notes ??= new Map(document.notes)), change);
  }
  return {
    meta,
    nodes: nodes ?? document.nodes,
    edges: edges ?? document.edges,
    notes: notes ?? document.notes,
  };
}

/** The changes that take those back, the last one first. */
export function invertChanges(changes: readonly Change[]): Change[] {
  return changes
    .map((change) => ({ ...change, before: change.after, after: change.before }) as Change)
    .reverse();
}

/** One change per record: what it was before all of them, and what it is after. Nothing where that is the same. */
export function mergeChanges(changes: readonly Change[]): Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const key = change.kind === 'meta' ? 'meta' : `${change.kind} ${change.id}`;
    const earlier = merged.get(key);
    merged.set(
      key,
      earlier === undefined ? change : ({ ...change, before: earlier.before } as Change),
    );
  }
  return [...merged.values()].filter(({ before, after }) => before !== after);
}

function put<Item>(
  records: Map<string, Item>,
  { id, after }: { readonly id: string; readonly after: Item | undefined },
): void {
  if (after === undefined) records.delete(id);
  else records.set(id, after);
}
