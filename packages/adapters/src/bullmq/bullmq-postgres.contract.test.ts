import { storeContract, type StoreSubject } from '@flowgraft/core/testing';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';

import { postgres } from '../postgres/index.js';
import { host, newPool, newSchema, pause } from '../postgres/schema.fixture.js';
import { bullmq } from './bullmq-backend.js';
import { connection } from './test-connection.fixture.js';

/** Cases wait by the server's clock, and a busy machine may answer later than they allow for. */
const realTime = { timeout: 60_000, retry: 2 };

const prefix = `flowgraft-pg-contract-${process.pid}`;
const pool = newPool({ max: 30 });
let count = 0;

afterAll(async () => {
  await pool.end();
  const redis = new Redis(connection);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

/** PostgreSQL whose own notifications are off: BullMQ takes their place. */
function newSubject(): StoreSubject {
  const own = newSchema(pool);
  const probe = `${own.names.quotedSchema}.probe`;
  let made: Promise<unknown> | undefined;
  const makeProbe = (): Promise<unknown> =>
    (made ??= pool.query(
      `CREATE TABLE ${probe} (position bigint GENERATED ALWAYS AS IDENTITY, value text)`,
    ));
  count += 1;
  return {
    backend: bullmq({
      backend: postgres({ pool, schema: own.schema, listen: false }),
      connection,
      prefix,
      queueName: `case-${count}`,
      module: { Queue, Worker },
    }),
    clock: host.clock,
    advance: pause,
    tickMs: 400,
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
        const { rows } = await pool.query<{ value: string }>(
          `SELECT value FROM ${probe} ORDER BY position`,
        );
        return rows.map(({ value }) => value);
      },
    },
  };
}

describe.concurrent('PostgreSQL behind BullMQ', () => {
  for (const { rule, title, run } of storeContract(newSubject))
    it(`${rule} ${title}`, realTime, () => expect(run()).resolves.toBeUndefined());
});
