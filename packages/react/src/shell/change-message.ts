/** What is said of an edit, to those who do not see it happen. */

import type { Change } from '../editor/changes.js';
import type { EditorDocument, EditorEdge, EditorNode } from '../editor/records.js';
import type { MessageKey, MessageValues } from '../language/message.js';

export interface ChangeMessage {
  readonly message: MessageKey;
  readonly values?: MessageValues | undefined;
}

/** @returns `null` when nothing came or went: moving and writing are seen and heard where they are done. */
export function changeMessage(
  changes: readonly Change[],
  document: EditorDocument,
  labelOf: (node: EditorNode) => string,
): ChangeMessage | null {
  const counted = countChanges(changes);
  const [added] = counted.added;
  const [removed] = counted.removed;
  if (added !== undefined) return named('announce.added', counted.added, labelOf(added));
  if (removed !== undefined) return named('announce.removed', counted.removed, labelOf(removed));
  const edge = counted.connected[0] ?? counted.disconnected[0];
  if (edge === undefined) return null;
  // What leads back is said with what it makes of it.
  if (edge.data.maxIterations !== undefined && counted.connected.length > 0) return null;
  const nameOf = (id: string): string => {
    const node = document.nodes.get(id);
    return node === undefined ? '' : labelOf(node);
  };
  const isConnected = counted.connected.length > 0;
  return {
    message: isConnected ? 'announce.connected' : 'announce.disconnected',
    values: { from: nameOf(edge.data.from), to: nameOf(edge.data.to) },
  };
}

interface Counted {
  readonly added: EditorNode[];
  readonly removed: EditorNode[];
  readonly connected: EditorEdge[];
  readonly disconnected: EditorEdge[];
}

function countChanges(changes: readonly Change[]): Counted {
  const counted: Counted = { added: [], removed: [], connected: [], disconnected: [] };
  for (const { kind, before, after } of changes) {
    if (kind === 'node' && before === undefined && after !== undefined) counted.added.push(after);
    if (kind === 'node' && after === undefined && before !== undefined)
      counted.removed.push(before);
    if (kind === 'edge' && before === undefined && after !== undefined)
      counted.connected.push(after);
    if (kind === 'edge' && after === undefined && before !== undefined)
      counted.disconnected.push(before);
  }
  return counted;
}

function named(
  message: 'announce.added' | 'announce.removed',
  nodes: readonly EditorNode[],
  name: string,
): ChangeMessage {
  return nodes.length === 1
    ? { message, values: { name } }
    : { message: `${message}Many`, values: { count: nodes.length } };
}
