/** The calls of a Redis client that this store makes: what `Redis` and `Cluster` of `ioredis` share. */

import type { BlobClient } from './blob-store.js';

/** A client that the host built and connects. */
export interface RedisClient extends BlobClient {
  evalsha(sha1: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
  /** Any command by name. */
  call(command: string, ...args: string[]): Promise<unknown>;
  /** A second client with the same settings. */
  duplicate(): RedisSubscriber;
}

/** A connection that only listens. */
export interface RedisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  disconnect(): void;
}
