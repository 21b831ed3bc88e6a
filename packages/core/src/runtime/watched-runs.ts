/** The runs that this process sees through without a worker: those it was asked for, and those they start. */

import type { RunEvent } from '../model/run-event.js';
import type { Store } from '../ports/store.js';

export class WatchedRuns {
  readonly #store: Store;
  readonly #onAdded: () => void;
  /** By run, the run that was asked for. */
  readonly #roots = new Map<string, string>();

  /** @param onAdded - Called when there is another run to look for. */
  constructor(store: Store, onAdded: () => void) {
    this.#store = store;
    this.#onAdded = onAdded;
  }

  get isEmpty(): boolean {
    return this.#roots.size === 0;
  }

  has(runId: string): boolean {
    return this.#roots.has(runId);
  }

  ids(): readonly string[] {
    return [...this.#roots.keys()];
  }

  add(runId: string): void {
    this.#add(runId, runId);
  }

  /** Adds a run that `parentId` starts; a parent that is not watched itself counts as asked for. */
  addChild(parentId: string, childId: string): void {
    this.#add(childId, this.#roots.get(parentId) ?? parentId);
  }

  /** A run may wait for children that some other process started: they are watched with it. */
  async addOpenChildren(tenant: string, runId: string): Promise<void> {
    for (const childId of openChildren(await this.#store.readJournal(tenant, runId))) {
      if (!this.#roots.has(runId)) return;
      this.addChild(runId, childId);
      await this.addOpenChildren(tenant, childId);
    }
  }

  /** Forgets a run that was asked for, with all that it started. */
  remove(root: string): void {
    for (const [runId, of] of this.#roots) if (of === root) this.#roots.delete(runId);
  }

  #add(runId: string, root: string): void {
    this.#roots.set(runId, root);
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
