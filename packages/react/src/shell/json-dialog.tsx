import { useId, useMemo, useState, type ReactElement } from 'react';
import { formatIssuePath, type Issue } from '@flowgraft/core/document';
import type { WorkflowDocument } from '@flowgraft/core';
import { replaceWorkflow } from '../editor/commands/replace-workflow.js';
import { writeDocument } from '../editor/write-document.js';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { Dialog } from './dialog.js';

type Import =
  | { readonly status: 'none' | 'checking' | 'noJson' | 'failed' }
  | { readonly status: 'checked'; readonly issues: readonly Issue[] };

/** The workflow as JSON: looked at, copied, and replaced by what is pasted. */
export function JsonDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const document = useDocument();
  const written = useMemo(() => JSON.stringify(writeDocument(document), null, 2), [document]);
  const [text, setText] = useState(written);
  const [result, setResult] = useState<Import>({ status: 'none' });
  const importText = useImport(text, setResult, onClose);
  const id = useId();
  const isReadOnly = session.document.isReadOnly;
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => session.announce('json.copied'),
      () => session.announce('json.copyFailed'),
    );
  };
  const footer = (
    <>
      <button type="button" className="fg-button" onClick={copy}>
        {texts('json.copy')}
      </button>
      {!isReadOnly && (
        <button
          type="button"
          className="fg-button fg-button--primary"
          disabled={text === written || result.status === 'checking'}
          onClick={importText}
        >
          {texts('json.apply')}
        </button>
      )}
    </>
  );
  return (
    <Dialog title={texts('json.title')} onClose={onClose} footer={footer} isWide>
      <div className="fg-field">
        <label className="fg-label" htmlFor={id}>
          {texts('json.label')}
        </label>
        <textarea
          id={id}
          className="fg-textarea fg-json"
          dir="ltr"
          spellCheck={false}
          readOnly={isReadOnly}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setResult({ status: 'none' });
          }}
        />
        {!isReadOnly && <p className="fg-hint">{texts('json.hint')}</p>}
      </div>
      <ImportResult result={result} />
    </Dialog>
  );
}

/** Checks the text by the server, and puts it in place of the workflow when its shape is right. */
function useImport(
  text: string,
  setResult: (result: Import) => void,
  onClose: () => void,
): () => void {
  const { transport } = useEditor();
  const session = useSession();
  const run = useCommand();
  return () => {
    const given = parse(text);
    if (given === undefined) return setResult({ status: 'noJson' });
    setResult({ status: 'checking' });
    transport.workflows.validate(given).then(
      (issues) => {
        // What is wrong with single nodes may be put right in the editor; what is no workflow cannot be shown.
        const isShown = issues.some(({ code }) =>
          ['SCHEMA', 'LIMIT', 'DUPLICATE_ID'].includes(code),
        );
        if (isShown) return setResult({ status: 'checked', issues });
        onClose();
        if (run(replaceWorkflow, { document: given }).ok) session.announce('json.applied');
        return undefined;
      },
      () => setResult({ status: 'failed' }),
    );
  };
}

function parse(text: string): WorkflowDocument | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const { nodes, edges } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
      Record<string, unknown>
    >;
    // The rest is for the server's check.
    return Array.isArray(nodes) && Array.isArray(edges) ? (value as WorkflowDocument) : undefined;
  } catch {
    return undefined;
  }
}

function ImportResult({ result }: { readonly result: Import }): ReactElement | null {
  const texts = useTexts();
  switch (result.status) {
    case 'none':
      return null;
    case 'checking':
      return <p role="status">{texts('json.checking')}</p>;
    case 'noJson':
      return (
        <p className="fg-notice fg-notice--danger" role="alert">
          {texts('json.noJson')}
        </p>
      );
    case 'failed':
      return (
        <p className="fg-notice fg-notice--danger" role="alert">
          {texts('json.failed')}
        </p>
      );
    case 'checked':
      return (
        <div className="fg-notice fg-notice--danger" role="alert">
          <div>
            <p>{texts('json.issues', { count: result.issues.length })}</p>
            <ul>
              {result.issues.slice(0, 20).map((issue) => (
                <li key={`${formatIssuePath(issue.path)} ${issue.message}`} dir="auto">
                  <code>{formatIssuePath(issue.path)}</code> {issue.message}
                </li>
              ))}
            </ul>
          </div>
        </div>
      );
  }
}
