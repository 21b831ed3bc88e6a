/** Seeded chance with the questions that a simulation asks. */

import type { Random } from '../../ports/random.js';
import { seededRandom } from '../seeded-random.js';

export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ 0x51ed270b);
    this.#next = () => random.next();
  }

  /** >= 0 and < 1. */
  next(): number {
    return this.#next();
  }

  /** True in that share of cases; a share of 0 uses up nothing. */
  is(share: number): boolean {
    return share > 0 && this.#next() < share;
  }

  /** A whole number >= 0 and < `limit`. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** A whole number from `least` to `most`. */
  from(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** 32 bits of a text (FNV-1a, mixed once more). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** Chance for an engine: its bytes, of which it asks for thousands at a time, cost little. */
export function engineRandom(seed: number): Random {
  const random = seededRandom(seed);
  const bytes = (length: number): Uint8Array => {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let i = 0; i < words.length; i++) words[i] = random.next() * 2 ** 32;
    return new Uint8Array(words.buffer, 0, length);
  };
  return { next: () => random.next(), bytes };
}
