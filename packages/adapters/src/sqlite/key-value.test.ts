import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFlowgraftError, systemRandom } from '@flowgraft/core';
import { virtualClock } from '@flowgraft/core/testing';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SqliteBlobs } from './blob-store.js';
import { Connection } from './connection.js';
import { SqliteKeyValue } from './key-value.js';
import { migrate } from './migrations.js';
import { sqlite } from './sqlite-backend.js';

const entry = new URL('./index.ts', import.meta.url).href;
const loader = new URL('../../../../tools/typescript.mjs', import.meta.url).href;

/** Counts, and moves on a key by comparing and setting; says how often it did. */
const counter = `
  const { sqlite } = await import(${JSON.stringify(entry)});
  const store = await sqlite({ file: process.argv[1], synchronous: 'normal' }).open({ clock: { now: () => 1 } });
  let moves = 0;
  for (let n = 0; n < 300; n += 1) {
    store.keyValue.increment('acme', 'count', { by: 1 });
    const { version, value } = store.keyValue.get('acme', 'moved');
    const moved = store.keyValue.compareAndSet('acme', 'moved', { expected: version, value: value + 1 });
    if (moved !== null) moves += 1;
  }
  console.log(moves);
  store.close();
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-key-values-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function startCounter(file: string): ChildProcess {
  const options = ['--conditions=@flowgraft/source', '--import', loader, '--input-type=module'];
  return spawn(process.execPath, [...options, '--eval', counter, file], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function saidBy(child: ChildProcess): Promise<number> {
  let said = '';
  child.stdout?.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  return Number(said);
}

describe('key values in SQLite', () => {
  it('loses nothing that several processes write at the same time', async () => {
    const file = join(folder, 'values.db');
    const host = {
      clock: virtualClock(),
      random: systemRandom(),
      logger: { log: () => undefined },
    };
    const store = await sqlite({ file, synchronous: 'normal' }).open(host);
    await store.keyValue.set('acme', 'moved', 0);

    const moves = await Promise.all([1, 2, 3].map(() => saidBy(startCounter(file))));

    const [count, moved] = [
      await store.keyValue.get('acme', 'count'),
      await store.keyValue.get('acme', 'moved'),
    ];
    expect(count?.value).toBe(900);
    expect(moved?.value).toBe(moves.reduce((sum, each) => sum + each));
    await store.close();
  }, 60_000);

  it('removes what is over while it writes', async () => {
    const database = new Database(':memory:');
    migrate(database);
    const clock = virtualClock();
    const keyValue = new SqliteKeyValue(() => new Connection(database, 'memory'), clock);
    for (let index = 0; index < 10; index += 1) keyValue.set('acme', `k${index}`, 1, { ttlMs: 10 });
    await clock.advance(20);
    const rows = database.prepare('SELECT count(*) AS n FROM flowgraft_key_values');
    const sizes: unknown[] = [];

    for (let writes = 0; writes < 3; writes += 1) {
      keyValue.set('acme', 'stays', writes);
      sizes.push((rows.get() as { n: number }).n);
    }

    expect(sizes).toEqual([7, 3, 1]);
  });

  it('says what could not be done when the tables are not there', () => {
    const database = new Database(':memory:');
    migrate(database);
    const connection = new Connection(database, 'memory');
    database.exec('DROP TABLE flowgraft_key_values; DROP TABLE flowgraft_blobs');
    const keyValue = new SqliteKeyValue(() => connection, virtualClock());
    const blobs = new SqliteBlobs(() => connection);
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
    for (const act of acts) expect(codeOf(act)).toBe('STORE_FAILED');
  });
});

function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return isFlowgraftError(error) ? error.code : error;
  }
}
