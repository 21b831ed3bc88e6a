import { useEffect, useState, type ReactElement } from 'react';
import type { WorkflowDocument } from '@flowgraft/core';
import { replaceWorkflow } from '../editor/commands/replace-workflow.js';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useStore } from '../hooks/use-store.js';
import type { WorkflowVersion } from '../transport/transport.js';
import { Dialog } from './dialog.js';
import { VersionView } from './version-view.js';

/** What was published when, by whom and why; a version is looked at, and made the draft again. */
export function VersionsDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const list = useVersions();
  const [chosen, setChosen] = useState<WorkflowVersion | null>(null);
  const document = useVersionDocument(chosen);
  const run = useCommand();
  const restore = (): void => {
    if (document === null || chosen === null) return;
    onClose();
    if (run(replaceWorkflow, { document }).ok)
      session.announce('versions.restored', { version: chosen.version });
  };
  const footer = (
    <>
      <button type="button" className="fg-button" onClick={onClose}>
        {texts('shell.close')}
      </button>
      {!session.document.isReadOnly && (
        <button
          type="button"
          className="fg-button fg-button--primary"
          disabled={document === null}
          onClick={restore}
        >
          {chosen === null
            ? texts('versions.restore')
            : texts('versions.restoreVersion', { version: chosen.version })}
        </button>
      )}
    </>
  );
  return (
    <Dialog
      title={texts('versions.title')}
      onClose={onClose}
      footer={footer}
      isWide
      className="fg-versions"
    >
      <ListState list={list} />
      <div className="fg-versions-body">
        <VersionList list={list} chosen={chosen} onChoose={setChosen} />
        {document !== null && <VersionView key={chosen?.hash} document={document} />}
      </div>
    </Dialog>
  );
}

interface VersionListProps {
  readonly list: VersionsState;
  readonly chosen: WorkflowVersion | null;
  readonly onChoose: (version: WorkflowVersion) => void;
}

function VersionList({ list, chosen, onChoose }: VersionListProps): ReactElement {
  const texts = useTexts();
  const { published } = useStore(useSession().draft);
  return (
    <ul className="fg-versions-list" aria-label={texts('versions.title')}>
      {(list.status === 'loaded' ? list.versions : []).map((version) => (
        <VersionButton
          key={version.version}
          version={version}
          isChosen={chosen?.version === version.version}
          isCurrent={published?.version === version.version}
          onChoose={onChoose}
        />
      ))}
    </ul>
  );
}

function ListState({ list }: { readonly list: VersionsState }): ReactElement | null {
  const texts = useTexts();
  switch (list.status) {
    case 'loading':
      return <p className="fg-empty">{texts('shell.loading')}</p>;
    case 'failed':
      return (
        <p className="fg-notice fg-notice--danger" role="alert">
          {texts('versions.failed')}
        </p>
      );
    case 'loaded':
      return list.versions.length > 0 ? null : <p className="fg-empty">{texts('versions.none')}</p>;
  }
}

interface VersionButtonProps {
  readonly version: WorkflowVersion;
  readonly isChosen: boolean;
  /** Runs start with it. */
  readonly isCurrent: boolean;
  readonly onChoose: (version: WorkflowVersion) => void;
}

function VersionButton({
  version,
  isChosen,
  isCurrent,
  onChoose,
}: VersionButtonProps): ReactElement {
  const texts = useTexts();
  const time = texts.time(version.publishedAt, { dateStyle: 'medium', timeStyle: 'short' });
  const by = version.publishedBy;
  return (
    <li>
      <button
        type="button"
        className="fg-version"
        aria-pressed={isChosen}
        onClick={() => onChoose(version)}
      >
        <span className="fg-version-number">
          {texts('versions.version', { version: version.version })}
          {isCurrent && <span className="fg-tag fg-tag--success">{texts('versions.current')}</span>}
        </span>
        <span className="fg-hint">
          {by === null ? time : texts('versions.by', { time, name: by })}
        </span>
        {version.note !== null && <span>{version.note}</span>}
      </button>
    </li>
  );
}

type VersionsState =
  | { readonly status: 'loading' | 'failed' }
  | { readonly status: 'loaded'; readonly versions: readonly WorkflowVersion[] };

/** The last 200 versions. */
function useVersions(): VersionsState {
  const { transport } = useEditor();
  const { workflowId } = useSession();
  const [list, setList] = useState<VersionsState>({ status: 'loading' });
  useEffect(() => {
    const { signal, abort } = abortable();
    transport.workflows.versions(workflowId, { limit: 200 }, { signal }).then(
      ({ items }) => !signal.aborted && setList({ status: 'loaded', versions: items }),
      () => !signal.aborted && setList({ status: 'failed' }),
    );
    return abort;
  }, [transport, workflowId]);
  return list;
}

function useVersionDocument(version: WorkflowVersion | null): WorkflowDocument | null {
  const { transport } = useEditor();
  const session = useSession();
  const [loaded, setLoaded] = useState<{
    readonly hash: string;
    readonly document: WorkflowDocument;
  } | null>(null);
  const hash = version?.hash;
  useEffect(() => {
    if (hash === undefined) return undefined;
    const { signal, abort } = abortable();
    transport.workflows.document(hash, { signal }).then(
      (document) => !signal.aborted && setLoaded({ hash, document }),
      () => !signal.aborted && session.announce('versions.failed'),
    );
    return abort;
  }, [transport, session, hash]);
  return loaded !== null && loaded.hash === hash ? loaded.document : null;
}

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
