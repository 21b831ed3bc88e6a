import { useVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type ReactElement,
} from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useProblems } from '../hooks/use-problems.js';
import { useSelection } from '../hooks/use-selection.js';
import { Menu } from '../shell/menu.js';
import { groupBy } from '../store/group-by.js';
import { outlineMenu } from './outline-menu.js';
import type { OutlineRow } from './outline-model.js';
import { OutlineRowView, type RowEvents, type RowProps } from './outline-row.js';
import { useNodeEdits } from './use-node-edits.js';
import { useNodeMenu } from './use-node-menu.js';
import { toggled, useOutlineKeys } from './use-outline-keys.js';
import { useOutlineTree, useRowFocus, type OutlineTree } from './use-outline-tree.js';

/** Above this many rows only those on the screen are in the page. */
const virtualAbove = 300;
const rowHeight = 36;

/**
 * The workflow as a tree: the way to build it with the keyboard or a screen reader. Arrow keys go through it, Enter configures,
 * + adds behind, > connects, F2 renames, Delete deletes, Space selects, Shift+F10 opens a menu with all of them.
 */
export function Outline(): ReactElement {
  const texts = useTexts();
  const tree = useOutlineTree();
  const [menu, setMenu] = useState<{
    readonly row: OutlineRow;
    readonly x: number;
    readonly y: number;
  } | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const menuParts = useNodeMenu(setRenaming);
  const element = useRef<HTMLDivElement>(null);
  const focus = useRowFocus(element, tree.activeKey);
  const onKeyDown = useOutlineKeys(tree, {
    rename: setRenaming,
    openMenu: (row) => setMenu({ row, ...placeOf(element.current, row) }),
  });
  const events = useRowEvents(tree, { setMenu, setRenaming });
  const helpId = useId();
  if (tree.rows.length === 0) return <EmptyOutline />;
  return (
    <div className="fg-outline">
      <p id={helpId} className="fg-visually-hidden">
        {texts('outline.help')}
      </p>
      <div
        ref={element}
        className="fg-outline-tree"
        role="tree"
        aria-label={texts('outline.title')}
        aria-describedby={helpId}
        aria-multiselectable="true"
        onKeyDown={onKeyDown}
        {...focus}
      >
        <Rows tree={tree} scroller={element} renaming={renaming} events={events} />
      </div>
      {menu !== null && (
        <Menu
          label={texts('outline.menu')}
          anchor={menu}
          entries={outlineMenu(menuParts, menu.row)}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  );
}

function EmptyOutline(): ReactElement {
  const texts = useTexts();
  const edits = useNodeEdits();
  const { document } = useSession();
  return (
    <div className="fg-empty">
      <p>{texts('outline.empty')}</p>
      {!document.isReadOnly && (
        <button type="button" className="fg-button" onClick={() => edits.addIn(null)}>
          {texts('outline.addFirst')}
        </button>
      )}
    </div>
  );
}

type Tree = OutlineTree;

interface RowsProps {
  readonly tree: Tree;
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  readonly renaming: string | null;
  readonly events: RowEvents;
}

function Rows({ tree, scroller, renaming, events }: RowsProps): ReactElement {
  const id = useId();
  const selection = useSelection();
  const problems = useProblems();
  const problemsOf = useMemo(() => groupBy(problems, ({ nodeId = '' }) => nodeId), [problems]);
  const propsOf = (row: OutlineRow, index: number): RowProps => ({
    row,
    id: `${id}-${index}`,
    index,
    isActive: row.key === tree.activeKey,
    isSelected:
      row.kind === 'edge'
        ? selection.edges.has(row.edge.id)
        : row.kind === 'node' && selection.nodes.has(row.node.id),
    isRenaming: row.kind === 'node' && row.node.id === renaming,
    problems: row.kind === 'node' ? (problemsOf.get(row.node.id)?.length ?? 0) : 0,
    events,
  });
  if (tree.rows.length > virtualAbove)
    return <VirtualRows tree={tree} scroller={scroller} propsOf={propsOf} />;
  return (
    <>
      {tree.rows.map((row, index) => (
        <OutlineRowView key={row.key} {...propsOf(row, index)} />
      ))}
    </>
  );
}

interface VirtualRowsProps extends Pick<RowsProps, 'tree' | 'scroller'> {
  readonly propsOf: (row: OutlineRow, index: number) => RowProps;
}

function VirtualRows({ tree: { rows, at }, scroller, propsOf }: VirtualRowsProps): ReactElement {
  // The active row is always there: it is where the focus is.
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), at])].toSorted((a, b) => a - b),
    [at],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
    rangeExtractor,
  });
  const size: CSSProperties = { position: 'relative', blockSize: virtual.getTotalSize() };
  return (
    <div style={size} role="presentation">
      {virtual.getVirtualItems().map(({ index, start, key }) => {
        const row = rows[index];
        const place: CSSProperties = {
          position: 'absolute',
          insetBlockStart: start,
          insetInline: 0,
        };
        return row === undefined ? null : (
          <div
            key={key}
            role="presentation"
            style={place}
            ref={virtual.measureElement}
            data-index={index}
          >
            <OutlineRowView {...propsOf(row, index)} />
          </div>
        );
      })}
    </div>
  );
}

interface EventParts {
  readonly setMenu: (menu: { row: OutlineRow; x: number; y: number }) => void;
  readonly setRenaming: (nodeId: string | null) => void;
}

/** The same functions for as long as the outline is there: rows are drawn again only for their own sake. */
function useRowEvents(tree: Tree, { setMenu, setRenaming }: EventParts): RowEvents {
  const edits = useNodeEdits();
  const session = useSession();
  const latest = useRef(tree);
  useLayoutEffect(() => {
    latest.current = tree;
  });
  return useMemo(
    () => ({
      onPress: (row, { ctrlKey, metaKey, shiftKey }) => {
        if (row.kind === 'node' && (ctrlKey || metaKey)) {
          session.selection.select({ nodes: toggled(session.selection.get().nodes, row.node.id) });
        } else latest.current.go(row, shiftKey);
      },
      onToggle: (row) => latest.current.expand([row.key], row.isExpanded === false),
      onMenu: (row, place) => {
        latest.current.go(row);
        setMenu({ row, ...place });
      },
      onOpen: (row) => {
        if (row.kind === 'node') edits.configure(row.node.id);
      },
      onRename: (nodeId, name) => {
        setRenaming(null);
        if (name !== null) edits.rename(nodeId, name);
      },
    }),
    [edits, session, setMenu, setRenaming],
  );
}

function placeOf(
  tree: HTMLElement | null,
  row: OutlineRow,
): { readonly x: number; readonly y: number } {
  const element = tree?.querySelector(`[data-key="${CSS.escape(row.key)}"] .fg-outline-label`);
  const { left, bottom } = (element ?? tree)?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
  return { x: left, y: bottom };
}
