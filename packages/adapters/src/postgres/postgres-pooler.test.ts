import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@flowgraft/core';
import { storeContract } from '@flowgraft/core/testing';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgres } from './postgres-backend.js';
import { connectionString, host, newPool, newSchema, pause } from './schema.fixture.js';
import { newSubject } from './subject.fixture.js';

/** Cases wait by the server's clock, and a busy machine may answer later than they allow for. */
const realTime = { timeout: 60_000, retry: 2 };

const binary = process.env['PGBOUNCER'] ?? 'pgbouncer';
const isThere = spawnSync(binary, ['--version']).status === 0;
// A pooler has to be tried where it counts; elsewhere, who has none is told so.
const isNeeded = isThere || process.env['CI'] !== undefined;
const note = isNeeded ? '' : ' (SKIPPED: no pgbouncer; set PGBOUNCER to its path)';

let folder: string;
let pooler: ChildProcess;
let pooled: pg.Pool;
const direct = newPool({ max: 6 });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function start(): Promise<void> {
  const url = new URL(connectionString);
  const port = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-pgbouncer-'));
  chmodSync(folder, 0o755);
  const config = join(folder, 'pgbouncer.ini');
  const database = url.pathname.slice(1);
  const password = url.password === '' ? '' : ` password=${url.password}`;
  writeFileSync(
    config,
    `[databases]
${database} = host=${url.hostname} port=${url.port === '' ? 5432 : url.port} user=${url.username}${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 100
`,
  );
  // PgBouncer does not run as root.
  const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  pooler = spawn(binary, ['-q', config], { stdio: 'ignore', ...unprivileged });
  pooled = newPool({ connectionString: `postgres://anyone@127.0.0.1:${port}/${database}`, max: 8 });
  for (;;) {
    try {
      await pooled.query('SELECT 1');
      return;
    } catch {
      await pause(50);
    }
  }
}

describe.runIf(isNeeded)(`behind PgBouncer in transaction mode${note}`, () => {
  beforeAll(start, 15_000);

  afterAll(async () => {
    await pooled.end();
    await direct.end();
    pooler.kill('SIGTERM');
    rmSync(folder, { recursive: true });
  });

  it('finds that notifications do not arrive, says so once, and polls', async () => {
    const own = newSchema(direct);
    const lines: unknown[] = [];
    const logger: Logger = { log: (level, _, fields) => void lines.push([level, fields]) };
    const store = await postgres({ pool: pooled, schema: own.schema }).open({ ...host, logger });
    expect(store.capabilities.remoteHints).toBe(false);
    const reason = 'notifications do not arrive, as behind a pooler in transaction mode';
    expect(lines).toEqual([['warn', { reason }]]);
    await store.close();
    await own.dispose();
  });

  const options = { listen: false, prefix: 'fg_' };
  const cases = storeContract(() => newSubject({ pool: pooled, direct }, options));
  // Rules about time alone cost waiting, and say nothing about a pooler.
  const families = /^ST(1|4|9|11|12)\.|^ST3\.[1-5]$|^ST2\.[1-9]$/;
  for (const { rule, title, run } of cases.filter((each) => families.test(each.rule))) {
    it.concurrent(`${rule} ${title}`, realTime, () => expect(run()).resolves.toBeUndefined());
  }
});
