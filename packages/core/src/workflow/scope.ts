/** A graph while it is being written: the workflow's own, or the body of a container. */

import type { Issue } from '../model/issue.js';
import type { JoinRule, WorkflowEdge, WorkflowNode } from '../model/document.js';
import type { AnyWorkflow } from './workflow.js';

/** What the graphs of one workflow share. */
export interface Program {
  readonly workflowId: string;
  readonly ids: Set<string>;
  readonly issues: Issue[];
  /** The workflows that sub-workflow nodes start, by hash. */
  readonly children: Map<string, AnyWorkflow>;
}

export interface Scope {
  readonly program: Program;
  readonly parent: Scope | undefined;
  /** Roots that exist in this graph and in those inside it: `item`, `index`… */
  readonly variables: readonly string[];
  /** Where the graph stands in the document. */
  readonly path: Issue['path'];
  readonly drafts: Draft[];
  readonly backEdges: WorkflowEdge[];
  /** Which builder may add nodes: only the innermost one that is being written. */
  phase: 'open' | 'inside a body' | 'closed';
}

/** A node whose edges are not decided yet. */
export interface Draft {
  readonly node: WorkflowNode;
  /** Its output ports, without `error`. */
  readonly ports: readonly string[];
  readonly uses: readonly StepUse[];
  readonly after: readonly AfterEdge[];
  /** Set by `w.any`, `w.count` and `w.all`. */
  readonly rule: JoinRule | undefined;
}

/** One reading of a step's data by a binding. */
export interface StepUse {
  readonly id: string;
  /** `undefined`: whichever port the step takes. */
  readonly port: string | undefined;
  readonly path: Issue['path'];
  readonly position?: number | undefined;
}

export interface AfterEdge {
  readonly from: string;
  readonly fromPort: string;
  readonly toPort: string | undefined;
}

export function openScope(
  program: Program,
  inside?: {
    readonly parent: Scope;
    readonly variables: readonly string[];
    readonly path: Issue['path'];
  },
): Scope {
  return {
    program,
    parent: inside?.parent,
    variables: inside?.variables ?? [],
    path: inside?.path ?? [],
    drafts: [],
    backEdges: [],
    phase: 'open',
  };
}

/** True when what `outer` defines can be read in `inner`. */
export function encloses(outer: Scope, inner: Scope): boolean {
  for (let scope: Scope | undefined = inner; scope !== undefined; scope = scope.parent) {
    if (scope === outer) return true;
  }
  return false;
}
