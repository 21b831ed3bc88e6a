import type { Binding, Issue, NodeManifest } from '@flowgraft/core';
import { useCallback } from 'react';
import { setNodeInput } from '../editor/commands/set-node-input.js';
import { setNodeName } from '../editor/commands/set-node-name.js';
import type { EditorNode } from '../editor/records.js';
import { useSession } from './editor-context.js';
import { useCommand } from './use-command.js';
import { useNode } from './use-node.js';
import { useNodeType } from './use-node-type.js';
import { useProblems } from './use-problems.js';

/** What a form for a node's settings needs. */
export interface NodeForm {
  readonly node: EditorNode;
  /** `undefined`: the server does not serve this type (any more). */
  readonly nodeType: NodeManifest | undefined;
  readonly problems: readonly Issue[];
  readonly isReadOnly: boolean;
  /**
   * Sets a part of the input; what is typed into one field in a row is one edit.
   *
   * @param binding - `undefined` takes the part away.
   */
  readonly setInput: (
    path: readonly [string, ...(string | number)[]],
    binding: Binding | undefined,
  ) => void;
  readonly setName: (name: string) => void;
}

/** The settings of a node, for a form of the host's own; `null` when there is no such node. */
export function useNodeForm(nodeId: string): NodeForm | null {
  const { document } = useSession();
  const run = useCommand();
  const node = useNode(nodeId);
  const nodeType = useNodeType(nodeId);
  const problems = useProblems(nodeId);
  const setInput = useCallback<NodeForm['setInput']>(
    (path, binding) =>
      void run(
        setNodeInput,
        { nodeId, path, binding },
        { coalesce: `input ${nodeId} ${path.join('.')}` },
      ),
    [run, nodeId],
  );
  const setName = useCallback(
    (name: string) => void run(setNodeName, { nodeId, name }, { coalesce: `name ${nodeId}` }),
    [run, nodeId],
  );
  if (node === undefined) return null;
  return { node, nodeType, problems, isReadOnly: document.isReadOnly, setInput, setName };
}
