/** The runs of a simulation, as far as the store has said that it created and ended them. */

import type { RunEvent } from '../../model/run-event.js';
import type { RunChange } from '../../ports/run-change.js';
import type { NewRun, RunParent } from '../../ports/stored-run.js';
import type { StoreCall } from './history.js';

type FactListener = (runId: string, fact: RunEvent) => void;

export interface KnownRun {
  readonly tenant: string;
  readonly workflowId: string;
  readonly parent: RunParent | undefined;
  /** How often the store has accepted that it is resumed. */
  resumes: number;
}

export class OpenRuns {
  /** Runs that exist, by id. */
  readonly known = new Map<string, KnownRun>();
  readonly open = new Set<string>();
  readonly #listeners: FactListener[] = [];

  /** Calls `listener` for each fact that the store has taken. */
  onFact(listener: FactListener): void {
    this.#listeners.push(listener);
  }

  follow(call: StoreCall): void {
    if (call.operation === 'create') {
      for (const outcome of call.result) {
        if (!('record' in outcome) || !outcome.created) continue;
        this.#add(outcome.record);
      }
    } else if (call.operation === 'commit') {
      for (const [index, change] of call.args[0].entries()) {
        if (call.result[index]?.ok === true) this.#commit(change);
      }
    } else if (call.operation === 'deliver') {
      for (const [index, { runId, body }] of call.args[0].entries()) {
        if (body.kind === 'resume' && call.result[index] === 'accepted') this.#resume(runId);
      }
    }
  }

  #resume(runId: string): void {
    this.open.add(runId);
    const run = this.known.get(runId);
    if (run !== undefined) run.resumes += 1;
  }

  #commit({ runId, events, children, next }: RunChange): void {
    for (const child of children) this.#add(child);
    if (next.kind === 'finish') this.open.delete(runId);
    for (const fact of events) for (const listener of this.#listeners) listener(runId, fact);
  }

  #add({ runId, tenant, workflowId, parent }: NewRun): void {
    this.known.set(runId, { tenant, workflowId, parent, resumes: 0 });
    this.open.add(runId);
  }
}
