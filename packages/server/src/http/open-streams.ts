/** Counts the open streams of each principal. */

import type { Principal } from '../access/principal.js';
import { HttpProblem } from './problem.js';

export class OpenStreams {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Streams of all principals. */
  get size(): number {
    return [...this.#open.values()].reduce((sum, open) => sum + open, 0);
  }

  /**
   * @returns a function that gives the place back; calling it again is harmless.
   * @throws {HttpProblem} `TOO_MANY_STREAMS`.
   */
  take({ tenant, id }: Principal): () => void {
    const key = JSON.stringify([tenant, id]);
    const open = this.#open.get(key) ?? 0;
    if (open >= this.#most) {
      const text = `At most ${this.#most} streams may be open at once; close others first`;
      const headers = { 'retry-after': '5' };
      throw new HttpProblem('TOO_MANY_STREAMS', text, { max: this.#most }, headers);
    }
    this.#open.set(key, open + 1);
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      const left = (this.#open.get(key) ?? 1) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }
}
