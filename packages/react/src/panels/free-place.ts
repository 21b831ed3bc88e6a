/** Where a new node goes that nobody gave a place. */

import type { Catalogue } from '@flowgraft/core';
import { boxOf, overlaps, snap } from '../editor/geometry/boxes.js';
import { geometryOf, type Geometry } from '../editor/geometry/geometry.js';
import { behindEdge, rowGap } from '../editor/make-room.js';
import type { EditorDocument, Point, Size } from '../editor/records.js';
import type { AddRequest } from '../editor/ui-state.js';

const grid = 20;
const cardSize: Size = { width: 224, height: 56 };

/**
 * @param centre - The middle of what is on the screen, for nodes that stand for themselves.
 * @returns a place behind what the node is joined to, else at the centre, that nothing else takes up.
 */
export function freePlace(
  document: EditorDocument,
  catalogue: Catalogue,
  request: AddRequest,
  centre: Point | null,
): Point {
  if (request.position !== null) return snap(request.position, grid);
  const geometry = geometryOf(document, catalogue);
  const behind = request.edgeId === null ? null : behindEdge(document, catalogue, request.edgeId);
  // What lies behind the edge makes way for it.
  const taken = geometry
    .nodesIn(request.graph)
    .filter(({ position }) => behind === null || position.x < behind)
    .map((node) => boxOf(node.position, geometry.sizeOf(node)));
  const wanted = snap(wantedPlace(document, geometry, request, centre), grid);
  let place = wanted;
  while (taken.some((box) => overlaps(box, boxOf(place, cardSize)))) {
    place = { x: place.x, y: place.y + grid * 2 };
  }
  return place;
}

function wantedPlace(
  document: EditorDocument,
  geometry: Geometry,
  { graph, from, edgeId }: AddRequest,
  centre: Point | null,
): Point {
  const edge = edgeId === null ? undefined : document.edges.get(edgeId);
  const before = document.nodes.get(from?.nodeId ?? edge?.data.from ?? '');
  if (before !== undefined) {
    const { x, y } = before.position;
    return { x: x + geometry.sizeOf(before).width + rowGap, y };
  }
  if (graph === null && centre !== null) {
    return { x: centre.x - cardSize.width / 2, y: centre.y - cardSize.height / 2 };
  }
  const bounds = geometry.boundsIn(graph);
  return bounds === null ? { x: 0, y: 0 } : { x: bounds.x + bounds.width + rowGap, y: bounds.y };
}
