/** How far the loops of one scope are, as the committed ends of its steps tell it. */

import type { WorkflowEdge } from '../../model/document.js';
import { isBack, type IndexedLoop } from './loop-index.js';
import type { IndexedNode } from './workflow-index.js';

export class LoopRecord {
  /** How often each loop was run again, in all. */
  readonly #passes = new Map<IndexedLoop, number>();
  /** The same since the loops around it began anew. */
  readonly #iterations = new Map<IndexedLoop, number>();
  /** Edges that were taken in the pass that counts. */
  readonly #arrived = new Set<WorkflowEdge>();

  /** Which time it is that the node is entered. */
  visitOf({ loops }: IndexedNode): number {
    return loops.reduce((visit, loop) => visit + (this.#passes.get(loop) ?? 0), 1);
  }

  hasArrived(edge: WorkflowEdge): boolean {
    return this.#arrived.has(edge);
  }

  /**
   * Takes in that a node ended on these ports.
   *
   * @returns false when its end is taken back: it asked for a pass too many, and nothing handles that.
   */
  ended(node: IndexedNode, ports: readonly string[]): boolean {
    const taken = node.outgoing.filter(({ fromPort = 'out' }) => ports.includes(fromPort));
    const back = taken.find(isBack);
    const loop = node.graphLoops.find(({ edge }) => edge === back);
    if (loop !== undefined && (this.#iterations.get(loop) ?? 0) >= loop.maxIterations) {
      // It fails instead, and what handles that is not the edge that was taken too often.
      const isHandled = node.handlesErrors && back?.fromPort !== 'error';
      return isHandled && this.ended(node, ['error']);
    }
    for (const edge of taken) {
      if (!isBack(edge) && loop?.body.has(edge.to) !== true) this.#arrived.add(edge);
    }
    if (loop !== undefined) this.#again(loop, node.graphLoops);
    return true;
  }

  #again(loop: IndexedLoop, all: readonly IndexedLoop[]): void {
    this.#passes.set(loop, (this.#passes.get(loop) ?? 0) + 1);
    this.#iterations.set(loop, (this.#iterations.get(loop) ?? 0) + 1);
    for (const inner of all) {
      const isInside = inner !== loop && [...inner.body].every((id) => loop.body.has(id));
      if (isInside && isInner(inner, loop, all)) this.#iterations.delete(inner);
    }
    for (const edge of this.#arrived) {
      if (loop.body.has(edge.from) && loop.body.has(edge.to)) this.#arrived.delete(edge);
    }
  }
}

/** Of two loops with the same body the first in document order lies around the other. */
function isInner(inner: IndexedLoop, outer: IndexedLoop, all: readonly IndexedLoop[]): boolean {
  return inner.body.size < outer.body.size || all.indexOf(inner) > all.indexOf(outer);
}
