/** What the oracle knows of the loops that back-edges draw: found by trying all paths. */

import type { WorkflowBody, WorkflowEdge } from '../../model/document.js';

export interface IndexedLoop {
  readonly edge: WorkflowEdge;
  /** Taking the edge runs these nodes again. */
  readonly body: ReadonlySet<string>;
  readonly maxIterations: number;
}

export function isBack({ maxIterations }: WorkflowEdge): boolean {
  return maxIterations !== undefined;
}

/** In document order of their edges. */
export function loopsOf({ edges }: WorkflowBody): readonly IndexedLoop[] {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set([from]);
    for (const id of seen)
      for (const edge of edges) if (edge.from === id && !isBack(edge)) seen.add(edge.to);
    return seen;
  };
  return edges.flatMap((edge) => {
    const { maxIterations } = edge;
    if (maxIterations === undefined) return [];
    const body = [...reach(edge.to)].filter((id) => reach(id).has(edge.from));
    return [{ edge, body: new Set(body), maxIterations }];
  });
}
