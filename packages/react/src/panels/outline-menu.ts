/** The actions of a row of the outline. */

import type { MenuEntry } from '../shell/menu.js';
import { edgeMenu, nodeMenu, type NodeMenuParts } from './node-menu.js';
import { bodyLabel } from './node-text.js';
import type { OutlineRow } from './outline-model.js';

/** What can be done with a row; while the workflow cannot be changed, only what changes nothing. */
export function outlineMenu(parts: NodeMenuParts, row: OutlineRow): MenuEntry[] {
  const { session, texts, edits } = parts;
  if (row.kind === 'node') return nodeMenu(parts, row.node);
  if (session.document.isReadOnly) return [];
  if (row.kind === 'edge') return edgeMenu(parts, row.edge.id);
  const graph = { nodeId: row.nodeId, body: row.body };
  const label = texts('outline.addInside', { name: bodyLabel(texts, row.body) });
  return [{ id: 'add', label, icon: 'plus', run: () => edits.addIn(graph) }];
}
