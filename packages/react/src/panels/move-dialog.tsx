import { useState, type ReactElement } from 'react';
import { graphKey, type GraphRef } from '../editor/records.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import { Dialog } from '../shell/dialog.js';
import { moveInFlow, type FlowPlace } from './move-in-flow.js';
import { bodyLabel, labelOf } from './node-text.js';
import { bestMatches } from './search-match.js';
import { SearchList, type SearchItem } from './search-list.js';

export interface MoveDialogProps {
  readonly nodeId: string;
  readonly onClose: () => void;
}

/** Asks where a node is to go: before or after another, or into a container. */
export function MoveDialog({ nodeId, onClose }: MoveDialogProps): ReactElement | null {
  const texts = useTexts();
  const session = useSession();
  const run = useCommand();
  const document = useDocument();
  const [query, setQuery] = useState('');
  const node = document.nodes.get(nodeId);
  if (node === undefined) return null;
  const itemOf = (label: string, place: FlowPlace): SearchItem => {
    const refusal = session.document.check(moveInFlow, { nodeId, place });
    return {
      key: `${place.kind} ${place.kind === 'into' ? graphKey(place.graph) : place.nodeId}`,
      label,
      icon: (
        <Icon
          name={
            place.kind === 'into' ? 'layers' : place.kind === 'before' ? 'arrow-up' : 'arrow-down'
          }
        />
      ),
      refusal: refusal === null ? undefined : texts(refusal.message, refusal.values),
      pick: () => {
        onClose();
        if (run(moveInFlow, { nodeId, place }).ok) session.selection.select({ nodes: [nodeId] });
      },
    };
  };
  const items = [...document.nodes.values()].flatMap((other): SearchItem[] => {
    const name = labelOf(texts, session.catalogue, other);
    const inside = [...other.bodies.keys()].map((body): [string, GraphRef] => [
      texts('outline.moveInto', { name, body: bodyLabel(texts, body) }),
      { nodeId: other.id, body },
    ]);
    if (other.id === nodeId) return [];
    return [
      itemOf(texts('outline.moveAfter', { name }), { kind: 'after', nodeId: other.id }),
      itemOf(texts('outline.moveBefore', { name }), { kind: 'before', nodeId: other.id }),
      ...inside.map(([label, graph]) => itemOf(label, { kind: 'into', graph })),
    ];
  });
  if (node.graph !== null)
    items.push(itemOf(texts('outline.moveOut'), { kind: 'into', graph: null }));
  const found = bestMatches(items, query, ({ label }) => [{ text: label, weight: 1 }]);
  const title = texts('outline.moveTitle', { name: labelOf(texts, session.catalogue, node) });
  return (
    <Dialog title={title} onClose={onClose} className="fg-search-dialog">
      <SearchList
        label={texts('outline.moveWhere')}
        query={query}
        onQuery={setQuery}
        groups={[{ name: '', items: found.slice(0, 100) }]}
        empty={texts('palette.nothing')}
      />
    </Dialog>
  );
}
