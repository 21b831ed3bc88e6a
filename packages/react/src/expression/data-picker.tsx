import { useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import { dataChildren, dataEntries, type DataEntry } from './data-tree.js';
import { valueText } from './sample-value.js';
import type { ExpressionData } from './suggestions.js';
import { typeText } from './type-text.js';

export interface DataPickerProps {
  readonly data: ExpressionData;
  readonly label: string;
  readonly onPick: (reference: string) => void;
  readonly onClose: () => void;
}

interface Row {
  readonly entry: DataEntry;
  readonly level: number;
  readonly parent: number;
}

/** More rows than this are not shown; a search finds the rest. */
const maxRows = 300;

/** The data that can be read here, as a tree: arrow keys move and open, Enter or a click puts it into the text. */
export function DataPicker(props: DataPickerProps): ReactElement {
  const { data, label, onPick } = props;
  const texts = useTexts();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => rowsOf(data, open), [data, open]);
  const toggle = (reference: string, isOpen: boolean): void => {
    const next = new Set(open);
    if (isOpen) next.add(reference);
    else next.delete(reference);
    setOpen(next);
  };
  const moveTo = (index: number): void => {
    const to = Math.min(Math.max(index, 0), rows.length - 1);
    setActive(to);
    list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[to]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = keyStep(
      event.key,
      { ...props, rows, open, active, toggle, moveTo },
      texts.direction,
    );
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };
  if (rows.length === 0) return <p className="fg-form__note">{texts('expression.noData')}</p>;
  return (
    <ul
      ref={list}
      role="tree"
      className="fg-picker"
      aria-label={texts('expression.dataFor', { field: label })}
      onKeyDown={onKeyDown}
    >
      {rows.map(({ entry, level }, index) => (
        <li
          key={entry.reference}
          role="treeitem"
          aria-level={level}
          aria-expanded={entry.hasChildren ? open.has(entry.reference) : undefined}
          aria-selected={index === active}
          tabIndex={index === active ? 0 : -1}
          className={`fg-picker__row fg-picker__row--${Math.min(level, 6)}`}
          onFocus={() => setActive(index)}
          onClick={() => onPick(entry.reference)}
        >
          <PickerRow
            entry={entry}
            isOpen={open.has(entry.reference)}
            onToggle={(isOpen) => toggle(entry.reference, isOpen)}
          />
        </li>
      ))}
    </ul>
  );
}

interface PickerKeys extends DataPickerProps {
  readonly rows: readonly Row[];
  readonly open: ReadonlySet<string>;
  readonly active: number;
  readonly toggle: (reference: string, isOpen: boolean) => void;
  readonly moveTo: (index: number) => void;
}

/** What a key does in the tree. */
function keyStep(
  key: string,
  { rows, open, active, toggle, moveTo, onPick, onClose }: PickerKeys,
  direction: 'ltr' | 'rtl',
): (() => void) | undefined {
  const row = rows[active];
  if (row === undefined) return undefined;
  const { entry, parent } = row;
  const isOpen = open.has(entry.reference);
  const into = (): void =>
    entry.hasChildren && !isOpen ? toggle(entry.reference, true) : moveTo(active + 1);
  const out = (): void => (isOpen ? toggle(entry.reference, false) : moveTo(parent));
  const steps: Readonly<Record<string, () => void>> = {
    ArrowDown: () => moveTo(active + 1),
    ArrowUp: () => moveTo(active - 1),
    Home: () => moveTo(0),
    End: () => moveTo(rows.length - 1),
    ArrowRight: direction === 'rtl' ? out : into,
    ArrowLeft: direction === 'rtl' ? into : out,
    Enter: () => onPick(entry.reference),
    ' ': () => onPick(entry.reference),
    Escape: onClose,
  };
  return Object.hasOwn(steps, key) ? steps[key] : undefined;
}

interface PickerRowProps {
  readonly entry: DataEntry;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

function PickerRow({ entry, isOpen, onToggle }: PickerRowProps): ReactElement {
  const texts = useTexts();
  const { kind, label, schema, value } = entry;
  const name =
    kind === 'item'
      ? texts('expression.firstItem')
      : kind === 'name'
        ? texts.maybe(`expression.root.${label}`, label)
        : label;
  return (
    <>
      {entry.hasChildren ? (
        <span
          className="fg-picker__toggle"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(!isOpen);
          }}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
        </span>
      ) : (
        <span className="fg-picker__toggle" />
      )}
      <span className={kind === 'node' ? 'fg-chip' : 'fg-picker__name'} dir="auto">
        {name}
      </span>
      <span className="fg-picker__type">{typeText(schema, texts)}</span>
      {value !== undefined && typeof value !== 'object' && (
        <span className="fg-picker__value" dir="auto">
          {valueText(value, 40)}
        </span>
      )}
    </>
  );
}

function rowsOf(data: ExpressionData, open: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = [];
  const add = (entries: readonly DataEntry[], level: number, parent: number): void => {
    for (const entry of entries) {
      if (rows.length >= maxRows) return;
      const at = rows.push({ entry, level, parent }) - 1;
      if (open.has(entry.reference)) add(dataChildren(entry, data.sample), level + 1, at);
    }
  };
  add(dataEntries(data), 1, 0);
  return rows;
}
