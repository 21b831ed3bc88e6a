import type { Binding } from '@flowgraft/core';
import { useCallback, useMemo, type ReactElement } from 'react';
import { setNodeInput } from '../editor/commands/set-node-input.js';
import { setNodeName } from '../editor/commands/set-node-name.js';
import { manifestOf } from '../editor/document-queries.js';
import type { EditorNode } from '../editor/records.js';
import { BindingForm } from '../forms/binding-form.js';
import type { FieldPath } from '../forms/field-path.js';
import { Icon } from '../icons/icon.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useProblems } from '../hooks/use-problems.js';
import { BodyOutputs, InspectorBranches } from './inspector-bodies.js';
import { InspectorName } from './inspector-name.js';
import { InspectorPolicies } from './inspector-policies.js';
import { pathInNode, problemsBelow } from './inspector-problems.js';
import { useProblemText } from './use-problem-text.js';
import { InspectorSection } from './inspector-section.js';
import { descriptionOf, titleOf } from './node-text.js';
import { MenuButton, type MenuEntry } from '../shell/menu.js';
import { nodeMenu } from './node-menu.js';
import { useNodeMenu } from './use-node-menu.js';
import { InspectorUsages } from './usages.js';
import { SchemaTree } from './schema-tree.js';
import { useNodeEdits } from './use-node-edits.js';
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
  const textOf = useProblemText();
  const own = issues.filter(({ path }) => pathInNode(path).length === 0);
  return (
    <>
      <h2 className="fg-visually-hidden">{texts('inspector.label')}</h2>
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
        <InspectorMenu node={node} />
      </div>
      <Upgrade node={node} />
      {own.length > 0 && (
        <ul className="fg-inspector__problems">
          {own.map((issue) => (
            <li key={issue.code + issue.message} className="fg-form__problem">
              <Icon name="circle-alert" size={14} />
              <span dir="auto">{textOf(issue)}</span>
            </li>
          ))}
        </ul>
      )}
      {manifest !== undefined && <NodeInputs key={`${data.type} ${data.version}`} node={node} />}
      <InspectorBranches node={node} />
      <NodeOutputs node={node} />
      <InspectorUsages nodeId={id} />
      <InspectorPolicies node={node} />
    </>
  );
}

/** What else can be done with the node. */
function InspectorMenu({ node }: InspectorNodeProps): ReactElement {
  const texts = useTexts();
  const parts = useNodeMenu();
  const entries = (): MenuEntry[] =>
    nodeMenu(parts, node).filter(
      (entry) => entry === 'separator' || !['configure', 'rename'].includes(entry.id),
    );
  return (
    <MenuButton label={texts('outline.menu')} entries={entries}>
      <Icon name="more" />
    </MenuButton>
  );
}

/** Offers the newest version of the node's type, where there is one. */
function Upgrade({ node: { id, data } }: InspectorNodeProps): ReactElement | null {
  const session = useSession();
  const texts = useTexts();
  const edits = useNodeEdits();
  const newest = session.catalogue.versions(data.type).at(-1) ?? data.version;
  if (newest <= data.version || session.document.isReadOnly) return null;
  return (
    <p className="fg-inspector__upgrade">
      <span>{texts('inspector.upgrade')}</span>
      <button
        type="button"
        className="fg-button fg-button--small"
        onClick={() => edits.upgrade(id)}
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
  const textOf = useProblemText();
  const problems = useMemo(() => problemsBelow(issues, ['input'], textOf), [issues, textOf]);
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

function NodeOutputs({ node }: InspectorNodeProps): ReactElement | null {
  const { catalogue } = useSession();
  const texts = useTexts();
  const outputs = Object.entries(manifestOf(catalogue, node)?.outputs ?? {});
  if (outputs.length === 0 && node.bodies.size === 0) return null;
  return (
    <InspectorSection title={texts('inspector.outputs')}>
      <BodyOutputs node={node} />
      {outputs.map(([port, schema]) => (
        <div key={port} className="fg-inspector__port">
          <h3 className="fg-inspector__port-name">
            {texts.maybe(`inspector.port.${port}`, texts.maybe(`port.${port}`, port))}
          </h3>
          <SchemaTree schema={schema} />
        </div>
      ))}
    </InspectorSection>
  );
}
