import type { Binding } from '@flowgraft/core';
import { useCallback, useMemo, type ReactElement } from 'react';
import { setNodeInput } from '../editor/commands/set-node-input.js';
import { setNodeName } from '../editor/commands/set-node-name.js';
import { upgradeVersion } from '../editor/commands/upgrade-version.js';
import type { EditorNode } from '../editor/records.js';
import { BindingForm } from '../forms/binding-form.js';
import type { FieldPath } from '../forms/field-path.js';
import { Icon } from '../icons/icon.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useProblems } from '../hooks/use-problems.js';
import { InspectorBodies } from './inspector-bodies.js';
import { InspectorName } from './inspector-name.js';
import { InspectorPolicies } from './inspector-policies.js';
import { pathInNode, problemsBelow } from './inspector-problems.js';
import { InspectorSection } from './inspector-section.js';
import { descriptionOf, titleOf } from './node-text.js';
import { SchemaTree } from './schema-tree.js';
import { useLoadOptions } from './use-load-options.js';
import { useNodeData } from './use-node-data.js';

export interface InspectorNodeProps {
  readonly node: EditorNode;
}

/** Everything about one node. */
export function InspectorNode({ node }: InspectorNodeProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const { id, data } = node;
  const manifest = session.catalogue.get(data.type, data.version);
  const title = manifest === undefined ? data.type : titleOf(texts, manifest);
  const issues = useProblems(id);
  const own = issues.filter(({ path }) => pathInNode(path).length === 0);
  return (
    <>
      <div className="fg-inspector__head">
        <span className="fg-inspector__icon">
          <Icon name={manifest?.icon} letterOf={title} size={20} />
        </span>
        <div className="fg-inspector__titles">
          <InspectorName
            id={`fg-name-${id}`}
            label={texts('inspector.name')}
            name={data.name ?? ''}
            usual={title}
            isReadOnly={session.document.isReadOnly}
            onChange={(name) => run(setNodeName, { nodeId: id, name }, { coalesce: `name ${id}` })}
          />
          <p className="fg-inspector__about" dir="auto">
            {manifest === undefined
              ? texts('inspector.unknownType', { type: data.type })
              : `${title}: ${descriptionOf(texts, manifest)}`}
          </p>
        </div>
      </div>
      <Upgrade node={node} />
      {own.length > 0 && (
        <ul className="fg-inspector__problems">
          {own.map(({ message, code }) => (
            <li key={code + message} className="fg-form__problem">
              <Icon name="circle-alert" size={14} />
              <span dir="auto">{message}</span>
            </li>
          ))}
        </ul>
      )}
      {manifest !== undefined && <NodeInputs key={`${data.type} ${data.version}`} node={node} />}
      <InspectorBodies node={node} />
      {manifest !== undefined && <NodeOutputs node={node} />}
      <InspectorPolicies node={node} />
    </>
  );
}

/** Offers the newest version of the node's type, where there is one. */
function Upgrade({ node: { id, data } }: InspectorNodeProps): ReactElement | null {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const newest = session.catalogue.versions(data.type).at(-1) ?? data.version;
  if (newest <= data.version || session.document.isReadOnly) return null;
  return (
    <p className="fg-inspector__upgrade">
      <span>{texts('inspector.upgrade')}</span>
      <button
        type="button"
        className="fg-button fg-button--small"
        onClick={() => run(upgradeVersion, { nodeId: id })}
      >
        {texts('inspector.upgradeNow')}
      </button>
    </p>
  );
}

function NodeInputs({ node }: InspectorNodeProps): ReactElement | null {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const { id, data } = node;
  const manifest = session.catalogue.get(data.type, data.version);
  const issues = useProblems(id);
  const problems = useMemo(() => problemsBelow(issues, ['input'], texts), [issues, texts]);
  const reader = useNodeData(id);
  const loadOptions = useLoadOptions(manifest, data.input);
  const textKey = manifest?.textKey ?? '';
  const labelOf = useCallback(
    (path: FieldPath, usual: string) =>
      texts.maybe(
        `${textKey}.fields.${path.filter((key) => typeof key === 'string').join('.')}`,
        usual,
      ),
    [texts, textKey],
  );
  const set = useCallback(
    (name: string, binding: Binding | undefined, path: FieldPath) =>
      void run(
        setNodeInput,
        { nodeId: id, path: [name], binding },
        { coalesce: `input ${id} ${path.join('/')}` },
      ),
    [run, id],
  );
  if (manifest === undefined) return null;
  return (
    <div className="fg-inspector__inputs" role="group" aria-label={texts('inspector.inputs')}>
      <BindingForm
        schema={manifest.input}
        value={data.input}
        onChange={set}
        problems={problems}
        idPrefix={`fg-input-${id}`}
        isReadOnly={session.document.isReadOnly}
        labelOf={labelOf}
        loadOptions={loadOptions}
        {...reader}
      />
    </div>
  );
}

function NodeOutputs({ node: { data } }: InspectorNodeProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const outputs = Object.entries(session.catalogue.get(data.type, data.version)?.outputs ?? {});
  return (
    <InspectorSection title={texts('inspector.outputs')}>
      {outputs.map(([port, schema]) => (
        <div key={port} className="fg-inspector__port">
          <h4 className="fg-inspector__port-name">
            {texts.maybe(`inspector.port.${port}`, texts.maybe(`port.${port}`, port))}
          </h4>
          <SchemaTree schema={schema} />
        </div>
      ))}
    </InspectorSection>
  );
}
