/** What the host says about its database. */

import type { PostgresPool } from './client.js';
import type { NameOptions } from './names.js';

export interface PostgresOptions extends NameOptions {
  /** The host's own pool of `pg`; it is never ended here. At least 3 connections for transactional steps. */
  readonly pool: PostgresPool;
  /**
   * Hear of other processes through `LISTEN`, on one connection of the pool; true when absent. Where notifications
   * do not arrive, as behind PgBouncer in transaction mode, this is found out, said once, and left.
   */
  readonly listen?: boolean | undefined;
  /** Bring the schema up to date when the store is opened; true when absent. When false, it is only checked. */
  readonly migrate?: boolean | undefined;
}

/** @throws {TypeError} when the options are wrong. */
export function checkOptions(options: PostgresOptions): void {
  const { pool, listen, migrate } = options;
  const given: Partial<PostgresPool> | null | undefined = pool;
  if (typeof given?.query !== 'function' || typeof given.connect !== 'function') {
    throw new TypeError('postgres: pool must be a Pool of pg, or offer its query and connect');
  }
  for (const [name, value] of [
    ['listen', listen],
    ['migrate', migrate],
  ] as const) {
    if (value !== undefined && typeof value !== 'boolean') {
      throw new TypeError(`postgres: ${name} must be true or false, got ${String(value)}`);
    }
  }
}
