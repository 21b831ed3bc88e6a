/** Makes a node one of another type or version; what it was given stays. */

import type { NodeManifest } from '@flowgraft/core';
import type { Command, Refusal } from '../command.js';
import { bodiesOf, edgesAt, labelOf } from '../document-queries.js';
import type { EditorDocument, EditorEdge } from '../records.js';

export interface ChangeNodeTypeArgs {
  readonly nodeId: string;
  readonly type: string;
  readonly version: number;
}

/** @returns the edges that had to go, because the new type lacks their port. */
export const changeNodeType: Command<ChangeNodeTypeArgs, readonly string[]> = {
  name: 'changeNodeType',
  check(document, { nodeId, type, version }, { catalogue }): Refusal | null {
    const node = document.nodes.get(nodeId);
    const manifest = catalogue.get(type, version);
    if (node === undefined) return { message: 'editor.noSuchNode' };
    if (manifest === undefined) return { message: 'editor.unknownNodeType', values: { type } };
    return losesInner(document, nodeId, manifest)
      ? { message: 'editor.hasInnerNodes', values: { node: labelOf(node, catalogue) } }
      : null;
  },
  execute(transaction, { nodeId, type, version }, { catalogue }) {
    const manifest = catalogue.get(type, version);
    const { document } = transaction;
    const node = document.nodes.get(nodeId);
    if (node === undefined || manifest === undefined) return [];
    if (node.data.type === type && node.data.version === version) return [];
    const kept = keptBodies(document, nodeId, manifest);
    const bodies = new Map(kept.map((name) => [name, node.bodies.get(name)]));
    const size = bodies.size > 0 ? node.size : null;
    transaction.putNode({ ...node, data: { ...node.data, type, version }, bodies, size });
    const lost = edgesAt(document, new Set([nodeId])).filter(
      (edge) => !hasPorts(edge, nodeId, manifest),
    );
    for (const { id } of lost) transaction.removeEdge(id);
    return lost.map(({ id }) => id);
  },
};

/** The bodies that the node has afterwards. */
function keptBodies(document: EditorDocument, nodeId: string, manifest: NodeManifest): string[] {
  const wanted = bodiesOf(manifest);
  const had = [...(document.nodes.get(nodeId)?.bodies.keys() ?? [])];
  // Branches have any names: those that are there stay.
  if (manifest.control === 'parallel' && had.length > 0) return had;
  return [...wanted];
}

function losesInner(document: EditorDocument, nodeId: string, manifest: NodeManifest): boolean {
  const kept = new Set(keptBodies(document, nodeId, manifest));
  return [...document.nodes.values()].some(
    ({ graph }) => graph?.nodeId === nodeId && !kept.has(graph.body),
  );
}

function hasPorts({ data }: EditorEdge, nodeId: string, manifest: NodeManifest): boolean {
  const { from, fromPort = 'out', to, toPort = 'in' } = data;
  const hasOut =
    from !== nodeId || fromPort === 'error' || Object.hasOwn(manifest.outputs, fromPort);
  const hasIn = to !== nodeId || manifest.inputPorts.includes(toPort);
  return hasOut && hasIn;
}
