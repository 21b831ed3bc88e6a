/** Limits, what they count, and the lines of groups that they hold back. */

import type { RunLimitState } from '../ports/limits.js';
import type { Lane } from './lanes.js';
import type { RunEntry } from './run-entry.js';
import { compareUtf8 } from './utf8-order.js';
import type { TurnRing } from './turn-ring.js';

const none: readonly Limit[] = Object.freeze([]);

export class Limit {
  readonly key: string;
  maxHeld: number | null = null;
  maxQueued: number | null = null;
  held = 0;
  queued = 0;
  /** Groups that were met while the limit was full. */
  readonly lines = new Map<Lane, TurnRing<Lane>>();

  constructor(key: string) {
    this.key = key;
  }

  get room(): number {
    return this.maxHeld === null ? Infinity : this.maxHeld - this.held;
  }
}

export function stateOf({ key, maxHeld, maxQueued, held, queued }: Limit): RunLimitState {
  return { key, maxHeld, maxQueued, held, queued };
}

/**
 * The limits that are set. Each counts every run of its key that is held, and every one that never began: what
 * was there when it was set is counted then, so that what changes later is always counted already.
 */
export class Limits {
  readonly #byKey = new Map<string, Limit>();

  get(key: string): Limit | undefined {
    return this.#byKey.get(key);
  }

  /** A new limit of that key; the caller counts what is there. */
  add(key: string): Limit {
    const limit = new Limit(key);
    this.#byKey.set(key, limit);
    return limit;
  }

  remove(key: string): void {
    this.#byKey.delete(key);
  }

  /** @returns the first of the limits that lets none of these keys be held, or `null`. */
  full(keys: readonly string[]): Limit | null {
    for (const key of keys) {
      const limit = this.#byKey.get(key);
      if (limit !== undefined && limit.room <= 0) return limit;
    }
    return null;
  }

  /** @returns the first of the limits that lets no more of these keys queue, or `null`. */
  refusing(keys: readonly string[]): Limit | null {
    for (const key of keys) {
      const limit = this.#byKey.get(key);
      if (limit === undefined || limit.maxQueued === null) continue;
      if (limit.queued >= limit.maxQueued) return limit;
    }
    return null;
  }

  countCreated(entry: RunEntry): void {
    for (const limit of this.of(entry.limitKeys)) limit.queued += 1;
  }

  /** Called before the run is marked as begun. */
  countTaken(entry: RunEntry): void {
    for (const limit of this.of(entry.limitKeys)) {
      limit.held += 1;
      if (entry.startedAt === null) limit.queued -= 1;
    }
  }

  /** The limits of these keys that are set. */
  of(keys: readonly string[]): readonly Limit[] {
    if (keys.length === 0 || this.#byKey.size === 0) return none;
    return keys.flatMap((key) => this.#byKey.get(key) ?? []);
  }

  states(keys?: readonly string[]): readonly RunLimitState[] {
    const limits = keys === undefined ? [...this.#byKey.values()] : this.of([...new Set(keys)]);
    return limits.map(stateOf).toSorted((a, b) => compareUtf8(a.key, b.key));
  }
}
