import {
  memo,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import type { Texts } from '../language/text.js';
import { writePath, type ValueRow, type ValueTree } from '../run/value-tree.js';
import { useCopy } from './use-copy.js';
import { useRowHeight } from './use-row-height.js';
import { withRow } from './with-row.js';

const usualHeight = 24;
const largest = 320;

export interface JsonTreeProps {
  readonly tree: ValueTree;
  readonly label: string;
}

/** A value as a tree, of which only what is on the screen is drawn, and only what was unfolded was asked for. */
export function JsonTree({ tree, label }: JsonTreeProps): ReactElement {
  const texts = useTexts();
  const id = useId();
  const { rows, scroller, virtual, active, setActive, onKeyDown } = useTreeRows(tree);
  return (
    <div className="fg-run-value">
      {/* Data is written from left to right in every language. */}
      <div
        ref={scroller}
        className="fg-run-value-rows"
        role="tree"
        dir="ltr"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={`${id}-${active}`}
        style={{ blockSize: Math.min(largest, virtual.getTotalSize() + 2) }}
        onKeyDown={onKeyDown}
      >
        <div
          role="none"
          className="fg-run-value-size"
          style={{ blockSize: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <JsonRow
                key={row.key}
                id={`${id}-${index}`}
                row={row}
                top={start}
                isActive={index === active}
                tree={tree}
                onActive={setActive}
              />
            );
          })}
        </div>
      </div>
      <JsonTools row={rows[active]} tree={tree} texts={texts} />
    </div>
  );
}

/** Which rows are drawn, and which one the keyboard is at. */
function useTreeRows(tree: ValueTree) {
  const { rows } = useStore(tree.state);
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight(usualHeight);
  const [activeKey, setActive] = useState('[]');
  const active = Math.max(
    0,
    rows.findIndex(({ key }) => key === activeKey),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    rangeExtractor: (range: Range) => withRow(defaultRangeExtractor(range), active, rows.length),
  });
  const go = (wanted: number): void => {
    const index = Math.min(rows.length - 1, Math.max(0, wanted));
    const row = rows[index];
    if (row === undefined) return;
    setActive(row.key);
    virtual.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = keyAction(event, { rows, active, row, tree, go });
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  return { rows, scroller, virtual, active, setActive, onKeyDown };
}

interface KeyScene {
  readonly rows: readonly ValueRow[];
  readonly active: number;
  readonly row: ValueRow;
  readonly tree: ValueTree;
  readonly go: (index: number) => void;
}

function keyAction({ key }: KeyboardEvent, scene: KeyScene): (() => void) | undefined {
  const { rows, active, row, tree, go } = scene;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + 12,
    PageUp: active - 12,
    Home: 0,
    End: rows.length - 1,
  };
  const target = moves[key];
  if (target !== undefined) return () => go(target);
  if (key === 'Enter' || key === ' ') return () => act(row, tree);
  const isEntry = row.type === 'entry';
  if (key === 'ArrowRight' && isEntry && row.isExpandable) {
    return row.isExpanded ? () => go(active + 1) : () => tree.toggle(row.path);
  }
  if (key !== 'ArrowLeft') return undefined;
  if (isEntry && row.isExpanded) return () => tree.toggle(row.path);
  const parent = rows.findLastIndex((other, index) => index < active && other.depth < row.depth);
  return () => go(parent);
}

function act(row: ValueRow, tree: ValueTree): void {
  if (row.type === 'more') tree.more(row.path);
  else if (row.type === 'entry' && row.isExpandable) tree.toggle(row.path);
}

interface JsonRowProps {
  readonly id: string;
  readonly row: ValueRow;
  readonly top: number;
  readonly isActive: boolean;
  readonly tree: ValueTree;
  readonly onActive: (key: string) => void;
}

const JsonRow = memo(function JsonRow({
  id,
  row,
  top,
  isActive,
  tree,
  onActive,
}: JsonRowProps): ReactElement {
  return (
    <div
      id={id}
      className="fg-run-value-row"
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={isActive}
      aria-expanded={row.type === 'entry' && row.isExpandable ? row.isExpanded : undefined}
      data-type={row.type}
      style={{ insetBlockStart: top, paddingInlineStart: 8 + row.depth * 16 }}
      onClick={() => {
        onActive(row.key);
        act(row, tree);
      }}
    >
      <RowText row={row} />
    </div>
  );
});

function RowText({ row }: { readonly row: ValueRow }): ReactElement {
  const texts = useTexts();
  if (row.type === 'line') return <span className="fg-run-value-line">{row.text}</span>;
  if (row.type === 'more') {
    const key = row.state === 'idle' ? 'run.value.more' : (`run.value.${row.state}` as const);
    return <span className="fg-run-value-more">{texts(key, { count: row.rest })}</span>;
  }
  return (
    <>
      <span className="fg-run-value-arrow">
        {row.isExpandable && (
          <Icon name={row.isExpanded ? 'chevron-down' : 'chevron-right'} size={14} />
        )}
      </span>
      {row.label !== null && (
        <span className="fg-run-value-key" dir="auto">
          {row.label}
          {': '}
        </span>
      )}
      <span className="fg-run-value-value" data-kind={row.kind} dir="auto">
        {shown(row, texts)}
      </span>
    </>
  );
}

function shown(
  { kind, text, length }: Extract<ValueRow, { readonly type: 'entry' }>,
  texts: Texts,
): string {
  if (kind === 'object') return texts('run.value.entries', { count: length });
  if (kind === 'array') return texts('run.value.items', { count: length });
  return kind === 'text' ? `“${text}”` : text;
}

interface JsonToolsProps {
  readonly row: ValueRow | undefined;
  readonly tree: ValueTree;
  readonly texts: Texts;
}

/** What can be done with the row that is chosen. */
function JsonTools({ row, tree, texts }: JsonToolsProps): ReactElement {
  const { state, copy } = useCopy();
  const path = useMemo(() => (row === undefined ? '' : writePath(row.path)), [row]);
  const isWhole = row?.type === 'entry' && row.isWhole;
  return (
    <div className="fg-run-value-tools">
      <code className="fg-run-value-path" dir="ltr">
        {path}
      </code>
      {state !== null && <span className="fg-hint">{texts(`run.copy.${state}`)}</span>}
      {path !== '' && (
        <button
          type="button"
          className="fg-button fg-button--quiet fg-button--small"
          onClick={() => copy(path)}
        >
          {texts('run.value.copyPath')}
        </button>
      )}
      <button
        type="button"
        className="fg-button fg-button--quiet fg-button--small"
        aria-disabled={!isWhole || undefined}
        title={isWhole ? undefined : texts('run.value.tooLargeToCopy')}
        onClick={() => {
          const text = row === undefined ? undefined : tree.copyable(row.path);
          if (text !== undefined) copy(text);
        }}
      >
        <Icon name="copy" size={14} />
        {texts('run.value.copy')}
      </button>
    </div>
  );
}
