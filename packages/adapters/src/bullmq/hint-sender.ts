/** Puts wakes into the queue, those of one turn together. Nobody waits for it, and it never throws. */

import type { Clock } from '@flowgraft/core';
import type { BullmqQueue } from './client.js';
import { hintJob, wakeKey, type Wake } from './hint-job.js';
import type { QueueTrouble } from './queue-trouble.js';

/** While the queue does not answer, more are forgotten: polling finds what they tell of. */
const maxPending = 10_000;
const batchSize = 1_000;
/** A timer this far away gets no job: it would lie in the queue for long, and workers learn of it from the store. */
const farMs = 7 * 86_400_000;

export interface HintSenderParts {
  readonly queue: BullmqQueue;
  readonly clock: Clock;
  readonly trouble: QueueTrouble;
}

export class HintSender {
  readonly #parts: HintSenderParts;
  readonly #pending = new Map<string, Wake>();
  #sending: Promise<void> | null = null;

  constructor(parts: HintSenderParts) {
    this.#parts = parts;
  }

  send({ tenant, runId, wakeAt }: Wake): void {
    const now = this.#parts.clock.now();
    if (wakeAt !== null && wakeAt - now > farMs) return;
    const wake = { tenant, runId, wakeAt: wakeAt !== null && wakeAt > now ? wakeAt : null };
    const key = wakeKey(wake);
    if (this.#pending.size >= maxPending && !this.#pending.has(key)) return;
    this.#pending.set(key, wake);
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when all that was given has been sent, or could not be. */
  async idle(): Promise<void> {
    while (this.#sending !== null) await this.#sending;
  }

  async #sendAll(): Promise<void> {
    await new Promise<void>((resolve) => this.#parts.clock.defer(resolve));
    while (this.#pending.size > 0) await this.#sendBatch();
    this.#sending = null;
  }

  async #sendBatch(): Promise<void> {
    const { queue, clock, trouble } = this.#parts;
    const entries = [...this.#pending].slice(0, batchSize);
    for (const [key] of entries) this.#pending.delete(key);
    try {
      const now = clock.now();
      await queue.addBulk(entries.map(([, wake]) => hintJob(wake, now)));
      trouble.worked();
    } catch (thrown) {
      trouble.failed(thrown, 'to take hints');
    }
  }
}
