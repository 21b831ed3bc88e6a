/** Judges whom limits held back and refused, by those that were in force at that moment. */

import type { CreateOutcome } from '../../ports/claim.js';
import type { RunLimit } from '../../ports/limits.js';
import type { NewRun } from '../../ports/stored-run.js';
import type { ModelRun, StoreModel } from './store-model.js';

export class LimitsJudge {
  readonly #model: StoreModel;
  readonly #say: (message: string) => void;
  readonly #limits = new Map<string, RunLimit>();

  constructor(model: StoreModel, say: (message: string) => void) {
    this.#model = model;
    this.#say = say;
  }

  set(limits: readonly RunLimit[]): void {
    for (const limit of limits) this.#limits.set(limit.key, limit);
  }

  /** Called before the run is held. */
  taken(run: ModelRun): void {
    for (const { key, maxHeld } of this.#of(run.limitKeys)) {
      if (maxHeld === null) continue;
      // What a lost worker held may have been let go of.
      const isHeld = (each: ModelRun): boolean =>
        each.holder !== undefined && each.lapsed === undefined;
      const held = this.#count(key, isHeld);
      if (held < maxHeld) continue;
      this.#say(`${run.runId} was taken with ${held} of ${maxHeld} of ${key} held`);
    }
  }

  /** Called when a run was created that nobody holds, before it is in the model. */
  queued({ runId, limitKeys }: NewRun): void {
    const full = this.#full(limitKeys);
    if (full !== undefined) this.#say(`${runId} was created though the queue of ${full} was full`);
  }

  refused({ runId, limitKeys }: NewRun, outcome: CreateOutcome | undefined): void {
    if (outcome === undefined || !('refusedBy' in outcome)) return;
    const isThere = this.#model.runs.has(runId);
    if (isThere || this.#full(limitKeys) !== outcome.refusedBy.key) {
      const state = isThere ? 'it was there' : 'there was room';
      this.#say(`${runId} was refused by ${outcome.refusedBy.key}: ${state}`);
    }
  }

  /** The first of the limits that lets no more of these queue. */
  #full(keys: readonly string[]): string | undefined {
    const isQueued = ({ hasBegun }: ModelRun): boolean => !hasBegun;
    return this.#of(keys).find(
      ({ key, maxQueued }) => maxQueued !== null && this.#count(key, isQueued) >= maxQueued,
    )?.key;
  }

  #of(keys: readonly string[]): readonly RunLimit[] {
    if (this.#limits.size === 0) return [];
    return keys.flatMap((key) => this.#limits.get(key) ?? []);
  }

  #count(key: string, counts: (run: ModelRun) => boolean): number {
    let count = 0;
    for (const run of this.#model.runs.values()) {
      if (run.limitKeys.includes(key) && counts(run)) count += 1;
    }
    return count;
  }
}
