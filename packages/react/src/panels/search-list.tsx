import {
  useEffect,
  useId,
  useRef,
  useState,
  type DragEvent,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { Icon } from '../icons/icon.js';

export interface SearchItem {
  readonly key: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly icon?: ReactNode;
  /** The keys that do the same, as they are written for people. */
  readonly keys?: string | undefined;
  /** Why it cannot be picked. */
  readonly refusal?: string | undefined;
  /** Makes it draggable: puts into the event what is dragged. */
  readonly onDrag?: ((event: DragEvent) => void) | undefined;
  readonly pick: () => void;
}

export interface SearchGroup {
  /** Empty: no heading. */
  readonly name: string;
  readonly items: readonly SearchItem[];
}

export interface SearchListProps {
  /** Says what is searched. */
  readonly label: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly groups: readonly SearchGroup[];
  /** Stands where nothing was found. */
  readonly empty: string;
  readonly className?: string | undefined;
}

/** A field to search in, and what was found: arrow keys choose, Enter or a press picks. One tab stop. */
export function SearchList(props: SearchListProps): ReactElement {
  const { label, query, onQuery, groups, empty, className } = props;
  const id = useId();
  const [active, setActive] = useState(0);
  const items = groups.flatMap((group) => group.items);
  const at = Math.min(active, items.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, query]);
  return (
    <div className={className === undefined ? 'fg-search' : `fg-search ${className}`}>
      <div className="fg-search-field">
        <Icon name="search" />
        <input
          className="fg-search-input"
          type="text"
          role="combobox"
          aria-label={label}
          placeholder={label}
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={items[at] === undefined ? undefined : `${id}-${at}`}
          autoComplete="off"
          spellCheck={false}
          data-fg-autofocus=""
          value={query}
          onChange={(event) => {
            setActive(0);
            onQuery(event.target.value);
          }}
          onKeyDown={(event) => onSearchKey(event, items, at, setActive)}
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        className="fg-search-list"
        role="listbox"
        aria-label={label}
      >
        <Groups id={id} groups={groups} active={at} />
      </div>
      {items.length === 0 && <p className="fg-empty">{empty}</p>}
    </div>
  );
}

function onSearchKey(
  event: KeyboardEvent<HTMLInputElement>,
  items: readonly SearchItem[],
  at: number,
  setActive: (at: number) => void,
): void {
  if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
    event.preventDefault();
    event.stopPropagation();
    pick(items[at]);
    return;
  }
  const next = placeAfter(event.key, at, items.length);
  if (next === undefined) return;
  event.preventDefault();
  setActive(next);
}

interface GroupsProps {
  readonly id: string;
  readonly groups: readonly SearchGroup[];
  readonly active: number;
}

function Groups({ id, groups, active }: GroupsProps): ReactElement {
  return (
    <>
      {groups.map(({ name, items }, group) => {
        const before = groups.slice(0, group).reduce((sum, each) => sum + each.items.length, 0);
        return (
          <div
            key={name}
            role="group"
            aria-labelledby={name === '' ? undefined : `${id}-group-${group}`}
          >
            {name !== '' && (
              <div id={`${id}-group-${group}`} className="fg-search-group" role="presentation">
                {name}
              </div>
            )}
            {items.map((item, index) => (
              <Option
                key={item.key}
                id={`${id}-${before + index}`}
                item={item}
                isActive={before + index === active}
              />
            ))}
          </div>
        );
      })}
    </>
  );
}

interface OptionProps {
  readonly id: string;
  readonly item: SearchItem;
  readonly isActive: boolean;
}

function Option({ id, item, isActive }: OptionProps): ReactElement {
  const { label, detail, icon, keys, refusal, onDrag } = item;
  return (
    // The keyboard is with the field: it says which option is the active one.
    <div
      id={id}
      className="fg-search-option"
      role="option"
      aria-selected={isActive}
      aria-disabled={refusal === undefined ? undefined : true}
      draggable={onDrag !== undefined}
      onDragStart={onDrag}
      onMouseDown={(event) => {
        // The focus stays in the field, unless the option is about to be dragged.
        if (onDrag === undefined) event.preventDefault();
      }}
      onClick={() => pick(item)}
    >
      {icon}
      <span className="fg-search-text">
        <span className="fg-search-label">
          <bdi>{label}</bdi>
        </span>
        {(refusal ?? detail) !== undefined && (
          <span className="fg-search-detail">
            <bdi>{refusal ?? detail}</bdi>
          </span>
        )}
      </span>
      {keys !== undefined && <kbd className="fg-kbd">{keys}</kbd>}
    </div>
  );
}

function pick(item: SearchItem | undefined): void {
  if (item !== undefined && item.refusal === undefined) item.pick();
}

function placeAfter(key: string, at: number, length: number): number | undefined {
  if (length === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % length;
  if (key === 'ArrowUp') return at <= 0 ? length - 1 : at - 1;
  if (key === 'PageDown') return Math.min(length - 1, at + 8);
  if (key === 'PageUp') return Math.max(0, at - 8);
  return undefined;
}
