/** From options to an open database with an up-to-date schema. */

import type { StoreCapabilities } from '@flowgraft/core';
import pRetry from 'p-retry';
import type { SqliteDatabase } from './client.js';
import { asStoreFailure, Connection } from './connection.js';
import { loadDriver } from './driver.js';
import { migrate } from './migrations.js';
import type { SqliteFileOptions, SqliteOptions } from './options.js';

export interface Opened {
  readonly connection: Connection;
  readonly capabilities: StoreCapabilities;
}

/** Pages of log after which SQLite copies them to the database: fewer copies than with its own 1,000. */
const pagesPerCheckpoint = 4000;

const pollMs = 20;

/** @throws {FlowgraftError} `DRIVER_MISSING`, `STORE_VERSION`, `STORE_FAILED`. */
export async function openDatabase(options: SqliteOptions): Promise<Opened> {
  const location = 'database' in options ? 'the database of the host' : options.file;
  try {
    const database = 'database' in options ? options.database : await openFile(options);
    if ('database' in options) migrate(database);
    const connection = new Connection(database, location);
    return { connection, capabilities: capabilitiesOf(database) };
  } catch (error) {
    throw asStoreFailure(error, 'open the store', location);
  }
}

/** Processes that switch a new file to its log at the same time are refused without a wait. */
async function openFile(options: SqliteFileOptions): Promise<SqliteDatabase> {
  const busyTimeoutMs = options.busyTimeoutMs ?? 5000;
  const open = await loadDriver();
  const attempt = (): SqliteDatabase => {
    const database = open(options.file);
    try {
      configure(database, options.synchronous ?? 'full', busyTimeoutMs);
      migrate(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
  return pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: pollMs,
    maxTimeout: pollMs,
    maxRetryTime: busyTimeoutMs,
    shouldRetry: ({ error }) => isBusy(error),
  });
}

function configure(database: SqliteDatabase, synchronous: string, busyTimeoutMs: number): void {
  const pragmas = [
    `busy_timeout = ${busyTimeoutMs}`,
    'journal_mode = WAL',
    `synchronous = ${synchronous}`,
    'foreign_keys = OFF',
    `wal_autocheckpoint = ${pagesPerCheckpoint}`,
  ];
  for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked|SQLITE_BUSY/.test(error.message);
}

function capabilitiesOf(database: SqliteDatabase): StoreCapabilities {
  const main = database.prepare('PRAGMA database_list').get() as { readonly file: string | null };
  const settings = database.prepare('PRAGMA synchronous').get() as { readonly synchronous: number };
  const isFile = main.file !== null && main.file !== '';
  const keeps = settings.synchronous >= 2 ? 'powerLoss' : 'processDeath';
  return {
    durability: isFile ? keeps : 'none',
    shared: isFile,
    immediate: false,
    remoteHints: false,
    remoteEnds: false,
    transactions: false,
    writers: 1,
  };
}
