/** What one run's steps have done by a moment of the history, as its facts and the side record tell it. */

import type { RunEvent } from '../../model/run-event.js';
import { isPlain, type IndexedNode, type IndexedWorkflow } from './workflow-index.js';
import type { WorkflowEdge } from '../../model/document.js';

export type Outcome = Extract<
  RunEvent,
  { readonly type: 'step.completed' | 'step.failed' | 'step.cancelled' | 'child.ended' }
>;

export class StepRecord {
  readonly workflow: IndexedWorkflow;
  /** By step, how it ended, once that is committed. */
  readonly outcomes = new Map<string, Outcome>();
  /** Steps whose work somebody began: the entry of the history at which that first was, under the epoch that counts. */
  readonly begun = new Map<string, { readonly index: number; readonly epoch: number }>();
  /** Steps whose work has come to an end somewhere, with the entry at which it first had. */
  readonly done = new Map<string, number>();
  /** `step.started` of steps that may not run twice, as `step attempt`. */
  readonly announced = new Set<string>();
  readonly counts = new Map<string, number>();
  /** The epoch under which its end, or a request to stop, was written. */
  stoppedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;

  constructor(workflow: IndexedWorkflow) {
    this.workflow = workflow;
  }

  /** Counts one more of something. @returns how many there are. */
  count(what: string): number {
    const times = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, times);
    return times;
  }

  node(nodeId: string): IndexedNode | undefined {
    return this.workflow.nodes.get(nodeId);
  }

  /** True when the edge's source ended on the edge's port; `undefined`: that cannot be told. */
  isAlive(edge: WorkflowEdge, under: string): boolean | undefined {
    const source = this.node(edge.from);
    if (source === undefined || source.node.bodies !== undefined) return undefined;
    const outcome = this.outcomes.get(under + edge.from);
    if (outcome === undefined) return isPlain(source.node) ? false : undefined;
    const port = edge.fromPort ?? 'out';
    const handlesErrors = source.outgoing.some(({ fromPort }) => fromPort === 'error');
    const failurePort = handlesErrors ? 'error' : 'out';
    if (outcome.type === 'step.completed') {
      return outcome.port === port || Object.hasOwn(outcome.outputs ?? {}, port);
    }
    if (outcome.type === 'child.ended' && outcome.outcome.status === 'completed')
      return port === 'out';
    return port === failurePort;
  }
}
