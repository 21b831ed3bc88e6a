/** What is selected. Not part of the document, and not of its history. */

import { ValueStore } from '../store/value-store.js';

export interface SelectionState {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
}

const emptySelection: SelectionState = {
  nodes: new Set(),
  edges: new Set(),
  notes: new Set(),
};

export class Selection extends ValueStore<SelectionState> {
  constructor() {
    super(emptySelection);
  }

  /** Selects these and nothing else. */
  select(items: {
    readonly nodes?: Iterable<string>;
    readonly edges?: Iterable<string>;
    readonly notes?: Iterable<string>;
  }): void {
    const next = {
      nodes: new Set(items.nodes),
      edges: new Set(items.edges),
      notes: new Set(items.notes),
    };
    const now = this.get();
    const isSame =
      isSameSet(now.nodes, next.nodes) &&
      isSameSet(now.edges, next.edges) &&
      isSameSet(now.notes, next.notes);
    if (!isSame) this.set(next);
  }

  clear(): void {
    this.select({});
  }

  /** The only node that is selected, when nothing else is. */
  get onlyNode(): string | null {
    const { nodes, edges, notes } = this.get();
    const [node] = nodes;
    return nodes.size === 1 && edges.size === 0 && notes.size === 0 ? (node ?? null) : null;
  }
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
