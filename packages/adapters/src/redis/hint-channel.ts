/** Hints: told to listeners of this store, and heard from other stores through a connection of its own. */

import type { Hint, Logger } from '@flowgraft/core';
import type { RedisSubscriber } from './client.js';

export interface HintChannelOptions {
  /** The channel that all stores of the same data speak on. */
  readonly channel: string;
  /** Begins messages of this store, which its listeners were told of already. */
  readonly storeId: string;
  readonly logger: Logger;
}

export class HintChannel {
  readonly channel: string;
  readonly #own: string;
  readonly #logger: Logger;
  readonly #listeners = new Set<(hint: Hint) => void>();
  #subscriber: RedisSubscriber | null = null;

  constructor({ channel, storeId, logger }: HintChannelOptions) {
    this.channel = channel;
    this.#own = storeId;
    this.#logger = logger;
  }

  /** Listens on this connection, which is closed with the channel, also when it fails. */
  async listen(subscriber: RedisSubscriber): Promise<void> {
    subscriber.on('error', (error) =>
      this.#logger.log('debug', 'redis: the connection for hints is disturbed', {
        reason: error.message,
      }),
    );
    subscriber.on('message', (_, message) => this.#hear(message));
    try {
      await subscriber.subscribe(this.channel);
      this.#subscriber = subscriber;
    } catch (error) {
      subscriber.disconnect();
      throw error;
    }
  }

  /** Calls `listener` with hints until the returned function is called. */
  subscribe(listener: (hint: Hint) => void): () => void {
    // A function of its own: subscribing the same listener twice gives two subscriptions.
    const own = (hint: Hint): void => listener(hint);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Tells the listeners; `packed` is tenant, run and whether it has ended, and so on, with U+0000 between. */
  tell(packed: string): void {
    if (packed === '' || this.#listeners.size === 0) return;
    const parts = packed.split('\0');
    for (let at = 0; at + 2 < parts.length; at += 3) {
      const [tenant = '', runId = '', hasEnded] = parts.slice(at, at + 3);
      this.#tellOne({ tenant, runId, hasEnded: hasEnded === '1' });
    }
  }

  close(): void {
    this.#listeners.clear();
    this.#subscriber?.disconnect();
    this.#subscriber = null;
  }

  #hear(message: string): void {
    const end = message.indexOf('\0');
    if (message.slice(0, end) !== this.#own) this.tell(message.slice(end + 1));
  }

  /** What a listener throws must not end up in the client, nor look like a failure of the write that it was told of. */
  #tellOne(hint: Hint): void {
    for (const listener of this.#listeners) {
      try {
        listener(hint);
      } catch (error) {
        this.#logger.log('error', 'redis: a listener of hints failed', { reason: String(error) });
      }
    }
  }
}
