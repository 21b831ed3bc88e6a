/** What the host says about its database. */

import type { SqliteDatabase } from './client.js';

/** A file that this package opens and closes. */
export interface SqliteFileOptions {
  /** Path of the database file, made when it is missing; `:memory:` for one that ends with its last store. */
  readonly file: string;
  /**
   * `full` (default): what was acknowledged survives a loss of power. `normal`: it survives the end of the
   * process, and commits do not wait for the disk.
   */
  readonly synchronous?: 'full' | 'normal' | undefined;
  /**
   * Milliseconds to wait for another process that is writing, before giving up; 5,000 when absent. The thread
   * waits too: other processes hold the file for about the time of one disk write.
   */
  readonly busyTimeoutMs?: number | undefined;
}

/** A connection that the host built (`better-sqlite3`, `libsql` or `node:sqlite`); its settings stay as they are. */
export interface SqliteDatabaseOptions {
  readonly database: SqliteDatabase;
}

export type SqliteOptions = SqliteFileOptions | SqliteDatabaseOptions;
