/**
 * Runs in the PostgreSQL database that the host has: any number of processes, transactions of the host's.
 *
 * @module
 */

export type {
  PooledClient,
  PostgresClient,
  PostgresNotification,
  PostgresPool,
  PostgresTransaction,
  Queryable,
  QueryConfig,
  QueryResult,
  RawTypes,
} from './client.js';
export { migrate, migrations, type MigrateOptions, type Migration } from './migrations.js';
export type { NameOptions } from './names.js';
export type { PostgresOptions } from './options.js';
export { postgres } from './postgres-backend.js';
export { transactionOf } from './transaction-of.js';
