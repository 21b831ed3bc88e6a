/** What the contract of a `BlobStore` needs of whoever runs it. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { BlobStore } from '../ports/blobs.js';

/** An empty blob store for one case. */
export interface BlobStoreSubject {
  readonly blobs: BlobStore;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens an empty blob store; nothing of an earlier one may show in it. */
export type OpenBlobStore = () => MaybePromise<BlobStoreSubject>;
