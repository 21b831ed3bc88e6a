/**
 * Takes hints from the queue, through a BullMQ worker that runs while its engine wants some.
 *
 * A worker's life: none → running → paused ⇄ running → closed. It is made at the first claim that comes back short
 * of what the engine has room for; it is paused by a job that the engine does not want, which goes back into the queue.
 */

import type { Clock, Hint } from '@flowgraft/core';
import { ClaimDemand } from './claim-demand.js';
import type { BullmqProcessor, BullmqWorker } from './client.js';
import { hintOf } from './hint-job.js';
import type { QueueTrouble } from './queue-trouble.js';

export interface HintReceiverParts {
  readonly createWorker: (processor: BullmqProcessor) => BullmqWorker;
  readonly clock: Clock;
  readonly trouble: QueueTrouble;
  /** Tells the store's subscribers. */
  readonly tell: (hint: Hint) => void;
  /** Puts a hint back into the queue. */
  readonly giveBack: (hint: Hint) => void;
}

export class HintReceiver {
  readonly #parts: HintReceiverParts;
  readonly #demand = new ClaimDemand();
  #worker: BullmqWorker | null = null;
  #state: 'none' | 'running' | 'paused' | 'closed' = 'none';

  constructor(parts: HintReceiverParts) {
    this.#parts = parts;
  }

  claimBegins(): void {
    this.#demand.claimBegins();
  }

  claimEnds(limit: number, taken: number): void {
    if (this.#demand.claimEnds(limit, taken)) this.#start();
  }

  /** Takes no more jobs. @returns the worker, for its owner to close. */
  close(): BullmqWorker | null {
    this.#state = 'closed';
    return this.#worker;
  }

  #start(): void {
    if (this.#state === 'running' || this.#state === 'closed') return;
    const isFirst = this.#state === 'none';
    this.#state = 'running';
    const { createWorker, trouble } = this.#parts;
    try {
      this.#worker ??= this.#made(createWorker((job) => this.#process(job.data)));
      const started = isFirst ? this.#worker.run() : this.#worker.resume();
      Promise.resolve(started).catch((thrown: unknown) => trouble.failed(thrown, 'to start'));
    } catch (thrown) {
      // Not tried again: what a constructor refuses once it refuses always.
      trouble.failed(thrown, 'to start');
    }
  }

  #made(worker: BullmqWorker): BullmqWorker {
    worker.on('error', (error) => this.#parts.trouble.failed(error, 'to give hints'));
    return worker;
  }

  async #process(data: unknown): Promise<void> {
    const { clock, trouble, giveBack } = this.#parts;
    const hint = hintOf(data);
    if (hint === null) return;
    trouble.worked();
    if (this.#state !== 'closed' && this.#demand.wantsHint(clock.now())) {
      this.#pass(hint);
      return;
    }
    giveBack(hint);
    await this.#pause();
  }

  /** A subscriber that throws is no reason for BullMQ to try again. */
  #pass(hint: Hint): void {
    try {
      this.#parts.tell(hint);
    } catch (thrown) {
      this.#parts.trouble.failed(thrown, 'to pass a hint on');
    }
  }

  async #pause(): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    try {
      // Without waiting for jobs under way: this is one.
      await this.#worker?.pause(true);
    } catch (thrown) {
      this.#parts.trouble.failed(thrown, 'to pause');
    }
  }
}
