import type { Scope } from '@flowgraft/core';
import { useContext, type ReactElement } from 'react';
import { SampleContext } from '../expression/sample-context.js';
import { useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useSelection } from '../hooks/use-selection.js';
import { InspectorEdge } from './inspector-edge.js';
import { InspectorNode } from './inspector-node.js';
import { InspectorNote } from './inspector-note.js';
import { InspectorSeveral } from './inspector-several.js';
import { InspectorWorkflow } from './inspector-workflow.js';
import { useRunSample } from './use-run-sample.js';

export interface InspectorProps {
  /** Data of a run that expressions are tried on; when absent, of the run that is shown or the last one, else the examples of the node types. */
  readonly sample?: Scope | null | undefined;
}

/** Everything about what is selected; about the workflow when nothing is. */
export function Inspector({ sample }: InspectorProps): ReactElement {
  const texts = useTexts();
  const around = useContext(SampleContext);
  const ran = useRunSample();
  return (
    <SampleContext.Provider value={sample ?? around ?? ran}>
      <div className="fg-inspector" role="region" aria-label={texts('inspector.label')}>
        <Selected />
      </div>
    </SampleContext.Provider>
  );
}

function Selected(): ReactElement {
  const selection = useSelection();
  const { nodes, edges, notes } = selection;
  const count = nodes.size + edges.size + notes.size;
  const [id = ''] = [...nodes, ...edges, ...notes];
  const node = useDocument((document) => document.nodes.get(id));
  const edge = useDocument((document) => document.edges.get(id));
  const note = useDocument((document) => document.notes.get(id));
  if (count > 1) return <InspectorSeveral selection={selection} />;
  if (node !== undefined) return <InspectorNode key={id} node={node} />;
  if (edge !== undefined) return <InspectorEdge key={id} edge={edge} />;
  if (note !== undefined) return <InspectorNote key={id} note={note} />;
  return <InspectorWorkflow />;
}
