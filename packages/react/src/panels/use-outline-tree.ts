import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type RefObject,
} from 'react';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { useSession } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useSelection } from '../hooks/use-selection.js';
import {
  keysAround,
  nodeKey,
  outlineRows,
  type Expansion,
  type OutlineRow,
} from './outline-model.js';

export interface OutlineTree {
  readonly rows: readonly OutlineRow[];
  /** The row that the keyboard is at. */
  readonly at: number;
  readonly activeKey: string | undefined;
  /** Makes a row the active one, and selects what it stands for. */
  readonly go: (row: OutlineRow, extend?: boolean) => void;
  readonly expand: (keys: readonly string[], isOpen: boolean) => void;
}

/** The rows of the outline, which are open, and which is active: in step with what is selected elsewhere. */
export function useOutlineTree(): OutlineTree {
  const session = useSession();
  const document = useDocument();
  const selection = useSelection();
  const [expansion, setExpansion] = useState<Expansion>(new Map());
  const [active, setActive] = useState<{ readonly key: string; readonly at: number } | null>(null);
  const rows = useMemo(() => outlineRows(document, expansion), [document, expansion]);

  const expand = useCallback((keys: readonly string[], isOpen: boolean): void => {
    setExpansion((known) => new Map([...known, ...keys.map((key) => [key, isOpen] as const)]));
  }, []);
  const only = selection.nodes.size === 1 ? session.selection.onlyNode : null;
  useEffect(() => {
    if (only === null) return;
    const closed = keysAround(session.document.get(), only);
    setExpansion((known) => {
      const hidden = closed.filter((key) => known.get(key) === false);
      return hidden.length === 0
        ? known
        : new Map([...known, ...hidden.map((key) => [key, true] as const)]);
    });
    setActive((now) => (isAtEdgeOf(session, now?.key, only) ? now : { key: nodeKey(only), at: 0 }));
  }, [only, session]);

  const found = rows.findIndex(({ key }) => key === active?.key);
  const at = found === -1 ? Math.max(0, Math.min(active?.at ?? 0, rows.length - 1)) : found;
  const go = useCallback(
    (row: OutlineRow, extend = false): void => {
      setActive({ key: row.key, at: rows.indexOf(row) });
      select(session, row, extend);
    },
    [rows, session],
  );
  return { rows, at, activeKey: rows[at]?.key, go, expand };
}

/** Whether that row is a connection of the node: selecting the node must not move the keyboard away from it. */
function isAtEdgeOf(
  { document }: WorkflowSession,
  key: string | undefined,
  nodeId: string,
): boolean {
  const edge =
    key?.startsWith('edge ') === true ? document.get().edges.get(key.slice(5)) : undefined;
  return edge?.data.from === nodeId;
}

function select({ selection, canvas }: WorkflowSession, row: OutlineRow, extend: boolean): void {
  const now = selection.get();
  if (row.kind === 'edge') selection.select({ edges: [row.edge.id] });
  else if (row.kind === 'body') selection.select({ nodes: [row.nodeId] });
  else {
    selection.select({ nodes: extend ? [...now.nodes, row.node.id] : [row.node.id] });
    canvas.get()?.reveal(row.node.id);
  }
}

/** Keeps the focus at the active row while the outline has it, also when the row that had it goes. */
export function useRowFocus(
  tree: RefObject<HTMLElement | null>,
  activeKey: string | undefined,
): { readonly onFocus: () => void; readonly onBlur: () => void } {
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    if (!hasFocus.current || activeKey === undefined) return;
    const focused = tree.current?.ownerDocument.activeElement;
    if (focused instanceof HTMLInputElement && tree.current?.contains(focused) === true) return;
    const row = tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(activeKey)}"]`);
    if (row !== focused) row?.focus();
  });
  return {
    onFocus: () => (hasFocus.current = true),
    onBlur: () => (hasFocus.current = false),
  };
}
