import { systemClock } from '@flowgraft/core';
import { blobStoreContract, keyValueContract } from '@flowgraft/core/testing';
import { Pool } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';

import { PostgresBlobs } from './blob-store.js';
import { keyValueTables } from './key-value-tables.js';
import { PostgresKeyValue } from './key-value.js';
import { createNames, type Names } from './names.js';

const connectionString = process.env['DATABASE_URL'] ?? 'postgres://root@127.0.0.1:5432/test';
const pools = [new Pool({ connectionString }), new Pool({ connectionString, max: 3 })] as const;
const clock = systemClock();
let schemas = 0;

afterAll(async () => {
  for (const pool of pools) await pool.end();
});

/** The tables in a schema that nothing else uses. */
async function inNewSchema(): Promise<{
  readonly names: Names;
  readonly dispose: () => Promise<void>;
}> {
  schemas += 1;
  const names = createNames({ schema: `kv_${process.pid}_${schemas}`, prefix: 'Own_' });
  const drop = `DROP SCHEMA IF EXISTS ${names.quotedSchema} CASCADE`;
  await pools[0].query(`${drop}; CREATE SCHEMA ${names.quotedSchema}; ${keyValueTables(names)}`);
  return { names, dispose: async () => void (await pools[0].query(drop)) };
}

describe.concurrent('key values in PostgreSQL', () => {
  const cases = keyValueContract(async () => {
    const { names, dispose } = await inNewSchema();
    return {
      keyValue: new PostgresKeyValue(pools[0], names),
      other: new PostgresKeyValue(pools[1], names),
      clock,
      advance: (ms) => new Promise((resolve) => void clock.setTimer(ms, resolve)),
      tickMs: 400,
      dispose,
    };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, { timeout: 30_000, retry: 2 }, () =>
      expect(run()).resolves.toBeUndefined(),
    );
});

describe('blobs in PostgreSQL', () => {
  const cases = blobStoreContract(async () => {
    const { names, dispose } = await inNewSchema();
    return { blobs: new PostgresBlobs(pools[0], names), dispose };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, { timeout: 30_000, retry: 2 }, () =>
      expect(run()).resolves.toBeUndefined(),
    );
});
