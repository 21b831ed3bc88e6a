import type { Binding } from '@flowgraft/core';
import { useMemo, type ReactElement } from 'react';
import type { NodePolicy } from '../editor/commands/set-node-policy.js';
import type { EditorNode } from '../editor/records.js';
import { BindingForm } from '../forms/binding-form.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useProblems } from '../hooks/use-problems.js';
import { problemsBelow } from './inspector-problems.js';
import { useProblemText } from './use-problem-text.js';
import { titleOf } from './node-text.js';
import { useNodeData } from './use-node-data.js';
import { useLoadOptions } from './use-load-options.js';

export interface InspectorCompensationProps {
  readonly node: EditorNode;
  readonly onChange: (policy: NodePolicy, name: string) => void;
}

/** What undoes a node when a later part fails: a node type and its settings. */
export function InspectorCompensation(props: InspectorCompensationProps): ReactElement {
  const { node, onChange } = props;
  const session = useSession();
  const texts = useTexts();
  const { id, data } = node;
  const { catalogue } = session;
  const { compensate } = data;
  const choices = useMemo(
    () =>
      (catalogue.types?.() ?? [])
        .flatMap((type) => {
          const version = catalogue.versions(type).at(-1);
          const manifest = version === undefined ? undefined : catalogue.get(type, version);
          return manifest === undefined || manifest.control !== undefined ? [] : [manifest];
        })
        .toSorted((a, b) => titleOf(texts, a).localeCompare(titleOf(texts, b), texts.locale)),
    [catalogue, texts],
  );
  const isKnown = choices.some(({ type }) => type === compensate?.type);
  const selectId = `fg-compensate-${id}`;
  return (
    <div className="fg-form__field">
      <div className="fg-form__head">
        <label htmlFor={selectId} className="fg-label fg-form__label">
          {texts('inspector.compensate')}
        </label>
      </div>
      <select
        id={selectId}
        className="fg-select fg-form__select"
        aria-describedby={`${selectId}-hint`}
        disabled={session.document.isReadOnly}
        value={compensate?.type ?? ''}
        onChange={({ target }) => {
          const chosen = choices.find(({ type }) => type === target.value);
          const { type, version } = chosen ?? {};
          const isNone = type === undefined || version === undefined;
          onChange({ compensate: isNone ? undefined : { type, version } }, 'compensate');
        }}
      >
        <option value="">{texts('inspector.noCompensation')}</option>
        {compensate !== undefined && !isKnown && (
          <option value={compensate.type}>{compensate.type}</option>
        )}
        {choices.map((manifest) => (
          <option key={manifest.type} value={manifest.type}>
            {titleOf(texts, manifest)}
          </option>
        ))}
      </select>
      <p id={`${selectId}-hint`} className="fg-hint fg-form__hint">
        {texts('inspector.compensateHint')}
      </p>
      {compensate !== undefined && isKnown && <CompensationInputs {...props} />}
    </div>
  );
}

function CompensationInputs({ node, onChange }: InspectorCompensationProps): ReactElement | null {
  const session = useSession();
  const { id, data } = node;
  const { compensate } = data;
  const issues = useProblems(id);
  const textOf = useProblemText();
  const problems = useMemo(
    () => problemsBelow(issues, ['compensate', 'input'], textOf),
    [issues, textOf],
  );
  const reader = useNodeData(id);
  const manifest = compensate && session.catalogue.get(compensate.type, compensate.version);
  const loadOptions = useLoadOptions(manifest, compensate?.input);
  if (compensate === undefined || manifest === undefined) return null;
  const set = (name: string, binding: Binding | undefined): void => {
    const { [name]: _before, ...others } = compensate.input ?? {};
    const input = binding === undefined ? others : { ...compensate.input, [name]: binding };
    onChange({ compensate: { ...compensate, input } }, `compensate ${name}`);
  };
  return (
    <div className="fg-form__nested">
      <BindingForm
        schema={manifest.input}
        value={compensate.input}
        onChange={set}
        problems={problems}
        idPrefix={`fg-undo-${id}`}
        isReadOnly={session.document.isReadOnly}
        loadOptions={loadOptions}
        {...reader}
      />
    </div>
  );
}
