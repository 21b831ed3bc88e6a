/** Adds a branch to a container whose bodies have any names, or a part that a container of its type may have. */

import type { Catalogue } from '@flowgraft/core';
import { checkContainer, checkName } from '../check-branch.js';
import type { Command } from '../command.js';
import { lackingBodies, manifestOf } from '../document-queries.js';
import type { EditorDocument } from '../records.js';

export interface AddBranchArgs {
  readonly nodeId: string;
  /** The first that is free of `branch1`, `branch2` … when absent. */
  readonly name?: string | undefined;
}

/** @returns the branch's name. */
export const addBranch: Command<AddBranchArgs, string> = {
  name: 'addBranch',
  check: (document, { nodeId, name }, { catalogue }) =>
    isLacking(document, catalogue, nodeId, name)
      ? null
      : (checkContainer(document, catalogue, nodeId) ??
        (name === undefined ? null : checkName(document, nodeId, name))),
  execute(transaction, { nodeId, name }) {
    const bodies = transaction.document.nodes.get(nodeId)?.bodies ?? new Map<string, undefined>();
    const free = name ?? freeName(bodies);
    transaction.updateNode(nodeId, (node) => ({
      ...node,
      bodies: new Map(node.bodies).set(free, undefined),
    }));
    return free;
  },
};

/** `catch` of a container that may have one and has none yet. */
function isLacking(
  { nodes }: EditorDocument,
  catalogue: Catalogue,
  nodeId: string,
  name: string | undefined,
): boolean {
  const node = nodes.get(nodeId);
  if (node === undefined || name === undefined) return false;
  return lackingBodies(node, manifestOf(catalogue, node)).includes(name);
}

function freeName(bodies: ReadonlyMap<string, unknown>): string {
  let number = bodies.size + 1;
  while (bodies.has(`branch${number}`)) number += 1;
  return `branch${number}`;
}
