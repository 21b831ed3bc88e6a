/** The runs that this process sees through without a worker: those it was asked for, and those they start. */

import type { RunEvent } from '../model/run-event.js';
import type { Store } from '../ports/store.js';
import { runKey, type RunName } from './run-key.js';

interface WatchedRun extends RunName {
  /** The run that was asked for. */
  readonly root: string;
}

export class WatchedRuns {
  readonly #store: Store;
  readonly #onAdded: () => void;
  readonly #runs = new Map<string, WatchedRun>();

  /** @param onAdded - Called when there is another run to look for. */
  constructor(store: Store, onAdded: () => void) {
    this.#store = store;
    this.#onAdded = onAdded;
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  has(run: RunName): boolean {
    return this.#runs.has(runKey(run));
  }

  all(): readonly RunName[] {
    return [...this.#runs.values()];
  }

  add({ tenant, runId }: RunName): void {
    this.#add({ tenant, runId, root: runId });
  }

  /** Adds a run that `parent` starts; a parent that is not watched itself counts as asked for. */
  addChild(parent: RunName, childId: string): void {
    const root = this.#runs.get(runKey(parent))?.root ?? parent.runId;
    this.#add({ tenant: parent.tenant, runId: childId, root });
  }

  /** A run may wait for children that some other process started: they are watched with it. */
  async addOpenChildren(run: RunName): Promise<void> {
    for (const childId of openChildren(await this.#store.readJournal(run.tenant, run.runId))) {
      if (!this.has(run)) return;
      this.addChild(run, childId);
      await this.addOpenChildren({ tenant: run.tenant, runId: childId });
    }
  }

  /** Forgets a run that was asked for, with all that it started. */
  remove({ tenant, runId }: RunName): void {
    for (const [key, run] of this.#runs) {
      if (run.root === runId && run.tenant === tenant) this.#runs.delete(key);
    }
  }

  #add(run: WatchedRun): void {
    this.#runs.set(runKey(run), run);
    this.#onAdded();
  }
}

/** Children that a journal has seen begin and not end. */
function openChildren(journal: readonly RunEvent[]): ReadonlySet<string> {
  const open = new Set<string>();
  for (const fact of journal) {
    if (fact.type === 'child.started') open.add(fact.childId);
    else if (fact.type === 'child.ended') open.delete(fact.childId);
  }
  return open;
}
