/** Questions about the records that many parts ask. */

import type { Catalogue, NodeManifest } from '@flowgraft/core';
import { resolveType } from './geometry/resolve-type.js';
import { groupBy } from '../store/group-by.js';
import {
  isSameGraph,
  type EditorDocument,
  type EditorEdge,
  type EditorNode,
  type GraphRef,
} from './records.js';

/** The nodes of one graph, in the order of the document. */
export function nodesIn({ nodes }: EditorDocument, graph: GraphRef): EditorNode[] {
  const found = [...nodes.values()].filter((node) => isSameGraph(node.graph, graph));
  return found.toSorted((a, b) => a.order - b.order);
}

/** These nodes and all that are inside of them, at any depth. Ids that the document does not have are left out. */
export function withInner({ nodes }: EditorDocument, ids: Iterable<string>): Set<string> {
  const inside = groupBy(nodes.values(), ({ graph }) => graph?.nodeId ?? '');
  const found = new Set([...ids].filter((id) => nodes.has(id)));
  // Grows while it is read.
  for (const id of found) for (const inner of inside.get(id) ?? []) found.add(inner.id);
  return found;
}

/** Those of `ids` that are in no other of them: the others come with the container that they are in. */
export function outermost(document: EditorDocument, ids: Iterable<string>): string[] {
  const given = new Set(ids);
  return [...given].filter((id) => {
    const node = document.nodes.get(id);
    return (
      node !== undefined && !containersOf(document, node.graph).some((each) => given.has(each))
    );
  });
}

/** The containers around what is in this graph, the innermost first. */
export function containersOf({ nodes }: EditorDocument, graph: GraphRef): string[] {
  const found: string[] = [];
  for (let ref = graph; ref !== null; ref = nodes.get(ref.nodeId)?.graph ?? null)
    found.push(ref.nodeId);
  return found;
}

/** Whether the document has this graph, or its container's type has a body of that name. */
export function hasGraph(
  { nodes }: EditorDocument,
  catalogue: Catalogue,
  graph: GraphRef,
): boolean {
  const container = graph === null ? undefined : nodes.get(graph.nodeId);
  if (graph === null || container === undefined) return graph === null;
  if (container.bodies.has(graph.body)) return true;
  const manifest = manifestOf(catalogue, container);
  return lackingBodies(container, manifest).includes(graph.body);
}

/** The edges that begin or end at one of these nodes. */
export function edgesAt({ edges }: EditorDocument, ids: ReadonlySet<string>): EditorEdge[] {
  return [...edges.values()].filter(({ data }) => ids.has(data.from) || ids.has(data.to));
}

/** The manifest that serves a node; `undefined` when its type is not known. */
export function manifestOf(catalogue: Catalogue, node: EditorNode): NodeManifest | undefined {
  return resolveType(catalogue, node.data.type, node.data.version);
}

/** The inner graphs that a new node of this type has. */
export function bodiesOf({ control }: NodeManifest): readonly string[] {
  switch (control) {
    case 'forEach':
    case 'while':
    case 'until':
      return ['body'];
    case 'try':
      return ['body', 'catch', 'finally'];
    case 'parallel':
      return ['branch1', 'branch2'];
    case 'subWorkflow':
    case undefined:
      return [];
  }
}

/** The inner graphs that its type has and a container does not have yet. */
export function lackingBodies(node: EditorNode, manifest: NodeManifest | undefined): string[] {
  const usual = manifest === undefined || manifest.control === 'parallel' ? [] : bodiesOf(manifest);
  return usual.filter((name) => !node.bodies.has(name));
}

/** What a node is called on the screen: its name, else what its type is called, else the type. */
export function labelOf(node: EditorNode, catalogue: Catalogue): string {
  const { name, type } = node.data;
  if (name !== undefined && name.trim() !== '') return name;
  return manifestOf(catalogue, node)?.text.title ?? type;
}
