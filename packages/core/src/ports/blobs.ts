/**
 * Bytes by their content hash: what is too large for a journal. Proved by `blobStoreContract`.
 *
 * Invariants:
 *
 * - **BL1** What `put` acknowledged can be read back, byte for byte, until it is deleted.
 * - **BL2** The same bytes are kept once per tenant; putting them again is harmless.
 * - **BL3** Nothing of one tenant is ever found under another.
 */

import type { MaybePromise } from '../model/maybe-promise.js';

export interface StoredBlob {
  /** SHA-256 of the content, 64 lower-case hex digits. */
  readonly hash: string;
  readonly sizeBytes: number;
}

/** Every method throws `STORE_FAILED` when the store cannot be asked. */
export interface BlobStore {
  put(tenant: string, content: Uint8Array): MaybePromise<StoredBlob>;
  /** The content, a copy of the caller's own; `null` when there is none of that hash. */
  get(tenant: string, hash: string): MaybePromise<Uint8Array | null>;
  /** @returns true when there was such content. */
  delete(tenant: string, hash: string): MaybePromise<boolean>;
}
