/** A schema of its own for a test, on the real server. */

import type { BackendHost } from '@flowgraft/core';
import { systemClock, systemRandom } from '@flowgraft/core';
import pg from 'pg';
import { createNames, type Names } from './names.js';

export const connectionString =
  process.env['DATABASE_URL'] ?? 'postgres://root@127.0.0.1:5432/test';

export const host: BackendHost = {
  clock: systemClock(),
  random: systemRandom(),
  logger: { log: () => undefined },
};

export interface TestSchema {
  readonly names: Names;
  readonly schema: string;
  dispose(): Promise<void>;
}

let schemas = 0;

/** Names a schema that nothing else uses; `dispose` drops it with all that is in it. */
export function newSchema(pool: pg.Pool, prefix = ''): TestSchema {
  schemas += 1;
  const schema = `runs_${process.pid}_${schemas}`;
  const names = createNames({ schema, prefix });
  return {
    names,
    schema,
    dispose: async () => {
      await pool.query(
        `SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${names.quotedSchema} CASCADE`,
      );
    },
  };
}

export function newPool(options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString, ...options });
  // A connection that the server ends while it is idle is no concern of a test.
  pool.on('error', () => undefined);
  return pool;
}

export async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => void host.clock.setTimer(ms, resolve));
}
