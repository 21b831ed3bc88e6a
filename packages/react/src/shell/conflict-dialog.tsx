import { useMemo, useState, type ReactElement } from 'react';
import { compareDocuments, type Difference, type DifferencePart } from '../editor/document-diff.js';
import type { WorkflowDraft } from '../transport/transport.js';
import { readDocument } from '../editor/read-document.js';
import type { EditorDocument } from '../editor/records.js';
import { writeDocument } from '../editor/write-document.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useSaving } from '../hooks/use-saving.js';
import type { Texts } from '../language/text.js';
import { labelOf } from '../panels/node-text.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { Dialog } from './dialog.js';

/** Somebody else saved meanwhile: what both have is shown side by side, and the user decides which is kept. */
export function ConflictDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const saving = useSaving();
  if (saving.status === 'conflict') return <Conflict theirs={saving.theirs} onClose={onClose} />;
  return (
    <Dialog title={texts('conflict.title')} onClose={onClose}>
      <p>{texts('conflict.over')}</p>
    </Dialog>
  );
}

interface ConflictProps {
  readonly theirs: WorkflowDraft;
  readonly onClose: () => void;
}

function Conflict({ theirs, onClose }: ConflictProps): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const document = useDocument();
  const [isBusy, setBusy] = useState(false);
  const differences = useMemo(
    () => compareDocuments(writeDocument(document), theirs.document),
    [document, theirs],
  );
  const other = useMemo(() => readDocument(theirs.document), [theirs]);
  const decide = (choice: 'mine' | 'theirs'): void => {
    setBusy(true);
    session.resolveConflict(choice).then(
      () => onClose(),
      () => setBusy(false),
    );
  };
  const footer = (
    <>
      <button type="button" className="fg-button" onClick={onClose}>
        {texts('conflict.later')}
      </button>
      <button
        type="button"
        className="fg-button"
        disabled={isBusy}
        onClick={() => decide('theirs')}
      >
        {texts('conflict.takeTheirs')}
      </button>
      <button
        type="button"
        className="fg-button fg-button--primary"
        disabled={isBusy}
        onClick={() => decide('mine')}
      >
        {texts('conflict.keepMine')}
      </button>
    </>
  );
  return (
    <Dialog title={texts('conflict.title')} onClose={onClose} footer={footer} isWide>
      <p>
        {texts('conflict.text', {
          name: theirs.updatedBy ?? texts('conflict.somebody'),
          time: texts.time(theirs.updatedAt, { dateStyle: 'medium', timeStyle: 'short' }),
        })}
      </p>
      <Differences differences={differences} names={[document, other]} />
    </Dialog>
  );
}

interface DifferencesProps extends Pick<RowsProps, 'names'> {
  readonly differences: readonly Difference[];
}

function Differences({ differences, names }: DifferencesProps): ReactElement {
  const texts = useTexts();
  return (
    <div
      className="fg-table-scroll"
      role="region"
      tabIndex={0}
      aria-label={texts('conflict.differences')}
    >
      <table className="fg-differences">
        <thead>
          <tr>
            <th scope="col">{texts('conflict.what')}</th>
            <th scope="col">{texts('conflict.mine')}</th>
            <th scope="col">{texts('conflict.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <Rows
              key={`${difference.kind} ${difference.id}`}
              difference={difference}
              names={names}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowsProps {
  readonly difference: Difference;
  /** Where names are looked up: mine first. */
  readonly names: readonly EditorDocument[];
}

function Rows({ difference, names }: RowsProps): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const { side, parts } = difference;
  const name = nameOf(texts, session, difference, names);
  if (side !== 'both') {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td>{texts(side === 'mine' ? 'conflict.there' : 'conflict.notThere')}</td>
        <td>{texts(side === 'theirs' ? 'conflict.there' : 'conflict.notThere')}</td>
      </tr>
    );
  }
  return (
    <>
      {parts.map((part) => (
        <tr key={`${part.name} ${part.field ?? ''}`}>
          <th scope="row">
            {name} <span className="fg-hint">{partName(texts, part)}</span>
          </th>
          <td dir="auto">{valueText(part.mine)}</td>
          <td dir="auto">{valueText(part.theirs)}</td>
        </tr>
      ))}
    </>
  );
}

function nameOf(
  texts: Texts,
  { catalogue }: WorkflowSession,
  { kind, id }: Difference,
  documents: readonly EditorDocument[],
): string {
  const nodeName = (nodeId: string): string => {
    const node = documents.flatMap(({ nodes }) => nodes.get(nodeId) ?? [])[0];
    return node === undefined ? nodeId : labelOf(texts, catalogue, node);
  };
  if (kind === 'workflow') return texts('problems.workflow');
  if (kind === 'node') return nodeName(id);
  if (kind === 'note') return texts('palette.note');
  const edge = documents.flatMap(({ edges }) => edges.get(id) ?? [])[0];
  return edge === undefined
    ? id
    : texts('conflict.edge', { from: nodeName(edge.data.from), to: nodeName(edge.data.to) });
}

function partName(texts: Texts, { name, field }: DifferencePart): string {
  const part = texts.maybe(`difference.${name}`, name);
  return field === undefined ? part : `${part}: ${field}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
