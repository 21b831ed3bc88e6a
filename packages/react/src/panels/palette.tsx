import { useRef, useState, type DragEvent, type ReactElement } from 'react';
import type { AddRequest } from '../editor/ui-state.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import { usePopover } from '../shell/menu.js';
import type { Anchor } from '../shell/place-beside.js';
import type { Texts } from '../language/text.js';
import { labelOf, portLabel } from './node-text.js';
import { draggedNodeType, paletteGroups, type PaletteItem } from './palette-model.js';
import { SearchList, type SearchItem } from './search-list.js';
import { anywhere, usePalette } from './use-palette.js';

/** Everything that can be added: searched, picked, or dragged to the canvas. */
export function Palette(): ReactElement {
  const { document } = useSession();
  const texts = useTexts();
  if (document.isReadOnly) return <p className="fg-empty">{texts('editor.readOnly')}</p>;
  return <PaletteList request={anywhere} isDraggable />;
}

interface PaletteListProps {
  readonly request: AddRequest;
  readonly isDraggable?: boolean | undefined;
  readonly onAdded?: (() => void) | undefined;
}

function PaletteList({ request, isDraggable, onAdded }: PaletteListProps): ReactElement {
  const texts = useTexts();
  const [query, setQuery] = useState('');
  const { items, recent, add } = usePalette();
  // What is joined to something cannot be a note.
  const isJoined = request.from !== null || request.edgeId !== null;
  const fitting = isJoined
    ? items.filter(({ manifest }) => manifest !== null && manifest.inputPorts.length > 0)
    : items;
  const groups = paletteGroups(texts, fitting, { query, recent }).map(
    ({ name, items: inside }) => ({
      name,
      items: inside.map((item): SearchItem => ({
        key: `${name} ${item.key}`,
        label: item.title,
        detail: item.description,
        icon: <PaletteIcon item={item} />,
        onDrag:
          isDraggable === true && item.manifest !== null ? (event) => drag(event, item) : undefined,
        pick: () => {
          if (add(item, request)) onAdded?.();
        },
      })),
    }),
  );
  return (
    <SearchList
      className="fg-palette"
      label={texts('palette.search')}
      query={query}
      onQuery={setQuery}
      groups={groups}
      empty={texts('palette.nothing')}
    />
  );
}

function PaletteIcon({ item }: { readonly item: PaletteItem }): ReactElement {
  return (
    <span className="fg-palette-icon">
      <Icon name={item.icon} letterOf={item.title} size={18} />
    </span>
  );
}

function drag({ dataTransfer }: DragEvent, { manifest }: PaletteItem): void {
  if (manifest === null) return;
  const { type, version } = manifest;
  dataTransfer.setData(draggedNodeType, JSON.stringify({ type, version }));
  dataTransfer.effectAllowed = 'copy';
}

export interface PalettePopoverProps {
  readonly request: AddRequest;
  readonly anchor: Anchor;
  readonly onClose: () => void;
}

/** The palette over the page, for a node that goes to a certain place. */
export function PalettePopover({ request, anchor, onClose }: PalettePopoverProps): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  const texts = useTexts();
  const session = useSession();
  usePopover(element, { anchor, onClose });
  const title = titleOf(texts, session, request);
  return (
    <div
      ref={element}
      popover="auto"
      className="fg-menu fg-palette-popover"
      role="dialog"
      aria-label={title}
    >
      <h2 className="fg-menu-title">{title}</h2>
      <PaletteList
        request={request}
        onAdded={() => {
          // First closed: then the focus is where it was, and goes on to the new node from there.
          element.current?.hidePopover();
          onClose();
        }}
      />
    </div>
  );
}

function titleOf(
  texts: Texts,
  { document, catalogue }: ReturnType<typeof useSession>,
  { from, edgeId }: AddRequest,
): string {
  const source = document.get().nodes.get(from?.nodeId ?? '');
  if (source !== undefined && from !== null) {
    const values = { name: labelOf(texts, catalogue, source), port: portLabel(texts, from.port) };
    return texts(from.port === 'out' ? 'palette.after' : 'palette.afterPort', values);
  }
  return texts(edgeId === null ? 'palette.add' : 'palette.onEdge');
}
