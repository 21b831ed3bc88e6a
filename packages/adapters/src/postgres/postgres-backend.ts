/** The backend for many machines: the PostgreSQL database that the host runs. */

import type { Backend, BackendHost } from '@flowgraft/core';
import type { PostgresTransaction } from './client.js';
import { createNames } from './names.js';
import { type Opened, openDatabase } from './open-database.js';
import { checkOptions, type PostgresOptions } from './options.js';
import { PostgresStore } from './postgres-store.js';

/**
 * Keeps runs in a PostgreSQL database (13 or newer), through the host's own pool. Any number of processes may use
 * it at once. Every call is one statement and one transaction, so that a pooler may stand between.
 *
 * Opening throws a `FlowgraftError`: `STORE_VERSION` when the schema is newer than this package, or, with
 * `migrate: false`, older or missing; `STORE_FAILED` when the database cannot be asked.
 *
 * @throws {TypeError} When the options are wrong.
 */
export function postgres(options: PostgresOptions): Backend<PostgresTransaction> {
  checkOptions(options);
  createNames(options);
  let opening: Promise<Opened> | null = null;
  let users = 0;

  function leave(opened: Opened): void {
    users -= 1;
    if (users > 0) return;
    opening = null;
    opened.listener?.close();
  }

  return {
    name: 'postgres',
    async open(host: BackendHost) {
      users += 1;
      const mine = (opening ??= openDatabase(options, host));
      try {
        const opened = await mine;
        return new PostgresStore(opened, async () => leave(opened));
      } catch (error) {
        users -= 1;
        if (opening === mine) opening = null;
        throw error;
      }
    },
  };
}
