import { useMemo, type ReactElement } from 'react';
import { manifestOf } from '../editor/document-queries.js';
import { fieldTitle } from '../editor/field-title.js';
import { usagesOf, type NodeUsage } from '../editor/references.js';
import type { EditorDocument } from '../editor/records.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { Icon } from '../icons/icon.js';
import type { Texts } from '../language/text.js';
import { Dialog } from '../shell/dialog.js';
import { focusField } from './focus-field.js';
import { InspectorSection } from './inspector-section.js';
import { bodyLabel, labelOf } from './node-text.js';

/** Every place that uses the data of a node; a press goes there. */
export function UsagesDialog({
  nodeId,
  onClose,
}: {
  readonly nodeId: string;
  readonly onClose: () => void;
}): ReactElement | null {
  const texts = useTexts();
  const { catalogue } = useSession();
  const document = useDocument();
  const usages = useMemo(() => usagesOf(document, nodeId), [document, nodeId]);
  const node = document.nodes.get(nodeId);
  if (node === undefined) return null;
  const name = labelOf(texts, catalogue, node);
  return (
    <Dialog title={texts('usages.title', { name })} onClose={onClose}>
      {usages.length === 0 ? (
        <p className="fg-empty">{texts('usages.none')}</p>
      ) : (
        <UsageList usages={usages} onGo={onClose} />
      )}
    </Dialog>
  );
}

/** The same in the inspector; nothing where nothing uses it. */
export function InspectorUsages({ nodeId }: { readonly nodeId: string }): ReactElement | null {
  const texts = useTexts();
  const document = useDocument();
  const usages = useMemo(() => usagesOf(document, nodeId), [document, nodeId]);
  if (usages.length === 0) return null;
  return (
    <InspectorSection
      title={texts('usages.section')}
      summary={texts('usages.count', { count: usages.length })}
    >
      <UsageList usages={usages} />
    </InspectorSection>
  );
}

interface UsageListProps {
  readonly usages: readonly NodeUsage[];
  readonly onGo?: (() => void) | undefined;
}

function UsageList({ usages, onGo }: UsageListProps): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const document = useDocument();
  const go = (usage: NodeUsage, root: Element | null): void => {
    onGo?.();
    const owner = usage.nodeId ?? usage.graph?.nodeId ?? null;
    session.selection.select({ nodes: owner === null ? [] : [owner] });
    if (owner !== null) session.canvas.get()?.reveal(owner);
    session.ui.update((state) => ({ ...state, panel: owner === null ? 'workflow' : 'inspector' }));
    if (usage.nodeId !== null) focusField(root, usage.nodeId, usage.path);
  };
  return (
    <ul className="fg-usages">
      {usages.map((usage) => {
        const { node, field } = wordsOf(usage, { texts, document, session });
        return (
          <li key={`${usage.nodeId} ${JSON.stringify(usage.graph)} ${usage.path.join('.')}`}>
            <button
              type="button"
              className="fg-usage"
              onClick={({ currentTarget }) => go(usage, currentTarget.closest('.fg-root'))}
            >
              <Icon name="arrow-right" size={14} />
              <span>
                <bdi>{node}</bdi>
                <span className="fg-problem-place">{field}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface WordParts {
  readonly texts: Texts;
  readonly document: EditorDocument;
  readonly session: WorkflowSession;
}

/** Whose setting it is, and which one. */
function wordsOf(
  { nodeId, graph, path: [kind, name = '', ...rest] }: NodeUsage,
  { texts, document, session: { catalogue } }: WordParts,
): { readonly node: string; readonly field: string } {
  const node = document.nodes.get(nodeId ?? graph?.nodeId ?? '');
  const label = node === undefined ? texts('problems.workflow') : labelOf(texts, catalogue, node);
  if (nodeId === null) {
    const body = graph === null ? null : bodyLabel(texts, graph.body);
    const field = body === null ? 'inspector.result' : 'inspector.bodyOutputOf';
    return { node: label, field: texts(field, { body: body ?? '' }) };
  }
  if (kind === 'fallback') return { node: label, field: texts('inspector.fallback') };
  if (kind === 'compensate') return { node: label, field: texts('inspector.compensate') };
  const schema = node === undefined ? undefined : manifestOf(catalogue, node)?.input;
  const keys = rest.map((key) => (typeof key === 'number' ? texts.number(key + 1) : key));
  return { node: label, field: [fieldTitle(schema, String(name)), ...keys].join(' › ') };
}
