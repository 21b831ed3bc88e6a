/** Bytes by their content hash, in memory: the reference for every `BlobStore`. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import type { BlobStore, StoredBlob } from '../ports/blobs.js';

/** What a memory backend keeps: tenant, then hash. */
export type BlobData = Map<string, Map<string, Uint8Array>>;

export function emptyBlobs(): BlobData {
  return new Map();
}

/** Answers every call at once. */
export class MemoryBlobs implements BlobStore {
  readonly #data: BlobData;

  constructor(data: BlobData) {
    this.#data = data;
  }

  put(tenant: string, content: Uint8Array): StoredBlob {
    const hash = bytesToHex(sha256(content));
    let ofTenant = this.#data.get(tenant);
    if (ofTenant === undefined) this.#data.set(tenant, (ofTenant = new Map<string, Uint8Array>()));
    if (!ofTenant.has(hash)) ofTenant.set(hash, Uint8Array.from(content));
    return { hash, sizeBytes: content.length };
  }

  get(tenant: string, hash: string): Uint8Array | null {
    return this.#data.get(tenant)?.get(hash)?.slice() ?? null;
  }

  delete(tenant: string, hash: string): boolean {
    const ofTenant = this.#data.get(tenant);
    const isDeleted = ofTenant?.delete(hash) === true;
    if (ofTenant?.size === 0) this.#data.delete(tenant);
    return isDeleted;
  }
}
