/** Decides when a node with several edges starts, where its author left that open. */

import {
  defaultOutputPort,
  errorPort,
  type JoinRule,
  type WorkflowEdge,
} from '../model/document.js';
import type { Issue } from '../model/issue.js';
import type { Draft } from './scope.js';

/** A node with the edges that lead to it. */
export interface Joining {
  readonly draft: Draft;
  /** What `after` says. */
  readonly after: readonly WorkflowEdge[];
  /** From steps whose data it reads. */
  readonly data: readonly WorkflowEdge[];
}

/** Asks whether an edge is alive in every run that does not fail. */
export type Certainty = (edge: WorkflowEdge) => boolean;

/**
 * Finds the edges that cannot be dead: from the only port of a step that is never skipped and whose failure
 * nobody handles.
 */
export function certainSteps(
  joinings: readonly Joining[],
  edges: readonly WorkflowEdge[],
  numbers: ReadonlyMap<string, number>,
): Certainty {
  const handled = new Set(edges.filter(isErrorEdge).map(({ from }) => from));
  const certain: boolean[] = [];
  const isCertain: Certainty = ({ from, fromPort }) => {
    const number = numbers.get(from) ?? -1;
    const ports = joinings[number]?.draft.ports ?? [];
    return (
      certain[number] === true &&
      fromPort === defaultOutputPort &&
      ports.length === 1 &&
      !handled.has(from)
    );
  };
  for (const { draft, after, data } of joinings) {
    const incoming = [...after, ...data];
    const alive = incoming.filter(isCertain).length;
    const rule = draft.node.join ?? draft.rule;
    const needed = typeof rule === 'object' ? rule.count : 1;
    certain.push(incoming.length === 0 || alive >= needed);
  }
  return isCertain;
}

function isErrorEdge({ fromPort }: WorkflowEdge): boolean {
  return fromPort === errorPort;
}

/**
 * The join rule to write down. A step named in `after` is a condition: it must hold however many other steps
 * the node reads. Where no rule says that, an issue does.
 */
export function joinOf(
  { draft, after, data }: Joining,
  isCertain: Certainty,
  issues: Issue[],
): JoinRule | undefined {
  const { node, rule } = draft;
  if (node.join !== undefined) return node.join;
  const mixes = after.length > 0 && data.length > 0;
  if (rule !== undefined && rule !== 'all') {
    if (mixes) issues.push(cannotJoin(draft, data));
    return rule;
  }
  if (!mixes || after.some(isCertain)) return undefined;
  const alternatives = new Set(data.map(({ from }) => from)).size < data.length;
  if (after.length === 1 && !alternatives) return { count: 1 + data.length };
  issues.push(cannotJoin(draft, data));
  return undefined;
}

function cannotJoin({ node, uses }: Draft, data: readonly WorkflowEdge[]): Issue {
  const steps = [...new Set(data.map(({ from }) => `"${from}"`))].join(', ');
  const use = uses.find(({ id }) => id === data[0]?.from);
  return {
    code: 'BINDING_ORDER',
    severity: 'error',
    path: use?.path ?? [],
    nodeId: node.id,
    message:
      `step "${node.id}" reads ${steps}, which its \`after\` does not imply; ` +
      `let one of the steps in \`after\` come after ${steps}, or give the join rule with \`join\``,
  };
}
