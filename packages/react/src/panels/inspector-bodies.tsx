import type { Binding, JsonSchema } from '@flowgraft/core';
import { useMemo, type ReactElement } from 'react';
import { addBranch } from '../editor/commands/add-branch.js';
import { removeBranch } from '../editor/commands/remove-branch.js';
import { renameBranch } from '../editor/commands/rename-branch.js';
import { setBodyOutput } from '../editor/commands/set-body-output.js';
import { manifestOf } from '../editor/document-queries.js';
import type { EditorNode } from '../editor/records.js';
import { BindingForm } from '../forms/binding-form.js';
import { Icon } from '../icons/icon.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { bodyLabel } from './node-text.js';
import { useNodeData } from './use-node-data.js';

export interface InspectorBodiesProps {
  readonly node: EditorNode;
}

/** The branches of a container that has any number of them. */
export function InspectorBranches({ node }: InspectorBodiesProps): ReactElement | null {
  const { catalogue } = useSession();
  const isParallel = manifestOf(catalogue, node)?.control === 'parallel';
  return isParallel && node.bodies.size > 0 ? <Branches node={node} /> : null;
}

/** What each inner part of a container gives. */
export function BodyOutputs({ node }: InspectorBodiesProps): ReactElement {
  return (
    <>
      {[...node.bodies].map(([body, output]) => (
        <BodyOutput key={body} node={node} body={body} output={output} />
      ))}
    </>
  );
}

interface BodyOutputProps extends InspectorBodiesProps {
  readonly body: string;
  readonly output: Binding | undefined;
}

function BodyOutput({ node, body, output }: BodyOutputProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const isOnly = node.bodies.size === 1;
  const schema = useMemo((): JsonSchema => {
    const title = isOnly
      ? texts('inspector.bodyOutput')
      : texts('inspector.bodyOutputOf', { body: bodyLabel(texts, body) });
    return { type: 'object', properties: { output: { title } } };
  }, [texts, body, isOnly]);
  const reader = useNodeData(node.id, body);
  const value = useMemo(
    (): { readonly [name: string]: Binding } => (output === undefined ? {} : { output }),
    [output],
  );
  return (
    <BindingForm
      schema={schema}
      value={value}
      onChange={(_name, next) =>
        run(
          setBodyOutput,
          { graph: { nodeId: node.id, body }, output: next },
          { coalesce: `output ${node.id} ${body}` },
        )
      }
      problems={[]}
      idPrefix={`fg-body-${node.id}-${body}`}
      isReadOnly={session.document.isReadOnly}
      loadOptions={null}
      {...reader}
    />
  );
}

function Branches({ node }: InspectorBodiesProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const { isReadOnly } = session.document;
  const { id, bodies } = node;
  return (
    <div role="group" className="fg-inspector__branches" aria-label={texts('inspector.branches')}>
      <h3 className="fg-form__heading">{texts('inspector.branches')}</h3>
      {[...bodies.keys()].map((name, index) => (
        <div key={name} className="fg-form__row">
          <input
            className="fg-input"
            aria-label={texts('inspector.branch', { number: index + 1 })}
            defaultValue={name}
            readOnly={isReadOnly}
            onBlur={({ target }) => {
              const to = target.value.trim();
              if (to === name) return;
              if (!run(renameBranch, { nodeId: id, from: name, to }).ok) target.value = name;
            }}
            onKeyDown={({ key, currentTarget }) => {
              if (key === 'Enter') currentTarget.blur();
            }}
          />
          <button
            type="button"
            className="fg-button fg-button--quiet fg-button--icon fg-button--small"
            aria-label={texts('forms.removeNamed', { name })}
            disabled={isReadOnly || bodies.size === 1}
            onClick={() => run(removeBranch, { nodeId: id, name })}
          >
            <Icon name="trash" size={14} />
          </button>
        </div>
      ))}
      {!isReadOnly && (
        <button
          type="button"
          className="fg-button fg-button--small fg-form__add"
          onClick={() => run(addBranch, { nodeId: id })}
        >
          <Icon name="plus" size={14} />
          {texts('inspector.addBranch')}
        </button>
      )}
    </div>
  );
}
