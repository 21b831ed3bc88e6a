/** Tells the host once that the queue fails, and once that it works again. */

import type { Logger } from '@flowgraft/core';

export class QueueTrouble {
  readonly #logger: Logger;
  readonly #queueName: string;
  #isFailing = false;
  #isMuted = false;

  constructor(logger: Logger, queueName: string) {
    this.#logger = logger;
    this.#queueName = queueName;
  }

  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Says nothing more: connections that are being closed fail, too. */
  mute(): void {
    this.#isMuted = true;
  }

  /** A client that cannot connect fails many times a second. */
  failed(thrown: unknown, during: string): void {
    if (this.#isFailing || this.#isMuted) return;
    this.#isFailing = true;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    this.#logger.log(
      'warn',
      `BullMQ queue "${this.#queueName}" failed ${during}: ${reason}; runs are found by polling until it works again`,
      { queue: this.#queueName, during, reason },
    );
  }

  worked(): void {
    if (!this.#isFailing || this.#isMuted) return;
    this.#isFailing = false;
    this.#logger.log('info', `BullMQ queue "${this.#queueName}" works again`, {
      queue: this.#queueName,
    });
  }
}
