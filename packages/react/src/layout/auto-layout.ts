/** Puts the nodes of a workflow in order, from the start of the page on: the inside of containers first. */

import { errorPort } from '@flowgraft/core/document';
import type { Catalogue } from '@flowgraft/core';
import type { ApplyLayoutArgs } from '../editor/commands/apply-layout.js';
import { containersOf } from '../editor/document-queries.js';
import { geometryOf } from '../editor/geometry/geometry.js';
import { grid } from '../editor/geometry/measures.js';
import {
  graphKey,
  type EditorDocument,
  type EditorEdge,
  type EditorNode,
  type GraphRef,
  type Point,
} from '../editor/records.js';
import { groupBy } from '../store/group-by.js';
import { dagreLayout } from './dagre-layout.js';
import { elkLayout, type LoadElk } from './elk-layout.js';
import type { LayeredGraph, Placement } from './layered-graph.js';
import { inPortOrder } from './port-order.js';

export interface LayoutOptions {
  /** Only this graph and what is in it; the whole workflow when absent. */
  readonly graph?: GraphRef | undefined;
  /** For graphs of more than 300 nodes; where it fails, and without it, dagre serves. */
  readonly loadElk?: LoadElk | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Up to here dagre is quick. */
const largeNodes = 300;

/**
 * Where each node goes, in the units of its graph and on the grid; those that stay are left out. `applyLayout` moves
 * them. Each graph begins where it began.
 *
 * @throws the signal's reason, when it is aborted.
 */
export async function autoLayout(
  document: EditorDocument,
  catalogue: Catalogue,
  options: LayoutOptions = {},
): Promise<ApplyLayoutArgs> {
  const { graph: only = null, signal } = options;
  let current = document;
  const depthOf = ({ graph }: EditorNode): number => containersOf(document, graph).length;
  const wanted = [...document.nodes.values()].filter((node) =>
    isWithin(document, node.graph, only),
  );
  const levels = groupBy(wanted, (node) => String(depthOf(node)));
  // The innermost first: a container is as large as what is in it.
  for (const [, level] of [...levels].toSorted(([a], [b]) => Number(b) - Number(a))) {
    const places = new Map<string, Point>();
    for (const members of groupBy(level, ({ graph }) => graphKey(graph)).values()) {
      signal?.throwIfAborted();
      const graph = layeredGraph(current, catalogue, members);
      const placed = inPortOrder(graph, await place(graph, options));
      for (const [id, position] of settle(members, placed)) places.set(id, position);
    }
    signal?.throwIfAborted();
    current = withPlaces(current, places);
  }
  const moved = wanted.flatMap(({ id, position }): [string, Point][] => {
    const after = current.nodes.get(id)?.position;
    const stays = after === undefined || (after.x === position.x && after.y === position.y);
    return stays ? [] : [[id, after]];
  });
  return { positions: new Map(moved) };
}

function withPlaces(document: EditorDocument, places: ReadonlyMap<string, Point>): EditorDocument {
  const nodes = new Map(document.nodes);
  for (const [id, position] of places) {
    const node = nodes.get(id);
    if (node !== undefined) nodes.set(id, { ...node, position });
  }
  return { ...document, nodes };
}

function isWithin(document: EditorDocument, graph: GraphRef, only: GraphRef): boolean {
  if (only === null) return true;
  for (let ref = graph; ref !== null; ref = document.nodes.get(ref.nodeId)?.graph ?? null)
    if (graphKey(ref) === graphKey(only)) return true;
  return false;
}

function place(graph: LayeredGraph, { loadElk }: LayoutOptions): Promise<Placement> {
  if (loadElk === undefined || graph.nodes.length <= largeNodes) return dagreLayout(graph);
  return elkLayout(loadElk, graph).catch(() => dagreLayout(graph));
}

function layeredGraph(
  document: EditorDocument,
  catalogue: Catalogue,
  members: readonly EditorNode[],
): LayeredGraph {
  const geometry = geometryOf(document, catalogue);
  const ids = new Set(members.map(({ id }) => id));
  const ports = new Map(members.map((node) => [node.id, geometry.ports(node).outputs]));
  const portOf = ({ data: { from, fromPort = 'out' } }: EditorEdge): number =>
    ports.get(from)?.findIndex(({ name }) => name === fromPort) ?? 0;
  const nodes = members
    .toSorted((a, b) => a.order - b.order)
    .map((node) => ({ id: node.id, size: geometry.sizeOf(node) }));
  const edges = [...document.edges.values()]
    .filter(({ data }) => data.maxIterations === undefined)
    .filter(({ data }) => ids.has(data.from) && ids.has(data.to) && data.from !== data.to)
    .toSorted((a, b) => portOf(a) - portOf(b) || a.order - b.order)
    .map(({ data: { from, fromPort, to } }) => ({ from, to, isError: fromPort === errorPort }));
  return { nodes, edges };
}

/** On the grid, and with the corner of all of them where it was. */
function settle(members: readonly EditorNode[], placed: Placement): [string, Point][] {
  const before = cornerOf(members.map(({ position }) => position));
  const after = cornerOf([...placed.values()]);
  return [...placed].map(([id, { x, y }]) => [
    id,
    { x: snap(before.x + x - after.x), y: snap(before.y + y - after.y) },
  ]);
}

function cornerOf(points: readonly Point[]): Point {
  const least = (axis: 'x' | 'y'): number =>
    points.reduce((low, point) => Math.min(low, point[axis]), points[0]?.[axis] ?? 0);
  return { x: least('x'), y: least('y') };
}

function snap(value: number): number {
  // Never -0.
  return Math.round(value / grid) * grid + 0;
}
