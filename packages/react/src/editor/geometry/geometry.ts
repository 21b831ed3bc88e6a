/** Where everything of a document is. Computed when it is asked for, and once for each document. */

import { resolveType } from './resolve-type.js';
import type { Catalogue, NodeManifest } from '@flowgraft/core';
import { groupBy } from '../../store/group-by.js';
import {
  graphKey,
  type EditorDocument,
  type EditorNode,
  type EditorNote,
  type GraphRef,
  type Point,
  type Size,
} from '../records.js';
import { boundsOf, boxOf, contains, type Box } from './boxes.js';
import { layOutFrame, sectionNames, type FrameLayout, type SectionLayout } from './frame-layout.js';
import { handlesOf, type PortHandle } from './handles.js';
import { cardSize } from './card-size.js';
import { noPortUse, portsOf, portUseOf, type NodePorts, type PortUse } from './ports.js';

/** Graphs that lie deeper than this are not followed: a document may be broken. */
const maxDepth = 64;

export class Geometry {
  readonly #document: EditorDocument;
  readonly #catalogue: Catalogue;
  readonly #sizes = new Map<string, Size>();
  readonly #frames = new Map<string, FrameLayout | null>();
  #nodesIn: ReadonlyMap<string, readonly EditorNode[]> | undefined = undefined;
  #notesIn: ReadonlyMap<string, readonly EditorNote[]> | undefined = undefined;
  #portUse: ReadonlyMap<string, PortUse> | undefined = undefined;

  constructor(document: EditorDocument, catalogue: Catalogue) {
    this.#document = document;
    this.#catalogue = catalogue;
  }

  manifestOf(node: EditorNode): NodeManifest | undefined {
    return resolveType(this.#catalogue, node.data.type, node.data.version);
  }

  /** The nodes of a graph, in no particular order. */
  nodesIn(graph: GraphRef): readonly EditorNode[] {
    this.#nodesIn ??= groupBy(this.#document.nodes.values(), (node) => graphKey(node.graph));
    return this.#nodesIn.get(graphKey(graph)) ?? [];
  }

  notesIn(graph: GraphRef): readonly EditorNote[] {
    this.#notesIn ??= groupBy(this.#document.notes.values(), (note) => graphKey(note.graph));
    return this.#notesIn.get(graphKey(graph)) ?? [];
  }

  portUse(nodeId: string): PortUse {
    this.#portUse ??= portUseOf(this.#document);
    return this.#portUse.get(nodeId) ?? noPortUse;
  }

  ports(node: EditorNode): NodePorts {
    return portsOf(node, this.manifestOf(node), this.portUse(node.id));
  }

  handles(node: EditorNode, isMirrored = false): PortHandle[] {
    return handlesOf(this.ports(node), this.sizeOf(node), isMirrored);
  }

  /** The size of a card, or of a container's frame. */
  sizeOf(node: EditorNode): Size {
    const known = this.#sizes.get(node.id);
    if (known !== undefined) return known;
    const card = cardSize(this.ports(node));
    // Also ends the walk when a broken document has a container inside itself.
    this.#sizes.set(node.id, card);
    const size = this.frame(node.id)?.size ?? card;
    this.#sizes.set(node.id, size);
    return size;
  }

  /** The frame of a container; `null` for any other node. */
  frame(nodeId: string): FrameLayout | null {
    const known = this.#frames.get(nodeId);
    if (known !== undefined) return known;
    const node = this.#document.nodes.get(nodeId);
    const names = node === undefined ? [] : sectionNames(node);
    if (node === undefined || names.length === 0) return null;
    const sections = names.map((body) => ({ body, bounds: this.boundsIn({ nodeId, body }) }));
    const frame = layOutFrame(sections, cardSize(this.ports(node)).height, node.size);
    this.#frames.set(nodeId, frame);
    return frame;
  }

  /** What the nodes and notes of a graph take up, in that graph's own units; `null` for an empty one. */
  boundsIn(graph: GraphRef): Box | null {
    return boundsOf([
      ...this.nodesIn(graph).map((node) => boxOf(node.position, this.sizeOf(node))),
      ...this.notesIn(graph).map(({ position, size }) => boxOf(position, size)),
    ]);
  }

  section(graph: GraphRef): SectionLayout | null {
    if (graph === null) return null;
    return this.frame(graph.nodeId)?.sections.find(({ body }) => body === graph.body) ?? null;
  }

  /** Where the point 0, 0 of a graph is in the workflow's own graph. */
  originOf(graph: GraphRef): Point {
    let [x, y] = [0, 0];
    let inner = graph;
    for (let depth = 0; inner !== null && depth < maxDepth; depth += 1) {
      const container = this.#document.nodes.get(inner.nodeId);
      if (container === undefined) break;
      const origin = this.section(inner)?.origin ?? { x: 0, y: 0 };
      x += container.position.x + origin.x;
      y += container.position.y + origin.y;
      inner = container.graph;
    }
    return { x, y };
  }

  /** A node's upper left corner in the workflow's own graph; `null` when there is no such node. */
  absolutePosition(nodeId: string): Point | null {
    const node = this.#document.nodes.get(nodeId);
    if (node === undefined) return null;
    const { x, y } = this.originOf(node.graph);
    return { x: x + node.position.x, y: y + node.position.y };
  }

  /** A node's box in the workflow's own graph; `null` when there is no such node. */
  absoluteBox(nodeId: string): Box | null {
    const node = this.#document.nodes.get(nodeId);
    const position = this.absolutePosition(nodeId);
    return node === undefined || position === null ? null : boxOf(position, this.sizeOf(node));
  }

  /**
   * The innermost graph that lies under a point of the workflow's own graph.
   *
   * @param without - Containers that do not count, and what is in them: those that are being moved.
   */
  graphAt(point: Point, without: ReadonlySet<string> = new Set()): GraphRef {
    let graph: GraphRef = null;
    let local = point;
    for (let depth = 0; depth < maxDepth; depth += 1) {
      const found = this.#sectionAt(graph, local, without);
      if (found === null) break;
      graph = found.graph;
      local = found.local;
    }
    return graph;
  }

  #sectionAt(
    graph: GraphRef,
    { x, y }: Point,
    without: ReadonlySet<string>,
  ): { graph: GraphRef; local: Point } | null {
    // The last of the nodes lies on top.
    for (const { id, position } of this.nodesIn(graph).toReversed()) {
      const frame = without.has(id) ? null : this.frame(id);
      const inFrame = { x: x - position.x, y: y - position.y };
      const section = frame?.sections.find(({ box }) => contains(box, inFrame));
      if (section === undefined) continue;
      const { origin, body } = section;
      return {
        graph: { nodeId: id, body },
        local: { x: inFrame.x - origin.x, y: inFrame.y - origin.y },
      };
    }
    return null;
  }
}

/** The last geometry of each document, by catalogue: a document is immutable, so it never changes. */
const known = new WeakMap<EditorDocument, { catalogue: Catalogue; geometry: Geometry }>();

/** The geometry of a document; the same one when it is asked for again. */
export function geometryOf(document: EditorDocument, catalogue: Catalogue): Geometry {
  const last = known.get(document);
  if (last?.catalogue === catalogue) return last.geometry;
  const geometry = new Geometry(document, catalogue);
  known.set(document, { catalogue, geometry });
  return geometry;
}
