/** From options to a database with an up-to-date schema. */

import type { BackendHost, StoreCapabilities } from '@flowgraft/core';
import type { PostgresPool, Queryable } from './client.js';
import { runOn, withClient } from './connection.js';
import { asStoreFailure, Database } from './database.js';
import { HintListener } from './hint-listener.js';
import { checkVersion, migrate } from './migrations.js';
import { createNames } from './names.js';
import type { PostgresOptions } from './options.js';
import { TransactionSource } from './store-transaction.js';

export interface Opened {
  readonly database: Database;
  readonly durability: StoreCapabilities['durability'];
  readonly listener: HintListener | null;
  readonly transactions: TransactionSource;
  /** Answers each statement in a transaction of its own, of isolation level read committed. */
  readonly plain: Queryable;
}

/** @throws {FlowgraftError} `STORE_VERSION`, `STORE_FAILED`. */
export async function openDatabase(options: PostgresOptions, host: BackendHost): Promise<Opened> {
  const { pool } = options;
  try {
    const names = createNames(options);
    if (options.migrate === false) await withClient(pool, (client) => checkVersion(client, names));
    else await migrate(options);
    const settings = await readSettings(pool);
    const origin = Array.from(host.random.bytes(9), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
    const { setsIsolation } = settings;
    const database = new Database({ pool, names, origin, setsIsolation });
    const listener = options.listen === false ? null : new HintListener(database, host);
    await listener?.start();
    // Behind a pooler that passes connections round, no notification came.
    database.keepsStatements = listener?.isListening === true;
    return {
      database,
      durability: settings.durability,
      listener,
      transactions: new TransactionSource(database, listener?.isActive === true),
      plain: setsIsolation ? inOwnTransactions(pool) : pool,
    };
  } catch (error) {
    throw asStoreFailure(error, 'open the store');
  }
}

interface Settings {
  readonly setsIsolation: boolean;
  readonly durability: StoreCapabilities['durability'];
}

async function readSettings(pool: PostgresPool): Promise<Settings> {
  const text = `SELECT current_setting('default_transaction_isolation') AS isolation,
    current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS acknowledged`;
  const [row] = await runOn(pool, text, []);
  return {
    setsIsolation: row?.['isolation'] !== 'read committed',
    durability:
      row?.['fsync'] === 'on' && row['acknowledged'] !== 'off' ? 'powerLoss' : 'processDeath',
  };
}

function inOwnTransactions(pool: PostgresPool): Queryable {
  const query: Queryable['query'] = (config: unknown, values?: unknown[]) =>
    withClient(pool, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await client.query(config as string, values);
      await client.query('COMMIT');
      return result;
    });
  return { query };
}
