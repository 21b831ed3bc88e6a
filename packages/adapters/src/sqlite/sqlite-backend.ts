/** The durable backend that needs no server: one SQLite file. */

import type { Backend, BackendHost } from '@flowgraft/core';
import { openDatabase, type Opened } from './open-database.js';
import type { SqliteOptions } from './options.js';
import { SqliteStore } from './run-store.js';

/**
 * Keeps runs in a SQLite database. Any number of processes on one machine may use the same file; what another
 * process did is found by polling. Tables have names that start with `flowgraft_`.
 *
 * Opening throws a `FlowgraftError`: `DRIVER_MISSING` when there is no driver, `STORE_VERSION` when a newer
 * version of this package has written the file, `STORE_FAILED` when the file cannot be opened.
 *
 * @throws {TypeError} When the options are wrong.
 */
export function sqlite(options: SqliteOptions): Backend {
  checkOptions(options);
  let opening: Promise<Opened> | null = null;
  let users = 0;

  function leave(opened: Opened): void {
    users -= 1;
    if (users > 0) return;
    opening = null;
    if ('file' in options) opened.connection.close();
  }

  return {
    name: 'sqlite',
    async open({ clock }: BackendHost) {
      users += 1;
      try {
        const opened = await (opening ??= openDatabase(options));
        return new SqliteStore({ ...opened, clock, onClose: () => leave(opened) });
      } catch (error) {
        users -= 1;
        opening = null;
        throw error;
      }
    },
  };
}

function checkOptions(options: SqliteOptions): void {
  if ('database' in options) return;
  const { file, synchronous = 'full', busyTimeoutMs = 0 } = options;
  if (typeof file !== 'string' || file === '') {
    throw new TypeError(`sqlite: file must be a path, got ${JSON.stringify(file)}`);
  }
  if (synchronous !== 'full' && synchronous !== 'normal') {
    throw new TypeError(
      `sqlite: synchronous must be 'full' or 'normal', got ${String(synchronous)}`,
    );
  }
  if (!Number.isInteger(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw new TypeError(
      `sqlite: busyTimeoutMs must be a whole number >= 0, got ${String(busyTimeoutMs)}`,
    );
  }
}
