import { useMemo, useState, type ReactElement } from 'react';
import type { Catalogue } from '@flowgraft/core';
import type { EditorDocument, EditorNode } from '../editor/records.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import type { Texts } from '../language/text.js';
import { Dialog } from '../shell/dialog.js';
import { labelOf, titleOf } from './node-text.js';
import { bestMatches, type SearchField } from './search-match.js';
import { SearchList, type SearchItem } from './search-list.js';

/** Most that is shown of what was found. */
const shownMost = 100;

/** Finds nodes and notes by name, type, and what is written in their settings. */
export function FindDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const document = useDocument();
  const [query, setQuery] = useState('');
  const entries = useMemo(
    () => entriesOf(texts, document, session.catalogue),
    [texts, document, session],
  );
  const found = bestMatches(entries, query, ({ fields }) => fields);
  const items = found.slice(0, shownMost).map((entry): SearchItem => ({
    ...entry,
    icon: <Icon name={entry.icon} letterOf={entry.label} />,
    pick: () => {
      onClose();
      if (entry.isNote) session.selection.select({ notes: [entry.id] });
      else {
        session.selection.select({ nodes: [entry.id] });
        session.canvas.get()?.reveal(entry.id, { focus: true });
      }
    },
  }));
  const name = texts('palette.found', { count: found.length });
  return (
    <Dialog title={texts('find.title')} onClose={onClose} className="fg-search-dialog">
      <SearchList
        label={texts('find.search')}
        query={query}
        onQuery={setQuery}
        groups={items.length === 0 ? [] : [{ name: query === '' ? '' : name, items }]}
        empty={texts('find.nothing')}
      />
    </Dialog>
  );
}

export interface FoundEntry {
  readonly key: string;
  readonly id: string;
  readonly isNote: boolean;
  readonly label: string;
  readonly detail: string;
  readonly icon: string | undefined;
  readonly fields: readonly SearchField[];
}

/** What can be found in a workflow. */
export function entriesOf(
  texts: Texts,
  { nodes, notes }: EditorDocument,
  catalogue: Catalogue,
): FoundEntry[] {
  const ofNodes = [...nodes.values()].map((node) => nodeEntry(texts, node, catalogue));
  const ofNotes = [...notes.values()].map(({ id, text }): FoundEntry => ({
    key: `note ${id}`,
    id,
    isNote: true,
    label: text.split('\n', 1)[0] ?? '',
    detail: texts('palette.note'),
    icon: 'sticky-note',
    fields: [{ text, weight: 2 }],
  }));
  return [...ofNodes, ...ofNotes];
}

function nodeEntry(texts: Texts, node: EditorNode, catalogue: Catalogue): FoundEntry {
  const manifest = catalogue.get(node.data.type, node.data.version);
  const label = labelOf(texts, catalogue, node);
  const title = manifest === undefined ? node.data.type : titleOf(texts, manifest);
  return {
    key: `node ${node.id}`,
    id: node.id,
    isNote: false,
    label,
    detail: title,
    icon: manifest?.icon,
    fields: [
      { text: label, weight: 4 },
      { text: title, weight: 3 },
      { text: textsIn(node.data.input).join(' '), weight: 1 },
    ],
  };
}

/** All texts in a value, at any depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
