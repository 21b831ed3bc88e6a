/** Sets the value that a graph gives: one pass through a container's body, or the workflow. */

import type { Binding } from '@flowgraft/core';
import type { Command } from '../command.js';
import { hasGraph } from '../document-queries.js';
import type { GraphRef } from '../records.js';
import { isSameJson } from '../../store/is-same-json.js';

export interface SetBodyOutputArgs {
  /** `null`: the workflow's own. */
  readonly graph: GraphRef;
  /** `undefined`: what its last nodes give. */
  readonly output: Binding | undefined;
}

export const setBodyOutput: Command<SetBodyOutputArgs> = {
  name: 'setBodyOutput',
  check: (document, { graph }, { catalogue }) =>
    hasGraph(document, catalogue, graph) ? null : { message: 'editor.noSuchGraph' },
  execute(transaction, { graph, output }) {
    const { meta } = transaction.document;
    if (graph === null) {
      if (!isSameJson(meta.output, output)) transaction.setMeta({ ...meta, output });
      return;
    }
    transaction.updateNode(graph.nodeId, (node) =>
      isSameJson(node.bodies.get(graph.body), output)
        ? node
        : { ...node, bodies: new Map(node.bodies).set(graph.body, output) },
    );
  },
};
