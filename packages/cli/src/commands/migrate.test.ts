import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { FlowgraftError } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { connect } from '../database/connect.js';
import type { PostgresMigrations } from '../database/postgres-migrations.js';
import { createTestIo } from '../fixtures/test-io.fixture.js';
import { main } from '../main.js';
import { parseOptions } from '../options.js';
import { createMigrateCommand } from './migrate.js';

/** A project that has `pg`. */
const project = fileURLToPath(new URL('../../../adapters', import.meta.url));
const database = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const schema = `flowgraft_cli_${process.pid}`;

interface Client {
  connect(): Promise<void>;
  query(text: string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  end(): Promise<void>;
}

async function query(text: string): Promise<readonly Record<string, unknown>[]> {
  const { Client: PgClient } = createRequire(join(project, 'x.js'))('pg') as {
    readonly Client: new (url: string) => Client;
  };
  const client = new PgClient(database);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

interface Done {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function migrate(
  args: readonly string[],
  { cwd = project, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Done> {
  const io = createTestIo({ cwd, env });
  const code = await main(['migrate', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-migrate-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
});

async function tables(): Promise<number> {
  const [row] = await query(
    `SELECT count(*)::int AS count FROM information_schema.tables WHERE table_schema = '${schema}'`,
  );
  return Number(row?.['count']);
}

describe('flowgraft migrate', { timeout: 30_000 }, () => {
  it('brings a database up to date, once', async () => {
    const first = await migrate(['--database-url', database, '--schema', schema]);
    const made = await tables();
    const again = await migrate(['--schema', schema, '--json'], {
      env: { DATABASE_URL: database },
    });

    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toMatch(/^the database went from version 0 to [1-9]\d*\n$/);
    expect(made).toBeGreaterThan(3);
    const { from, to } = JSON.parse(again.out) as { from: number; to: number };
    expect(from).toBe(to);
    expect(await tables()).toBe(made);
  });

  it('may be called by many at once', async () => {
    const args = ['--database-url', database, '--schema', schema, '--prefix', 'my_'];

    const all = await Promise.all(Array.from({ length: 5 }, () => migrate(args)));

    expect(all.map(({ code, err }) => (code === 0 ? 'done' : err))).toEqual(all.map(() => 'done'));
  });

  it('prints SQL that does the same, and touches nothing', async () => {
    const printed = await migrate(['--print', '--schema', schema], {
      cwd: folder,
      env: { DATABASE_URL: 'postgres://nowhere.invalid/' },
    });
    const lines = await migrate(['--print', '--json', '--schema', schema], { cwd: folder });
    expect(await tables()).toBe(0);

    await query(printed.out);
    const after = await migrate(['--database-url', database, '--schema', schema]);

    expect(printed).toMatchObject({ code: 0, err: '' });
    expect(printed.out).toMatch(/^-- Version 1\nBEGIN;\n/);
    expect(JSON.parse(lines.out.split('\n')[0] ?? '')).toMatchObject({ version: 1 });
    expect(after.err).toMatch(/^the database is up to date at version /);
  });

  it("uses the pool of a module, with that module's names", async () => {
    const pg = createRequire(join(project, 'x.js')).resolve('pg');
    writeFileSync(
      join(folder, 'engine.mjs'),
      `import pg from ${JSON.stringify(pg)};
export const pool = new pg.Pool({ connectionString: ${JSON.stringify(database)}, idleTimeoutMillis: 1 });
export const schema = ${JSON.stringify(schema)};`,
    );

    const done = await migrate(['--module', 'engine.mjs'], { cwd: folder });

    expect(done).toMatchObject({ code: 0, out: '' });
    expect(await tables()).toBeGreaterThan(3);
  });

  it('says what is missing where pg is not installed', async () => {
    const missing: unknown = await connect(folder, database, () => {
      throw new Error("Cannot find module 'pg'");
    }).catch((thrown: unknown) => thrown);

    expect(missing).toMatchObject({
      code: 'DRIVER_MISSING',
      message: 'The package pg cannot be loaded from this folder: npm install pg',
      details: { packages: ['pg'] },
    });
  });

  it('says that a database cannot be reached, and no password', async () => {
    const nowhere = 'postgres://me:s3cret@127.0.0.1:1/app';
    const { code, err } = await migrate(['--database-url', nowhere]);

    expect(code).toBe(4);
    expect(err).toMatch(
      /^error The database "127\.0\.0\.1:1\/app" cannot be reached: .*ECONNREFUSED/,
    );
    expect(err).not.toContain('s3cret');
  });
});

describe('migrations that fail', () => {
  async function withMigrations(
    migrations: Partial<PostgresMigrations>,
  ): Promise<{ readonly failure: unknown }> {
    const pool = { query: () => undefined };
    Object.assign(globalThis, { fakePool: pool });
    writeFileSync(join(folder, 'engine.mjs'), 'export const pool = globalThis.fakePool;');
    const command = createMigrateCommand(async () => ({
      migrations: () => [],
      migrate: async () => ({ from: 0, to: 1 }),
      ...migrations,
    }));
    const given = parseOptions('migrate', ['--module', 'engine.mjs'], command.options);
    const failure: unknown = await command
      .run({ io: createTestIo({ cwd: folder }), given })
      .catch((thrown: unknown) => thrown);
    Reflect.deleteProperty(globalThis, 'fakePool');
    return { failure };
  }

  it('are told of with the reason', async () => {
    const { failure } = await withMigrations({
      migrate: () => Promise.reject(new Error('permission denied for schema public')),
    });

    expect(failure).toMatchObject({
      exitCode: 4,
      message: 'The migrations cannot be applied: permission denied for schema public',
    });
  });

  it('are told of as they are, when the adapter knows them', async () => {
    const newer = new FlowgraftError('ENGINE_CLOSED', 'of a newer version', { operation: 'x' });
    const { failure } = await withMigrations({ migrate: () => Promise.reject(newer) });

    expect(failure).toBe(newer);
  });
});
