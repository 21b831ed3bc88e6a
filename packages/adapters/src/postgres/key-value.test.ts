import { isFlowgraftError } from '@flowgraft/core';
import { Pool, type PoolConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PostgresBlobs } from './blob-store.js';
import { keyValueTables } from './key-value-tables.js';
import { PostgresKeyValue } from './key-value.js';
import { createNames } from './names.js';

const connectionString = process.env['DATABASE_URL'] ?? 'postgres://root@127.0.0.1:5432/test';
const names = createNames({ schema: `kv_odd_${process.pid}`, prefix: 'kv_' });
const table = names.table('key_values');
const role = `kv_role_${process.pid}`;
const pool = new Pool({ connectionString });

beforeAll(async () => {
  await pool.query(`DROP SCHEMA IF EXISTS ${names.quotedSchema} CASCADE`);
  await pool.query(`CREATE SCHEMA ${names.quotedSchema}; ${keyValueTables(names)}`);
});

afterAll(async () => {
  await pool.query(`DROP SCHEMA ${names.quotedSchema} CASCADE; DROP ROLE IF EXISTS ${role}`);
  await pool.end();
});

async function withPool<T>(config: PoolConfig, act: (other: Pool) => Promise<T>): Promise<T> {
  const other = new Pool({ connectionString, ...config });
  try {
    return await act(other);
  } finally {
    await other.end();
  }
}

async function countOf(condition: string): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(
    `SELECT count(*) AS n FROM ${table} WHERE ${condition}`,
  );
  return Number(rows[0]?.n);
}

describe('key values in PostgreSQL', { timeout: 30_000 }, () => {
  it('removes what is over while it writes, and waits for nobody who has a row', async () => {
    const keyValue = new PostgresKeyValue(pool, names);
    for (let index = 0; index < 5; index += 1) await keyValue.set('sweep', `k${index}`, index);
    await pool.query(`UPDATE ${table} SET expires_at = 1 WHERE tenant = 'sweep'`);
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query(`SELECT 1 FROM ${table} WHERE tenant = 'sweep' AND key = 'k3' FOR UPDATE`);

    for (let writes = 0; writes < 64; writes += 1) await keyValue.set('other', 'key', writes);

    expect(await countOf("tenant = 'sweep'")).toBe(1);
    await holder.query('ROLLBACK');
    holder.release();
    for (let writes = 0; writes < 64; writes += 1)
      await keyValue.increment('other', 'n', { by: 1 });
    expect(await countOf("tenant = 'sweep'")).toBe(0);
  });

  it('looks at an index for pages and for what is over', async () => {
    await pool.query(
      `INSERT INTO ${table} (tenant, key, value, expires_at)
       SELECT 'many', 'k' || n, '1', CASE WHEN n % 2 = 0 THEN 1 ELSE 9e15 END FROM generate_series(1, 20000) AS n`,
    );
    await pool.query(`ANALYZE ${table}`);
    const seen: string[] = [];
    const explaining = {
      async query(text: string, values?: unknown[]) {
        const { rows } = await pool.query(`EXPLAIN ${text}`, values);
        seen.push(JSON.stringify(rows));
        return { rows: [] };
      },
    };
    const keyValue = new PostgresKeyValue(explaining as never, names);

    await keyValue.list('many', { prefix: 'k7', limit: 10 });
    await keyValue.list('many', { prefix: '', cursor: 'k7', limit: 10 });
    await keyValue.compareAndSet('many', 'k7', { expected: null, value: 1 });
    await keyValue.compareAndSet('many', 'k7', { expected: 7, value: 1 });
    await keyValue.delete('many', 'k7');

    expect(seen).toHaveLength(6);
    expect(seen.filter((plan) => plan.includes('Seq Scan'))).toEqual([]);
    await pool.query(`DELETE FROM ${table} WHERE tenant = 'many'`);
  });

  it('understands what a client gives whose host set parsers of its own', async () => {
    const texts = { getTypeParser: () => (text: unknown) => text };
    await withPool({ types: texts }, async (other) => {
      const keyValue = new PostgresKeyValue(other, names);
      const blobs = new PostgresBlobs(other, names);

      const version = await keyValue.set('texts', 'key', 1, { ttlMs: 1e6 });
      const counted = await keyValue.increment('texts', 'key', { by: 2, max: 3 });
      const refused = await keyValue.increment('texts', 'key', { by: 2, max: 3 });
      const entry = await keyValue.get('texts', 'key');
      const { hash } = await blobs.put('texts', Uint8Array.of(0, 255));

      expect([counted, refused]).toEqual([
        { applied: true, value: 3 },
        { applied: false, value: 3 },
      ]);
      expect([entry?.value, entry?.version, typeof entry?.expiresAt]).toEqual([
        3,
        version + 1,
        'number',
      ]);
      expect(await blobs.get('texts', hash)).toEqual(Uint8Array.of(0, 255));
    });
  });

  it('needs no rights besides those on rows, and the use of the schema', async () => {
    await pool.query(`
      CREATE ROLE ${role};
      GRANT USAGE ON SCHEMA ${names.quotedSchema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${names.quotedSchema} TO ${role}`);
    await withPool({ options: `-c role=${role}` }, async (other) => {
      const keyValue = new PostgresKeyValue(other, names);
      const blobs = new PostgresBlobs(other, names);

      const version = await keyValue.set('role', 'key', 1);
      await keyValue.compareAndSet('role', 'key', { expected: version, value: 2 });
      await keyValue.increment('role', 'key', { by: 1 });
      const { entries } = await keyValue.list('role', { prefix: '' });
      const isDeleted = await keyValue.delete('role', 'key');
      const { hash } = await blobs.put('role', Uint8Array.of(1));

      expect([entries[0]?.value, isDeleted]).toEqual([3, true]);
      expect(await blobs.get('role', hash)).toEqual(Uint8Array.of(1));
      expect(await blobs.delete('role', hash)).toBe(true);
    });
    await pool.query(`DROP OWNED BY ${role}`);
  });

  it('says what could not be done when the database does not answer', async () => {
    const closed = new Pool({ connectionString });
    await closed.end();
    const keyValue = new PostgresKeyValue(closed, names);
    const blobs = new PostgresBlobs(closed, names);
    const acts = [
      () => keyValue.get('a', 'b'),
      () => keyValue.set('a', 'b', 1),
      () => keyValue.compareAndSet('a', 'b', { expected: null, value: 1 }),
      () => keyValue.increment('a', 'b', { by: 1 }),
      () => keyValue.delete('a', 'b'),
      () => keyValue.list('a', { prefix: '' }),
      () => blobs.put('a', Uint8Array.of(1)),
      () => blobs.get('a', 'a'.repeat(64)),
      () => blobs.delete('a', 'a'.repeat(64)),
    ];
    for (const act of acts) {
      const error: unknown = await act().catch((thrown: unknown) => thrown);
      expect(isFlowgraftError(error, 'STORE_FAILED') && error.details.store).toBe('postgres');
    }
  });
});
