import { useRef, type KeyboardEvent } from 'react';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { bodyLabel, labelOf } from './node-text.js';
import { outlineKey, typedRow, type OutlineKey } from './outline-keys.js';
import { outputPorts } from './node-menu.js';
import { nodeKey, type EdgeRow, type NodeRow, type OutlineRow } from './outline-model.js';
import { edgeName } from './outline-row.js';
import { useNodeEdits, type NodeEdits } from './use-node-edits.js';
import type { OutlineTree } from './use-outline-tree.js';

/** Letters typed within this time belong together, in milliseconds. */
const typingPause = 700;

export interface OutlineKeyParts {
  readonly rename: (nodeId: string) => void;
  readonly openMenu: (row: OutlineRow) => void;
}

/** What the outline does with keys. */
export function useOutlineKeys(
  tree: OutlineTree,
  { rename, openMenu }: OutlineKeyParts,
): (event: KeyboardEvent) => void {
  const { rows, at, go, expand } = tree;
  const texts = useTexts();
  const session = useSession();
  const edits = useNodeEdits();
  const type = useTypeahead(tree);
  const perform = (row: OutlineRow, pressed: OutlineKey, event: KeyboardEvent): void => {
    switch (pressed.do) {
      case 'go':
        return goTo(tree, pressed.to, pressed.extend);
      case 'expand':
      case 'collapse':
        return expand(pressed.keys, pressed.do === 'expand');
      case 'menu':
        return openMenu(row);
      case 'rename':
        return row.kind === 'node' && !session.document.isReadOnly
          ? rename(row.node.id)
          : undefined;
      case 'type':
        return type(event.key, event.timeStamp);
      case 'configure':
      case 'toggleSelected':
      case 'remove':
      case 'addAfter':
      case 'connect':
        return editRow(row, pressed.do, { session, edits, go, rows });
    }
  };
  return (event) => {
    const row = rows[at];
    const pressed = outlineKey(rows, at, event, texts.direction === 'rtl');
    if (pressed === null || row === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    perform(row, pressed, event);
  };
}

function goTo({ rows, go }: OutlineTree, key: string, extend: boolean | undefined): void {
  const row = rows.find((each) => each.key === key);
  if (row !== undefined) go(row, extend);
}

/** Goes to the row whose name begins with what is typed. */
function useTypeahead({ rows, at, go }: OutlineTree): (key: string, time: number) => void {
  const texts = useTexts();
  const session = useSession();
  const typed = useRef({ text: '', at: 0 });
  const nameOf = (row: OutlineRow): string => {
    if (row.kind === 'node') return labelOf(texts, session.catalogue, row.node);
    return row.kind === 'edge' ? edgeName(texts, session, row) : bodyLabel(texts, row.body);
  };
  return (key, time) => {
    const text = time - typed.current.at > typingPause ? key : typed.current.text + key;
    typed.current = { text, at: time };
    const found = typedRow(rows, at, { typed: text, nameOf });
    if (found !== undefined) go(found);
  };
}

interface EditParts {
  readonly session: WorkflowSession;
  readonly edits: NodeEdits;
  readonly go: OutlineTree['go'];
  readonly rows: OutlineTree['rows'];
}

type RowEdit = 'configure' | 'toggleSelected' | 'remove' | 'addAfter' | 'connect';

function editRow(row: OutlineRow, what: RowEdit, parts: EditParts): void {
  const { edits, session } = parts;
  if (session.document.isReadOnly && !['configure', 'toggleSelected'].includes(what)) {
    return session.announce('editor.readOnly');
  }
  if (row.kind === 'node') return editNode(row, what, parts);
  if (row.kind === 'edge') return editEdge(row, what, parts);
  return what === 'addAfter' ? edits.addIn({ nodeId: row.nodeId, body: row.body }) : undefined;
}

function editNode({ node }: NodeRow, what: RowEdit, { session, edits }: EditParts): void {
  const { selection } = session;
  const selected = selection.get().nodes;
  const from = { nodeId: node.id, port: outputPorts(session, node)[0] ?? 'out' };
  switch (what) {
    case 'configure':
      return edits.configure(node.id);
    case 'remove':
      return edits.remove(selected.has(node.id) ? [...selected] : [node.id]);
    case 'addAfter':
      return edits.addAfter(from);
    case 'connect':
      return edits.connectFrom(from);
    case 'toggleSelected':
      return selection.select({ nodes: toggled(selected, node.id) });
  }
}

function editEdge({ edge }: EdgeRow, what: RowEdit, { edits, go, rows }: EditParts): void {
  if (what === 'remove') edits.disconnect(edge.id);
  if (what === 'addAfter') edits.addOnEdge(edge.id);
  const target = rows.find(({ key }) => key === nodeKey(edge.data.to));
  if (what === 'configure' && target !== undefined) go(target);
}

/** With the node when it was not selected, else without it. */
export function toggled(selected: ReadonlySet<string>, id: string): string[] {
  return selected.has(id) ? [...selected].filter((each) => each !== id) : [...selected, id];
}
