/** Which nodes come before which, as one bit set per node. */

/**
 * Grows with the graph: nodes are added in an order in which every edge leads to a later one. Space is
 * n² / 16 bytes for n nodes, and a question costs nothing.
 */
export class Ancestors {
  readonly #sets: Uint32Array[] = [];

  /** Adds the next node, whose direct predecessors are `sources`, by their numbers from 0. */
  add(sources: Iterable<number>): void {
    const set = new Uint32Array((this.#sets.length >>> 5) + 1);
    for (const source of sources) {
      const inherited = this.#sets[source] as Uint32Array;
      for (let word = 0; word < inherited.length; word++) {
        set[word] = (set[word] ?? 0) | (inherited[word] ?? 0);
      }
      set[source >>> 5] = (set[source >>> 5] ?? 0) | (1 << (source & 31));
    }
    this.#sets.push(set);
  }

  /** True when a path leads from `ancestor` to `node`; false for the node itself. */
  has(node: number, ancestor: number): boolean {
    return (((this.#sets[node]?.[ancestor >>> 5] ?? 0) >>> (ancestor & 31)) & 1) === 1;
  }
}
