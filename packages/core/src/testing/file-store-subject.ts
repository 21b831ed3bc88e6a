/** What the contract of a `FileStore` needs of whoever runs it. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { FileStore } from '../ports/files.js';

/** An empty file store for one case. */
export interface FileStoreSubject {
  readonly files: FileStore;
  /**
   * Puts a symbolic link at `path`, as somebody with access to the root might: to a file outside the root, or to a
   * folder outside that holds a file `inside.txt`. Absent for a store that has no links: FS8 then always passes.
   */
  readonly linkOut?: ((path: string, to: 'file' | 'folder') => MaybePromise<void>) | undefined;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens an empty file store; nothing of an earlier one may show in it. */
export type OpenFileStore = () => MaybePromise<FileStoreSubject>;
