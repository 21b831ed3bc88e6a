import { useCallback, useContext } from 'react';
import { bindingScope, type ExpressionTypes } from '@flowgraft/core/browser';
import { exampleScope } from '../expression/example-scope.js';
import { SampleContext } from '../expression/sample-context.js';
import { schemaMembers } from '../expression/schema-members.js';
import type { ExpressionData } from '../expression/suggestions.js';
import type { FieldPath } from '../forms/field-path.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { writeDocument } from '../editor/write-document.js';
import { labelOf } from './node-text.js';

export interface NodeDataReader {
  /** What expressions of a field can read now. */
  readonly dataFor: (path: FieldPath) => ExpressionData;
  readonly nodeName: (id: string) => string;
}

/**
 * @param nodeId - Empty: the workflow's own result.
 * @param body - One of the node's inner graphs: what its result can read, which is all that is in it.
 */
export function useNodeData(nodeId: string, body?: string): NodeDataReader {
  const session = useSession();
  const texts = useTexts();
  const sample = useContext(SampleContext);
  const nodeName = useCallback(
    (id: string) => {
      const node = session.document.get().nodes.get(id);
      return node === undefined ? id : labelOf(texts, session.catalogue, node);
    },
    [session, texts],
  );
  const dataFor = useCallback(
    (path: FieldPath): ExpressionData => {
      const { catalogue } = session;
      const document = session.document.get();
      const types = typesFor(session, { nodeId, body, path });
      const before = schemaMembers(types['nodes'] ?? true).keys();
      return { types, nodeName, sample: sample ?? exampleScope(document, catalogue, before) };
    },
    [session, nodeId, body, nodeName, sample],
  );
  return { dataFor, nodeName };
}

interface Place {
  readonly nodeId: string;
  readonly body: string | undefined;
  readonly path: FieldPath;
}

function typesFor(session: WorkflowSession, { nodeId, body, path }: Place): ExpressionTypes {
  const field = body === undefined ? path.map(String) : undefined;
  const document = writeDocument(session.document.get());
  return bindingScope(document, nodeId, session.catalogue, { field, body });
}
