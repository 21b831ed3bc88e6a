/** What is wrong with a document, by what it is about. */

import type { Issue } from '@flowgraft/core';
import { isSameJson } from '../store/is-same-json.js';
import { graphKey, type EditorDocument, type GraphRef } from './records.js';
import { groupBy } from '../store/group-by.js';

export interface ProblemSummary {
  readonly issues: readonly Issue[];
  readonly errors: number;
  readonly warnings: number;
  /** By node, also where a node's own part is in a container. The same list until it changes. */
  readonly byNode: ReadonlyMap<string, readonly Issue[]>;
  /** By edge. The same list until it changes. */
  readonly byEdge: ReadonlyMap<string, readonly Issue[]>;
  /** The rest: of the workflow as a whole. */
  readonly others: readonly Issue[];
}

export const noProblems: ProblemSummary = {
  issues: [],
  errors: 0,
  warnings: 0,
  byNode: new Map(),
  byEdge: new Map(),
  others: [],
};

/** @param before - Lists that are still right are taken from it, so that what shows them need not be drawn again. */
export function summariseProblems(
  document: EditorDocument,
  issues: readonly Issue[],
  before: ProblemSummary = noProblems,
): ProblemSummary {
  const places = new Places(document);
  const byNode = groupBy(issues, (issue) => issue.nodeId ?? places.nodeOf(issue.path) ?? '');
  const loose = byNode.get('') ?? [];
  byNode.delete('');
  const byEdge = groupBy(issues, (issue) => places.edgeOf(issue.path) ?? '');
  byEdge.delete('');
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return {
    issues,
    errors,
    warnings: issues.length - errors,
    byNode: keepSame(byNode, before.byNode),
    byEdge: keepSame(byEdge, before.byEdge),
    others: loose.filter(({ path }) => places.edgeOf(path) === undefined),
  };
}

/** Whether both say the same of the same nodes and edges. */
export function isSameSummary(a: ProblemSummary, b: ProblemSummary): boolean {
  return (
    isSameJson(a.issues, b.issues) &&
    isSameJson([...a.byNode.keys()], [...b.byNode.keys()]) &&
    isSameJson([...a.byEdge.keys()], [...b.byEdge.keys()])
  );
}

/** The record that an index in the written document stands for. */
class Places {
  readonly #nodes: ReadonlyMap<string, readonly { readonly id: string }[]>;
  readonly #edges: ReadonlyMap<string, readonly { readonly id: string }[]>;

  constructor({ nodes, edges }: EditorDocument) {
    this.#nodes = byGraph([...nodes.values()], ({ graph }) => graph);
    this.#edges = byGraph(
      [...edges.values()],
      ({ data, graph }) => nodes.get(data.from)?.graph ?? graph,
    );
  }

  /** The innermost node on the way. */
  nodeOf(path: Issue['path']): string | undefined {
    return this.#walk(path).node;
  }

  edgeOf(path: Issue['path']): string | undefined {
    return this.#walk(path).edge;
  }

  #walk(path: Issue['path']): { node: string | undefined; edge: string | undefined } {
    let graph: GraphRef = null;
    let node: string | undefined;
    for (let at = 0; ; at += 4) {
      const [kind, index, inner, body] = path.slice(at, at + 4);
      if (kind === 'edges' && typeof index === 'number')
        return { node, edge: this.#edges.get(graphKey(graph))?.[index]?.id };
      if (kind !== 'nodes' || typeof index !== 'number') return { node, edge: undefined };
      node = this.#nodes.get(graphKey(graph))?.[index]?.id;
      if (inner !== 'bodies' || body === undefined || node === undefined)
        return { node, edge: undefined };
      graph = { nodeId: node, body: String(body) };
    }
  }
}

function byGraph<Item extends { readonly id: string; readonly order: number }>(
  items: readonly Item[],
  graphOf: (item: Item) => GraphRef,
): Map<string, Item[]> {
  const sorted = items.toSorted((a, b) => a.order - b.order);
  return groupBy(sorted, (item) => graphKey(graphOf(item)));
}

function keepSame(
  lists: ReadonlyMap<string, readonly Issue[]>,
  before: ReadonlyMap<string, readonly Issue[]>,
): ReadonlyMap<string, readonly Issue[]> {
  const kept = [...lists].map(([id, list]): [string, readonly Issue[]] => {
    const known = before.get(id);
    return [id, known !== undefined && isSameJson(known, list) ? known : list];
  });
  return new Map(kept);
}
