/** What commands on branches check. */

import type { Catalogue } from '@flowgraft/core';
import type { Refusal } from './command.js';
import { manifestOf } from './document-queries.js';
import type { EditorDocument } from './records.js';

/** Names of bodies; they stand in expressions. */
const namePattern = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Whether it is a container whose bodies have any names. */
export function checkContainer(
  document: EditorDocument,
  catalogue: Catalogue,
  nodeId: string,
): Refusal | null {
  const node = document.nodes.get(nodeId);
  if (node === undefined) return { message: 'editor.noSuchNode' };
  return manifestOf(catalogue, node)?.control === 'parallel'
    ? null
    : { message: 'editor.noBranches' };
}

/** Whether it has that branch. */
export function checkBranch(
  { nodes }: EditorDocument,
  nodeId: string,
  name: string,
): Refusal | null {
  return nodes.get(nodeId)?.bodies.has(name) === true ? null : { message: 'editor.noSuchGraph' };
}

/** Whether a branch may be called that. */
export function checkName({ nodes }: EditorDocument, nodeId: string, name: string): Refusal | null {
  if (!namePattern.test(name) || name === '__proto__') return { message: 'editor.branchName' };
  const isTaken = nodes.get(nodeId)?.bodies.has(name) === true;
  return isTaken ? { message: 'editor.branchTaken', values: { name } } : null;
}
