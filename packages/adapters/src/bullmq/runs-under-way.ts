/** Runs that a call of this store writes just now: the call says better than a hint what becomes of them. */

interface RunKey {
  readonly tenant: string;
  readonly runId: string;
}

export class RunsUnderWay {
  /** Calls that write the run. */
  readonly #calls = new Map<string, number>();

  has(run: RunKey): boolean {
    return this.#calls.size > 0 && this.#calls.has(keyOf(run));
  }

  /** @returns what ends it. */
  add(runs: readonly RunKey[]): () => void {
    const keys = runs.map(keyOf);
    for (const key of keys) this.#calls.set(key, (this.#calls.get(key) ?? 0) + 1);
    return () => {
      for (const key of keys) {
        const others = (this.#calls.get(key) ?? 1) - 1;
        if (others > 0) this.#calls.set(key, others);
        else this.#calls.delete(key);
      }
    };
  }
}

function keyOf({ tenant, runId }: RunKey): string {
  return `${tenant}\0${runId}`;
}
