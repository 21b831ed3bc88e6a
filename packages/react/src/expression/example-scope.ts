/** Data that expressions can be tried on before there is a run: the examples of the node types. */

import type { Catalogue, Scope } from '@flowgraft/core';
import type { EditorDocument } from '../editor/records.js';

/** `null` when no node type before has an example with a result. */
export function exampleScope(
  { nodes }: EditorDocument,
  catalogue: Catalogue,
  nodeIds: Iterable<string>,
): Scope | null {
  const found: Record<string, { readonly output: unknown }> = {};
  for (const id of nodeIds) {
    const node = nodes.get(id);
    const manifest = node && catalogue.get(node.data.type, node.data.version);
    const example = manifest?.examples.find(
      ({ output, port = 'out' }) => output !== undefined && port === 'out',
    );
    if (example !== undefined) found[id] = { output: example.output };
  }
  return Object.keys(found).length === 0 ? null : { nodes: found };
}
