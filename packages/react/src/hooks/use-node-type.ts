import type { NodeManifest } from '@flowgraft/core';
import { useSession } from './editor-context.js';
import { useNode } from './use-node.js';

/** The node type of a node; `undefined` when the node, or its type on this server, is not there. */
export function useNodeType(nodeId: string): NodeManifest | undefined {
  const { catalogue } = useSession();
  const node = useNode(nodeId);
  return node === undefined ? undefined : catalogue.get(node.data.type, node.data.version);
}
