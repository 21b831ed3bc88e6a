/** Where the runs are that this process holds: a change of such a run need not be looked up by its id. */

import type { RunRecord } from '@flowgraft/core';

/**
 * What a run was known by when it was taken. A server that takes over without the last writes of the one before
 * gives an ordinal again, and so the time that goes with it is compared as well.
 */
export interface Held {
  readonly ordinal: string;
  readonly startedAt: number;
}

/** More than a process holds; what is forgotten is looked up by its id. */
const mostKept = 50_000;

/** Shared by all stores of a backend. */
export class HeldOrdinals {
  readonly #byRun = new Map<string, Held & { readonly tenant: string }>();

  note({ tenant, runId, startedAt }: RunRecord, ordinal: string | null | undefined): void {
    this.#byRun.delete(runId);
    if (startedAt === null || typeof ordinal !== 'string') return;
    this.#byRun.set(runId, { tenant, ordinal, startedAt });
    if (this.#byRun.size <= mostKept) return;
    for (const oldest of this.#byRun.keys()) {
      this.#byRun.delete(oldest);
      return;
    }
  }

  /** `null` when it is not known. */
  of(tenant: string, runId: string): Held | null {
    const held = this.#byRun.get(runId);
    return held?.tenant === tenant ? held : null;
  }

  forget(runId: string): void {
    this.#byRun.delete(runId);
  }
}
