/**
 * What resuming changes in the world outside: whatever ended a run has been mended by the time it is resumed.
 * What the workflow itself handles goes on failing, so that its result does not hang on when it was resumed.
 */

import type { OpenRuns } from './open-runs.js';
import { placeOf, type IndexedNode, type IndexedWorkflow } from './workflow-index.js';

export class Lives {
  readonly #runs: OpenRuns;
  readonly #workflows: ReadonlyMap<string, IndexedWorkflow>;
  readonly #isMended: boolean;

  /** @param isMended - As if every run had been resumed before it began. */
  constructor(runs: OpenRuns, workflows: ReadonlyMap<string, IndexedWorkflow>, isMended: boolean) {
    this.#runs = runs;
    this.#workflows = workflows;
    this.#isMended = isMended;
  }

  /** True when the step's failures would end its run, and it was resumed; or a run above that would end with it. */
  isCured(runId: string, step: string): boolean {
    const run = this.#runs.known.get(runId);
    const workflow = this.#workflows.get(run?.workflowId ?? '');
    if (run === undefined || workflow === undefined || !endsRun(workflow, step)) return false;
    const { parent } = run;
    if (run.resumes > 0) return true;
    return parent === undefined ? this.#isMended : this.isCured(parent.runId, parent.step);
  }
}

/** Nothing in the workflow handles a failure of the step. */
function endsRun(workflow: IndexedWorkflow, step: string): boolean {
  let indexed = workflow.nodes.get(placeOf(step).nodeId);
  while (indexed !== undefined) {
    if (indexed.handlesErrors || indexed.node.onError === 'continue') return false;
    if (isCaught(workflow, indexed)) return false;
    indexed = workflow.nodes.get(indexed.container ?? '');
  }
  return true;
}

/** The container around the node goes on when what is in it fails. */
function isCaught(workflow: IndexedWorkflow, { container, body }: IndexedNode): boolean {
  const around = workflow.nodes.get(container ?? '')?.node;
  const { onItemError, onBranchError } = around?.input ?? {};
  if (onItemError === 'continue' || onBranchError === 'continue') return true;
  return around?.type === 'flow.try' && body === 'body' && around.bodies?.['catch'] !== undefined;
}
