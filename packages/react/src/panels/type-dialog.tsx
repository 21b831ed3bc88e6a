import { useState, type ReactElement } from 'react';
import { changeNodeType } from '../editor/commands/change-node-type.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import { Dialog } from '../shell/dialog.js';
import { labelOf } from './node-text.js';
import { paletteGroups } from './palette-model.js';
import { SearchList, type SearchGroup, type SearchItem } from './search-list.js';
import { tellLost } from './use-node-edits.js';
import { usePalette } from './use-palette.js';

export interface TypeDialogProps {
  readonly nodeId: string;
  readonly onClose: () => void;
}

/** Asks what a node is to be instead. What it is given stays as far as it fits; one step takes it back. */
export function TypeDialog({ nodeId, onClose }: TypeDialogProps): ReactElement | null {
  const texts = useTexts();
  const session = useSession();
  const run = useCommand();
  const document = useDocument();
  const [query, setQuery] = useState('');
  const { items, recent } = usePalette();
  const node = document.nodes.get(nodeId);
  const current = node?.data.type;
  const possible = items.filter(({ manifest }) => manifest !== null && manifest.type !== current);
  if (node === undefined) return null;
  const groups = paletteGroups(texts, possible, { query, recent }).map(
    ({ name, items: inside }): SearchGroup => ({
      name,
      items: inside.flatMap(({ manifest, title, description, icon, key }): SearchItem[] => {
        if (manifest === null) return [];
        const args = { nodeId, type: manifest.type, version: manifest.version };
        const refusal = session.document.check(changeNodeType, args);
        return [
          {
            key: `${name} ${key}`,
            label: title,
            detail: description,
            icon: <Icon name={icon} letterOf={title} size={18} />,
            refusal: refusal === null ? undefined : texts(refusal.message, refusal.values),
            pick: () => {
              onClose();
              const outcome = run(changeNodeType, args);
              if (outcome.ok) tellLost(session, outcome.result);
            },
          },
        ];
      }),
    }),
  );
  const title = texts('type.title', { name: labelOf(texts, session.catalogue, node) });
  return (
    <Dialog title={title} onClose={onClose} className="fg-search-dialog">
      <SearchList
        label={texts('palette.search')}
        query={query}
        onQuery={setQuery}
        groups={groups}
        empty={texts('palette.nothing')}
      />
    </Dialog>
  );
}
