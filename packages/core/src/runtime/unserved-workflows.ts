/** Workflows whose runs this engine leaves to others, because it lacks node types that they name. */

import { LRUCache } from 'lru-cache';

import type { Store } from '../ports/store.js';
import type { RunRecord } from '../ports/stored-run.js';
import type { Services } from './services.js';

/** More than so many are forgotten, and found out anew. */
const most = 1_000;

export class UnservedWorkflows {
  readonly #store: Store;
  readonly #services: Services;
  /** Made when first needed: the list takes all of its room at once. */
  #hashes: LRUCache<string, true> | undefined = undefined;

  constructor(store: Store, services: Services) {
    this.#store = store;
    this.#services = services;
  }

  /** Their hashes; `undefined` when there are none. */
  get hashes(): readonly string[] | undefined {
    return this.#hashes === undefined ? undefined : [...this.#hashes.keys()];
  }

  /** Gives a run back that was claimed, and takes no more of its workflow. */
  async leave(run: RunRecord, missing: readonly string[]): Promise<void> {
    const { workflowId, workflowHash, tenant, runId, epoch } = run;
    const { logger, clock } = this.#services;
    this.#hashes ??= new LRUCache({ max: most });
    if (!this.#hashes.has(workflowHash)) {
      this.#hashes.set(workflowHash, true);
      const message = `Runs of workflow "${workflowId}" are left to other workers: this one has no node type ${missing.join(', ')}`;
      logger.log('warn', message, { tenant, workflowId, workflowHash, missing });
    }
    await this.#store.drop([{ tenant, runId, epoch }], clock.now());
  }
}
