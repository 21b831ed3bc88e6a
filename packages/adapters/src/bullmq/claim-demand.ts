/**
 * Whether the engine of a store wants hints. A job of the queue goes to one process only: one that takes no runs,
 * or has its hands full, leaves it to the others.
 */

/** An engine that takes runs looks at the store at once when it gets a hint. */
const answerMs = 1_000;

export class ClaimDemand {
  #isWanting = false;
  /** When the first hint since the last claim was passed on, epoch milliseconds. */
  #askedAt: number | null = null;

  /** A claim begins: the engine takes runs. */
  claimBegins(): void {
    this.#askedAt = null;
  }

  /** @returns true when the engine has room for more than there was. */
  claimEnds(limit: number, taken: number): boolean {
    this.#isWanting = taken < limit;
    return this.#isWanting;
  }

  /** Whether to pass a hint on, now. False also when the engine left the hints before unanswered. */
  wantsHint(now: number): boolean {
    if (!this.#isWanting) return false;
    this.#askedAt ??= now;
    // Also when the clock was set back: the first hint after that counts anew.
    if (now < this.#askedAt) this.#askedAt = now;
    if (now - this.#askedAt > answerMs) this.#isWanting = false;
    return this.#isWanting;
  }
}
