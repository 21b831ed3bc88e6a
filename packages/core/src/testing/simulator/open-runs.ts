/** The runs of a simulation, as far as the store has said that it created and ended them. */

import type { RunEvent } from '../../model/run-event.js';
import type { RunChange } from '../../ports/run-change.js';
import type { StoreCall } from './history.js';

type FactListener = (runId: string, fact: RunEvent) => void;

export class OpenRuns {
  /** Runs that exist, with their tenants. */
  readonly known = new Map<string, string>();
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
        this.#add(outcome.record.runId, outcome.record.tenant);
      }
    } else if (call.operation === 'commit') {
      for (const [index, change] of call.args[0].entries()) {
        if (call.result[index]?.ok === true) this.#commit(change);
      }
    }
  }

  #commit({ runId, tenant, events, children, next }: RunChange): void {
    for (const child of children) this.#add(child.runId, tenant);
    if (next.kind === 'finish') this.open.delete(runId);
    for (const fact of events) for (const listener of this.#listeners) listener(runId, fact);
  }

  #add(runId: string, tenant: string): void {
    this.known.set(runId, tenant);
    this.open.add(runId);
  }
}
