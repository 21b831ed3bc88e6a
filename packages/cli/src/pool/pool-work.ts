/** What a pool has heard of its work lately, and the size that follows from it. */

import {
  poolSize,
  processesNeeded,
  recentNeeds,
  type PoolLimits,
  type PoolLoad,
  type PoolNeed,
} from './pool-size.js';

export interface PoolWorkOptions extends PoolLimits {
  readonly concurrency: number;
  readonly lookMs: number;
}

/** An answer counts for so many looks. */
const freshLooks = 3;

export class PoolWork {
  readonly #options: PoolWorkOptions;
  #backlog: { readonly due: number | null; readonly at: number } | null = null;
  #needs: readonly PoolNeed[] = [];

  constructor(options: PoolWorkOptions) {
    this.#options = options;
  }

  /** More due runs than all processes could take make no difference. */
  get backlogUpTo(): number {
    return this.#options.max * this.#options.concurrency;
  }

  backlogIs(due: number | null, now: number): void {
    this.#backlog = { due, at: now };
  }

  /** Runs that are due; `null` when nobody has said so lately. */
  backlog(now: number): number | null {
    if (this.#backlog === null) return null;
    return now - this.#backlog.at > freshLooks * this.#options.lookMs ? null : this.#backlog.due;
  }

  /** Notes what is needed now. @returns the size to have. */
  sizeFor(now: number, load: Pick<PoolLoad, 'size' | 'serving' | 'held'>): number {
    const { concurrency } = this.#options;
    const processes = processesNeeded({ ...load, concurrency, backlog: this.backlog(now) });
    this.#needs = recentNeeds([...this.#needs, { at: now, processes }], now, this.#options);
    return poolSize(load.size, this.#needs, now, this.#options);
  }

  /** What was heard is no longer of use: time has gone by unseen. */
  forget(): void {
    this.#backlog = null;
    this.#needs = [];
  }
}
