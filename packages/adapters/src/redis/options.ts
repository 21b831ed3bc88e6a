/** What the host says about its Redis. */

import type { StoreCapabilities } from '@flowgraft/core';
import type { RedisClient } from './client.js';

export interface RedisOptions {
  /** `Redis` or `Cluster` of `ioredis`, or a client with the same calls. Its settings stay, and so does its connection. */
  readonly client: RedisClient;
  /**
   * Begins every key, in braces, so that all keys of one backend are in one hash slot; `flowgraft` when absent.
   * Backends with different prefixes share nothing. Not empty, and without `{`, `}` and U+0000.
   */
  readonly prefix?: string | undefined;
  /**
   * Whether to hear of what other processes did, through a second connection (`client.duplicate()`) that listens
   * to a channel; true when absent. Without, workers find it by polling.
   */
  readonly hints?: boolean | undefined;
  /**
   * What an acknowledged write survives, for servers that do not let their settings be read. What the server
   * says itself goes first.
   */
  readonly durability?: StoreCapabilities['durability'] | undefined;
}

const durabilities: readonly unknown[] = ['none', 'processDeath', 'powerLoss'];

/** @throws {TypeError} when an option is wrong. */
export function checkOptions(options: RedisOptions): void {
  const { client, prefix = 'flowgraft', hints = true, durability = 'none' } = options;
  if (typeof (client as Partial<RedisClient> | undefined)?.evalsha !== 'function') {
    throw new TypeError(
      `redis: client must be an ioredis client or one with the same calls, got ${typeof client}`,
    );
  }
  if (typeof prefix !== 'string' || prefix === '' || /[{}\0]/.test(prefix)) {
    throw new TypeError(
      `redis: prefix must be a text without {, } and U+0000, got ${JSON.stringify(prefix)}`,
    );
  }
  if (typeof hints !== 'boolean') {
    throw new TypeError(`redis: hints must be true or false, got ${String(hints)}`);
  }
  if (!durabilities.includes(durability)) {
    throw new TypeError(
      `redis: durability must be 'none', 'processDeath' or 'powerLoss', got ${String(durability)}`,
    );
  }
}
