/** Runs that the store says this worker holds, and that nobody here drives: the answer to a claim was lost. */

import { LRUCache } from 'lru-cache';

import type { HeldRun } from '../ports/stored-run.js';
import { runKey } from './run-key.js';

/** Beats that are sent after a call failed that may have taken runs, even when nothing is held. */
const beatsAfterFailure = 2;
/** Of so many that were given up it is known, for answers to their claims that come after all. */
const mostRemembered = 1_000;

export class StrayRuns {
  readonly #isDriven: (run: HeldRun) => boolean;
  readonly #giveUp: (run: HeldRun) => void;
  /** What the last beat told of, by run; the answer to a claim may still have been under way. */
  #seen = new Map<string, number>();
  /** Made when first needed: the list takes all of its room at once. */
  #givenUp: LRUCache<string, true> | undefined = undefined;
  #owed = 0;

  constructor(isDriven: (run: HeldRun) => boolean, giveUp: (run: HeldRun) => void) {
    this.#isDriven = isDriven;
    this.#giveUp = giveUp;
  }

  /** True while beats are needed to find out what is held. */
  get isSuspected(): boolean {
    return this.#owed > 0;
  }

  /** True for a claim that was given up: its answer comes too late. */
  wasGivenUp(run: HeldRun): boolean {
    return this.#givenUp?.has(claimKey(run)) === true;
  }

  /** A call failed that may have taken runs. */
  suspect(): void {
    this.#owed = beatsAfterFailure;
  }

  /** Takes in what a beat told of: what it tells of twice is given up. */
  found(strays: readonly HeldRun[]): void {
    this.#owed = Math.max(0, this.#owed - 1);
    const before = this.#seen;
    this.#seen = new Map();
    for (const run of strays) {
      if (this.#isDriven(run)) continue;
      const key = runKey(run);
      if (before.get(key) === run.epoch) {
        this.#givenUp ??= new LRUCache({ max: mostRemembered });
        this.#givenUp.set(claimKey(run), true);
        this.#giveUp(run);
      } else {
        this.#seen.set(key, run.epoch);
      }
    }
    if (this.#seen.size > 0) this.#owed = Math.max(1, this.#owed);
  }
}

function claimKey(run: HeldRun): string {
  return `${runKey(run)}\0${run.epoch}`;
}
