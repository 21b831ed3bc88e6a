/** The PostgreSQL store as a subject of the store contract. */

import type { StoreSubject } from '@flowgraft/core/testing';
import type pg from 'pg';
import { postgres } from './postgres-backend.js';
import type { PostgresOptions } from './options.js';
import { host, newSchema, pause } from './schema.fixture.js';

export interface SubjectPools {
  /** What the store works on. */
  readonly pool: pg.Pool;
  /** Makes and drops the schema. */
  readonly direct: pg.Pool;
}

/** A store in a schema of its own; time is the server's, so that cases wait. */
export function newSubject(
  { pool, direct }: SubjectPools,
  options: Partial<PostgresOptions> = {},
): StoreSubject {
  const own = newSchema(direct, options.prefix);
  const probe = `${own.names.quotedSchema}.probe`;
  let making: Promise<unknown> | undefined;
  const makeProbe = async (): Promise<void> => {
    // On a connection of its own: made in a transaction, it would not be there for others.
    making ??= direct.query(`CREATE TABLE ${probe} (position serial, value text)`);
    await making;
  };
  return {
    backend: postgres({ pool, schema: own.schema, ...options }),
    clock: host.clock,
    advance: pause,
    tickMs: 300,
    dispose: () => own.dispose(),
    async transaction(work, commit) {
      const client = await pool.connect();
      await client.query('BEGIN');
      await work(client);
      await client.query(commit ? 'COMMIT' : 'ROLLBACK');
      client.release();
    },
    probe: {
      async write(client, value) {
        await makeProbe();
        await (client as pg.PoolClient).query(`INSERT INTO ${probe} (value) VALUES ($1)`, [value]);
      },
      async read() {
        await makeProbe();
        const { rows } = await direct.query<{ value: string }>(
          `SELECT value FROM ${probe} ORDER BY position`,
        );
        return rows.map(({ value }) => value);
      },
    },
  };
}
