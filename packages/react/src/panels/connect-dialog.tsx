import { useMemo, useState, type ReactElement } from 'react';
import type { Catalogue } from '@flowgraft/core';
import { connect } from '../editor/commands/connect.js';
import { connectionNotice } from '../editor/connection-notice.js';
import { connectionTargets } from '../editor/connection-rules.js';
import { geometryOf } from '../editor/geometry/geometry.js';
import { isSameGraph, type EditorDocument } from '../editor/records.js';
import type { PortRef } from '../editor/ui-state.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import type { Texts } from '../language/text.js';
import { Dialog } from '../shell/dialog.js';
import { labelOf, portLabel } from './node-text.js';
import { bestMatches } from './search-match.js';
import { SearchList, type SearchGroup, type SearchItem } from './search-list.js';

export interface ConnectDialogProps {
  readonly from: PortRef;
  readonly onClose: () => void;
}

/** Asks for what an output is to lead to: what can be connected first, then the rest with why it cannot. */
export function ConnectDialog({ from, onClose }: ConnectDialogProps): ReactElement | null {
  const texts = useTexts();
  const session = useSession();
  const { catalogue } = session;
  const run = useCommand();
  const document = useDocument();
  const [query, setQuery] = useState('');
  const targets = useMemo(
    () => targetsOf(texts, document, catalogue, from),
    [texts, document, catalogue, from],
  );
  const source = document.nodes.get(from.nodeId);
  if (source === undefined) return null;
  const items = targets.map((target): SearchItem => ({
    ...target,
    icon: <Icon name={target.icon} letterOf={target.label} />,
    pick: () => {
      onClose();
      const { to } = target;
      const outcome = run(connect, { from, to, fill: true });
      if (!outcome.ok) return;
      const { filled } = outcome.result;
      const made = { from, to, filled };
      const notice = connectionNotice(session.document.get(), catalogue, made);
      if (notice !== null) session.announce(notice.message, notice.values);
    },
  }));
  const found = bestMatches(items, query, ({ label }) => [{ text: label, weight: 1 }]);
  const title = texts('connect.title', {
    name: labelOf(texts, catalogue, source),
    port: portLabel(texts, from.port),
  });
  return (
    <Dialog title={title} onClose={onClose} className="fg-search-dialog">
      <SearchList
        label={texts('connect.search')}
        query={query}
        onQuery={setQuery}
        groups={groupsOf(texts, found)}
        empty={texts('connect.nothing')}
      />
    </Dialog>
  );
}

interface Target {
  readonly key: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly refusal?: string | undefined;
  readonly icon: string | undefined;
  readonly to: PortRef;
}

/** The inputs of all nodes beside the source. */
function targetsOf(
  texts: Texts,
  document: EditorDocument,
  catalogue: Catalogue,
  from: PortRef,
): Target[] {
  const geometry = geometryOf(document, catalogue);
  const verdictOf = connectionTargets(document, catalogue, from);
  const graph = document.nodes.get(from.nodeId)?.graph ?? null;
  const beside = [...document.nodes.values()].filter((node) => isSameGraph(node.graph, graph));
  return beside.flatMap((node): Target[] => {
    const { inputs } = geometry.ports(node);
    const name = labelOf(texts, catalogue, node);
    return inputs.map((port) => {
      const to = { nodeId: node.id, port: port.name };
      const verdict = verdictOf(to);
      return {
        key: `${node.id} ${port.name}`,
        label:
          inputs.length > 1
            ? texts('connect.port', { name, port: port.label ?? portLabel(texts, port.name) })
            : name,
        detail: verdict.ok && verdict.isBackEdge ? texts('connect.backEdge') : undefined,
        refusal: verdict.ok ? undefined : texts(verdict.message, verdict.values),
        icon: geometry.manifestOf(node)?.icon,
        to,
      };
    });
  });
}

function groupsOf(texts: Texts, items: readonly SearchItem[]): SearchGroup[] {
  const possible = items.filter(({ refusal }) => refusal === undefined);
  const refused = items.filter(({ refusal }) => refusal !== undefined);
  return [
    { name: texts('connect.possible'), items: possible.slice(0, 100) },
    { name: texts('connect.refused'), items: refused.slice(0, 50) },
  ].filter((group) => group.items.length > 0);
}
