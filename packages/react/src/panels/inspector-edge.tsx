import type { JsonSchema } from '@flowgraft/core';
import { useMemo, type ReactElement } from 'react';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { setEdgeIterations } from '../editor/commands/set-edge-iterations.js';
import type { EditorEdge } from '../editor/records.js';
import { ValueForm } from '../forms/value-form.js';
import { Icon } from '../icons/icon.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import type { Texts } from '../language/text.js';
import { labelOf } from './node-text.js';

export interface InspectorEdgeProps {
  readonly edge: EditorEdge;
}

const usualIterations = 10;

/** A connection: its ends, and for one that leads back, how often. */
export function InspectorEdge({ edge }: InspectorEdgeProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const nodes = useDocument((document) => document.nodes);
  const { from, fromPort = 'out', to, toPort = 'in', maxIterations } = edge.data;
  const end = (nodeId: string, port: string): string => {
    const node = nodes.get(nodeId);
    const name = node === undefined ? nodeId : labelOf(texts, session.catalogue, node);
    const isUsual = port === 'in' || port === 'out';
    const portName = texts.maybe(`inspector.port.${port}`, texts.maybe(`port.${port}`, port));
    return isUsual ? name : texts('inspector.edgePort', { node: name, port: portName });
  };
  const schema = useMemo(() => loopSchema(texts), [texts]);
  const value = maxIterations === undefined ? {} : { leadsBack: true, times: maxIterations };
  const set = (next: typeof value | undefined): void => {
    const { leadsBack, times } = next ?? {};
    const limit = leadsBack === true ? (times ?? maxIterations ?? usualIterations) : null;
    run(
      setEdgeIterations,
      { edgeId: edge.id, maxIterations: limit },
      { coalesce: `loop ${edge.id}` },
    );
  };
  return (
    <>
      <h2 className="fg-inspector__title">{texts('inspector.edge')}</h2>
      <dl className="fg-inspector__ends">
        <dt>{texts('inspector.edgeFrom')}</dt>
        <dd dir="auto">{end(from, fromPort)}</dd>
        <dt>{texts('inspector.edgeTo')}</dt>
        <dd dir="auto">{end(to, toPort)}</dd>
      </dl>
      <ValueForm
        schema={schema}
        value={value}
        onChange={(next) => set(next as typeof value | undefined)}
        idPrefix="fg-edge"
        isReadOnly={session.document.isReadOnly}
      />
      {!session.document.isReadOnly && (
        <button
          type="button"
          className="fg-button fg-button--danger"
          onClick={() => run(removeSelection, { edges: [edge.id] })}
        >
          <Icon name="trash" size={14} />
          {texts('inspector.remove')}
        </button>
      )}
    </>
  );
}

function loopSchema(texts: Texts): JsonSchema {
  return {
    type: 'object',
    properties: {
      leadsBack: { type: 'boolean', title: texts('inspector.leadsBack'), default: false },
      times: {
        type: 'integer',
        title: texts('inspector.iterations'),
        minimum: 1,
        'x-ui': { showIf: { field: 'leadsBack', is: true } },
      },
    },
    additionalProperties: false,
  };
}
