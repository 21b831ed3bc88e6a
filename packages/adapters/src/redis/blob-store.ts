/** Bytes by their content hash, in Redis. */

import type { BlobStore, StoredBlob } from '@flowgraft/core';
import { contentHash, isContentHash } from '../values/content-hash.js';
import { asked } from './command-failure.js';

/** The calls of a client of `ioredis` that this makes. */
export interface BlobClient {
  set(key: string, content: Buffer): Promise<unknown>;
  callBuffer(command: string, ...args: (string | number)[]): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

/** Rejects with `STORE_FAILED` when the server does not answer as it should. */
export class RedisBlobs implements BlobStore {
  readonly #client: BlobClient;
  readonly #root: string;

  /** @param root - What all keys of the store begin with; holds the hash tag. */
  constructor(client: BlobClient, root: string) {
    this.#client = client;
    this.#root = root;
  }

  async put(tenant: string, content: Uint8Array): Promise<StoredBlob> {
    // A copy: the client may have to connect first, and the caller may go on with its bytes.
    const bytes = Buffer.from(content);
    const hash = contentHash(bytes);
    await asked('keep a blob', () => this.#client.set(this.#keyOf(tenant, hash), bytes));
    return { hash, sizeBytes: bytes.length };
  }

  async get(tenant: string, hash: string): Promise<Uint8Array | null> {
    if (!isContentHash(hash)) return null;
    // A script, since a client may send plain reads to replicas, which lag behind.
    const read = "return redis.call('GET', KEYS[1])";
    const bytes = await asked('read a blob', () =>
      this.#client.callBuffer('eval', read, 1, this.#keyOf(tenant, hash)),
    );
    return bytes === null ? null : Uint8Array.from(bytes as Buffer);
  }

  async delete(tenant: string, hash: string): Promise<boolean> {
    if (!isContentHash(hash)) return false;
    const deleted = await asked('delete a blob', () => this.#client.del(this.#keyOf(tenant, hash)));
    return deleted === 1;
  }

  #keyOf(tenant: string, hash: string): string {
    return `${this.#root}blob:${hash}:${tenant}`;
  }
}
