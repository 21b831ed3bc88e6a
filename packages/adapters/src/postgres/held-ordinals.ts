/** Where the runs are that this process holds: a change of such a run need not be looked up by its id. */

interface Held {
  readonly tenant: string;
  readonly ordinal: string;
}

/** More than a process holds; what is forgotten is looked up by its id. */
const mostKept = 50_000;

/** Shared by all stores of a backend. An ordinal is never given twice, so that an old entry can only be of a run that is gone. */
export class HeldOrdinals {
  readonly #byRun = new Map<string, Held>();

  note(tenant: string, runId: string, ordinal: string): void {
    this.#byRun.delete(runId);
    this.#byRun.set(runId, { tenant, ordinal });
    if (this.#byRun.size <= mostKept) return;
    for (const oldest of this.#byRun.keys()) {
      this.#byRun.delete(oldest);
      return;
    }
  }

  /** `null` when it is not known. */
  of(tenant: string, runId: string): string | null {
    const held = this.#byRun.get(runId);
    return held?.tenant === tenant ? held.ordinal : null;
  }

  forget(runId: string): void {
    this.#byRun.delete(runId);
  }
}
