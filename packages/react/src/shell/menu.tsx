import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';
import { placeBeside, type Anchor } from './place-beside.js';

/** An action in a menu. */
export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: EditorIconName | undefined;
  /** The keys that do the same, as they are written for people. */
  readonly keys?: string | undefined;
  readonly isDanger?: boolean | undefined;
  /** Why it cannot be done now. */
  readonly refusal?: string | undefined;
  /** Set for choices: whether this one holds. */
  readonly isChecked?: boolean | undefined;
  readonly run: () => void;
}

export type MenuEntry = MenuAction | 'separator';

export interface MenuProps {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly anchor: Anchor;
  readonly onClose: () => void;
}

/** A menu of actions over the page, open while it is mounted. Arrow keys, Home, End and first letters go through it. */
export function Menu({ label, entries, anchor, onClose }: MenuProps): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  usePopover(element, { anchor, onClose });
  const run = (action: MenuAction): void => {
    if (action.refusal !== undefined) return;
    // First closed, so that the action finds the focus where it was, and may move it.
    element.current?.hidePopover();
    onClose();
    action.run();
  };
  return (
    <div
      ref={element}
      className="fg-menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      popover="auto"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Tab') onClose();
        else moveThrough(event);
      }}
    >
      {entries.map((entry, index) =>
        entry === 'separator' ? (
          <div key={`separator-${index}`} className="fg-menu-separator" role="separator" />
        ) : (
          <MenuItem key={entry.id} action={entry} onRun={run} />
        ),
      )}
    </div>
  );
}

function MenuItem({
  action,
  onRun,
}: {
  readonly action: MenuAction;
  readonly onRun: (action: MenuAction) => void;
}): ReactElement {
  const { label, icon, keys, isDanger, refusal, isChecked } = action;
  return (
    <button
      type="button"
      role={isChecked === undefined ? 'menuitem' : 'menuitemradio'}
      tabIndex={-1}
      className={isDanger === true ? 'fg-menu-item fg-menu-item--danger' : 'fg-menu-item'}
      aria-checked={isChecked}
      aria-disabled={refusal === undefined ? undefined : true}
      title={refusal}
      onClick={() => onRun(action)}
    >
      <Icon name={isChecked === true ? 'check' : (icon ?? 'blank')} letterOf=" " />
      <span>{label}</span>
      {refusal !== undefined && <span className="fg-visually-hidden">{refusal}</span>}
      {keys !== undefined && <kbd className="fg-kbd">{keys}</kbd>}
    </button>
  );
}

export interface MenuButtonProps {
  /** The button's name, and the menu's. */
  readonly label: string;
  readonly entries: () => readonly MenuEntry[];
  /** What the button shows. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A button that opens a menu under itself. */
export function MenuButton({ label, entries, children, className }: MenuButtonProps): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? 'fg-button fg-button--quiet fg-button--icon'}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <Menu label={label} entries={entries()} anchor={button} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

/** Shows an element as a popover beside its anchor while it is mounted, and takes the focus into it. */
export function usePopover(
  element: RefObject<HTMLElement | null>,
  { anchor, onClose }: { readonly anchor: Anchor; readonly onClose: () => void },
): void {
  const latest = useRef({ anchor, onClose });
  useEffect(() => {
    latest.current = { anchor, onClose };
  });
  useLayoutEffect(() => {
    const popover = element.current;
    if (popover === null) return undefined;
    popover.showPopover();
    placeBeside(popover, latest.current.anchor);
    const first = popover.querySelector<HTMLElement>('[data-fg-autofocus], input, button');
    (first ?? popover).focus();
    const onToggle = (): void => {
      if (!popover.matches(':popover-open')) latest.current.onClose();
    };
    popover.addEventListener('toggle', onToggle);
    return () => {
      popover.removeEventListener('toggle', onToggle);
      if (popover.matches(':popover-open')) popover.hidePopover();
    };
  }, [element]);
}

function moveThrough(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const next = target(event.key, items, at);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function target(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items.at(at <= 0 ? -1 : at - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const letter = key.toLocaleLowerCase();
  return after.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(letter));
}
