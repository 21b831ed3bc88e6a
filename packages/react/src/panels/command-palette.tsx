import { useMemo, useState, type ReactElement } from 'react';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import { Dialog } from '../shell/dialog.js';
import { isAppleDevice, keysOf } from '../shell/shortcuts.js';
import { useActions } from '../shell/use-actions.js';
import { entriesOf } from './find.js';
import { recentOf } from './recent.js';
import { bestMatches } from './search-match.js';
import { SearchList, type SearchGroup, type SearchItem } from './search-list.js';

/** Everything that can be done, and every node, by name. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const [query, setQuery] = useState('');
  const actions = useActionItems(onClose);
  const nodes = useNodeItems(onClose);
  const fields = ({ label }: SearchItem) => [{ text: label, weight: 1 }];
  const groups: SearchGroup[] =
    query.trim() === ''
      ? [{ name: '', items: actions }]
      : [
          { name: texts('commands.actions'), items: bestMatches(actions, query, fields) },
          { name: texts('commands.nodes'), items: bestMatches(nodes, query, fields).slice(0, 20) },
        ];
  return (
    <Dialog title={texts('commands.title')} onClose={onClose} className="fg-search-dialog">
      <SearchList
        label={texts('commands.search')}
        query={query}
        onQuery={setQuery}
        groups={groups.filter(({ items }) => items.length > 0)}
        empty={texts('commands.nothing')}
      />
    </Dialog>
  );
}

/** What was used last comes first. */
function useActionItems(onClose: () => void): SearchItem[] {
  const texts = useTexts();
  const { actions } = useActions();
  const recent = recentOf(useEditor()).actions;
  // As it stood when the palette was opened: it does not change under the user's hands.
  const [known] = useState(actions);
  const [used] = useState(recent.get);
  const others = known.filter(({ id }) => id !== 'commandPalette' && !used.includes(id));
  const first = used.flatMap((id) => known.filter((action) => action.id === id));
  // What cannot be done now stands behind what can.
  const ordered = [...first, ...others].toSorted(
    (a, b) => Number(a.refusal !== undefined) - Number(b.refusal !== undefined),
  );
  return ordered.map((action) => ({
    key: action.id,
    label: action.label,
    icon: <Icon name={action.icon} />,
    keys: keysOf(texts, action.id, isAppleDevice()),
    refusal: action.refusal,
    pick: () => {
      recent.add(action.id);
      onClose();
      // What opens another dialog does so when this one has gone.
      queueMicrotask(action.run);
    },
  }));
}

function useNodeItems(onClose: () => void): SearchItem[] {
  const texts = useTexts();
  const { catalogue, selection, canvas } = useSession();
  const document = useDocument();
  const entries = useMemo(
    () => entriesOf(texts, document, catalogue),
    [texts, document, catalogue],
  );
  return entries
    .filter(({ isNote }) => !isNote)
    .map((entry) => ({
      key: entry.key,
      label: entry.label,
      detail: entry.detail,
      icon: <Icon name={entry.icon} letterOf={entry.label} />,
      pick: () => {
        onClose();
        selection.select({ nodes: [entry.id] });
        canvas.get()?.reveal(entry.id, { focus: true });
      },
    }));
}
