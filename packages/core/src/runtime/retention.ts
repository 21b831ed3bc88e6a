/** Removes runs that ended long ago, a batch at a time. */

import { durationMs, type Duration } from '../model/duration.js';
import type { FinalRunStatus } from '../model/run.js';
import type { Timer } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import type { Services } from './services.js';

/** How long ended runs are kept, by how they ended; `false` keeps them for ever. */
export interface RetentionOptions {
  /** `30d` when absent. */
  readonly completed?: Duration | false | undefined;
  /** `30d` when absent. */
  readonly cancelled?: Duration | false | undefined;
  /** `90d` when absent. */
  readonly failed?: Duration | false | undefined;
}

const kept = { completed: '30d', cancelled: '30d', failed: '90d' } as const;
const everyMs = 600_000;
const batch = 500;

/** How long runs of each status are kept; statuses that are kept for ever are left out. */
export type RetentionRules = ReadonlyMap<FinalRunStatus, number>;

/** @throws {TypeError} when a duration is not one. */
export function retentionRules(options: RetentionOptions | false = {}): RetentionRules {
  const rules = new Map<FinalRunStatus, number>();
  if (options === false) return rules;
  for (const status of ['completed', 'cancelled', 'failed'] as const) {
    const duration = options[status] ?? kept[status];
    if (duration !== false) rules.set(status, durationMs(duration, `retention.${status}`));
  }
  return rules;
}

export class Retention {
  readonly #store: Store;
  readonly #services: Services;
  readonly #rules: RetentionRules;
  #timer: Timer | undefined = undefined;
  #isClosed = false;

  constructor(store: Store, services: Services, rules: RetentionRules) {
    this.#store = store;
    this.#services = services;
    this.#rules = rules;
  }

  /** Removes what is due now and then; harmless when it is on already. */
  start(): void {
    if (this.#timer !== undefined || this.#isClosed || this.#rules.size === 0) return;
    this.#timer = this.#services.clock.setTimer(everyMs, () => void this.#round(), {
      background: true,
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #round(): Promise<void> {
    this.#timer = undefined;
    const { clock, events } = this.#services;
    try {
      for (const [status, keptMs] of this.#rules) {
        const request = { status: [status], finishedBefore: clock.now() - keptMs, limit: batch };
        while (!this.#isClosed && (await this.#store.purge(request)) === batch);
      }
    } catch (thrown) {
      events.report(thrown, 'removing old runs');
    }
    this.start();
  }
}
