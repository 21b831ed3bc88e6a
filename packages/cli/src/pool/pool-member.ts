/**
 * One process of a pool, as the pool sees it.
 *
 * starting → serving → draining → ended; each may end at any time, and draining may follow starting.
 */

import type { ForkedProcess, ProcessEnd } from '../command-io.js';
import { poolWordOf, type PoolOrder, type PoolWord } from './pool-messages.js';
import type { WorkerEndReason } from './worker-news.js';

export interface PoolMemberParts {
  /** Counts the processes of the pool; a replacement has a number of its own. */
  readonly number: number;
  readonly process: ForkedProcess;
  /** How many processes in a row have died in this place. */
  readonly failures: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly onWord: (word: PoolWord) => void;
  readonly onEnd: (end: ProcessEnd) => void;
}

export class PoolMember {
  readonly number: number;
  readonly failures: number;
  readonly #process: ForkedProcess;
  #state: 'starting' | 'serving' | 'draining' = 'starting';
  /** Why it is being ended from here. */
  #killedFor: 'late' | 'unresponsive' | null = null;
  /** When it was last heard of, or asked to stop. Epoch milliseconds, as all times here. */
  #heardAt: number;
  #readyAt: number | null = null;
  /** Runs that it held when it was last heard of. */
  held = 0;

  constructor(parts: PoolMemberParts) {
    this.number = parts.number;
    this.failures = parts.failures;
    this.#process = parts.process;
    this.#heardAt = parts.now;
    parts.process.onMessage((message) => {
      const word = poolWordOf(message);
      if (word !== null) parts.onWord(word);
    });
    parts.process.onEnd(parts.onEnd);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isServing(): boolean {
    return this.#state === 'serving';
  }

  get isDraining(): boolean {
    return this.#state === 'draining';
  }

  ready(now: number): void {
    this.#readyAt = now;
    this.heard(now);
    if (this.#state === 'starting') this.#state = 'serving';
  }

  /** It has answered, or this process could not have heard it. While it drains, nothing it says gives it more time. */
  heard(now: number): void {
    if (this.#state !== 'draining') this.#heardAt = now;
  }

  ask(order: PoolOrder): void {
    this.#process.send(order);
  }

  /** Asks it to take no more runs and to end. */
  drain(now: number): void {
    if (this.#state === 'draining') return;
    this.#state = 'draining';
    this.#heardAt = now;
    this.ask({ kind: 'drain' });
  }

  /** Ends it when it has been silent for too long. */
  check(
    now: number,
    limits: Readonly<Record<'startMs' | 'unresponsiveMs' | 'drainMs', number>>,
  ): void {
    const allowed = {
      starting: limits.startMs,
      serving: limits.unresponsiveMs,
      draining: limits.drainMs,
    };
    if (this.#killedFor !== null || now - this.#heardAt <= allowed[this.#state]) return;
    this.#killedFor = this.#state === 'draining' ? 'late' : 'unresponsive';
    this.#process.kill();
  }

  kill(): void {
    this.#process.kill();
  }

  /** Why it has ended, after the fact. */
  reasonOf({ code }: ProcessEnd): WorkerEndReason {
    if (this.#killedFor !== null) return this.#killedFor;
    return this.#state === 'draining' && code === 0 ? 'drained' : 'died';
  }

  /** How many have died in a row in this place, with this one; one that served for `stableMs` begins a new row. */
  failuresAfter(now: number, stableMs: number): number {
    const wasStable = this.#readyAt !== null && now - this.#readyAt >= stableMs;
    return wasStable ? 1 : this.failures + 1;
  }
}
