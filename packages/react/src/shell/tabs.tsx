import { useId, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** Beside the label, for example how many there are. */
  readonly badge?: ReactNode;
  readonly content: () => ReactNode;
}

export interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly current: Name;
  readonly onChange: (name: Name) => void;
  /** Stands behind the tabs, for example a button that closes the panel. */
  readonly after?: ReactNode;
}

/** Panels of which one is shown. Arrow keys go through the tabs. */
export function Tabs<Name extends string>({
  label,
  tabs,
  current,
  onChange,
  after,
}: TabsProps<Name>): ReactElement {
  const id = useId();
  const shown = tabs.find(({ name }) => name === current) ?? tabs[0];
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const next = neighbour(tabs, shown, event);
    if (next === undefined) return;
    event.preventDefault();
    onChange(next.name);
    event.currentTarget.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${next.name}`)}`)?.focus();
  };
  return (
    <div className="fg-tabbed">
      <div className="fg-tabs">
        {/* Keys bubble from the tabs, which take the focus. */}
        <div
          className="fg-tab-list"
          role="tablist"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={move}
        >
          {tabs.map(({ name, label: text, badge }) => (
            <button
              key={name}
              id={`${id}-${name}`}
              type="button"
              role="tab"
              className="fg-tab"
              aria-selected={name === shown?.name}
              aria-controls={name === shown?.name ? `${id}-panel` : undefined}
              tabIndex={name === shown?.name ? 0 : -1}
              onClick={() => onChange(name)}
            >
              {text}
              {badge}
            </button>
          ))}
        </div>
        {after}
      </div>
      <div
        id={`${id}-panel`}
        className="fg-tab-panel"
        role="tabpanel"
        aria-labelledby={`${id}-${shown?.name}`}
      >
        {shown?.content()}
      </div>
    </div>
  );
}

function neighbour<Name extends string>(
  tabs: readonly Tab<Name>[],
  shown: Tab<Name> | undefined,
  { key, currentTarget }: KeyboardEvent<HTMLElement>,
): Tab<Name> | undefined {
  if (key === 'Home') return tabs[0];
  if (key === 'End') return tabs.at(-1);
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  const isRtl = getComputedStyle(currentTarget).direction === 'rtl';
  const step = (key === 'ArrowRight') === isRtl ? -1 : 1;
  const at = tabs.findIndex(({ name }) => name === shown?.name);
  return tabs.at((at + step) % tabs.length);
}
