import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFlowgraftError, type BackendHost, type NewRun, type Store } from '@flowgraft/core';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteDatabase } from './client.js';
import { loadDriver } from './driver.js';
import { migrate } from './migrations.js';
import type { SqliteOptions } from './options.js';
import { sqlite } from './sqlite-backend.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-sqlite-'));
  file = join(folder, 'runs.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const host: BackendHost = {
  clock: { now: () => 1000, setTimer: () => ({ cancel: () => undefined }), defer: () => undefined },
  random: { next: () => 0, bytes: (length) => new Uint8Array(length) },
  logger: { log: () => undefined },
};

function open(options: SqliteOptions): Promise<Store> {
  return Promise.resolve(sqlite(options).open(host));
}

/**
 * A connection by the driver that the store uses. Two copies of SQLite in one process do not see each other's
 * locks on a file, so that another driver would not do.
 */
async function connect(path: string): Promise<SqliteDatabase> {
  const openFile = await loadDriver();
  return openFile(path);
}

function newRun(runId: string, more: Partial<NewRun> = {}): NewRun {
  const common = {
    tenant: 'acme',
    workflowId: 'w',
    workflowHash: 'h',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
  };
  return { ...common, runId, ...more };
}

async function failureOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return undefined;
}

const lease = { worker: 'w1', leaseMs: 1000 };

describe('what a store declares', () => {
  it.each<readonly [string, (path: string) => SqliteOptions, string, boolean]>([
    ['a file', (path) => ({ file: path }), 'powerLoss', true],
    [
      'a file, synchronous: normal',
      (path) => ({ file: path, synchronous: 'normal' }),
      'processDeath',
      true,
    ],
    ['memory', () => ({ file: ':memory:' }), 'none', false],
    ['a database of the host', (path) => ({ database: new Database(path) }), 'powerLoss', true],
    [
      'a database of the host in memory',
      () => ({ database: new Database(':memory:') }),
      'none',
      false,
    ],
  ])('%s', async (_, options, durability, shared) => {
    const store = await open(options(file));
    expect(store.capabilities).toEqual({
      durability,
      shared,
      immediate: false,
      remoteHints: false,
      remoteEnds: false,
      transactions: false,
      writers: 1,
    });
    await store.close();
  });
});

describe('options', () => {
  it.each<readonly [unknown, string]>([
    [{ file: '' }, 'file must be a path, got ""'],
    [{ file: 7 }, 'file must be a path, got 7'],
    [{ file: 'x', synchronous: 'off' }, "synchronous must be 'full' or 'normal', got off"],
    [{ file: 'x', busyTimeoutMs: -1 }, 'busyTimeoutMs must be a whole number >= 0, got -1'],
  ])('%j are refused', (options, message) => {
    expect(() => sqlite(options as SqliteOptions)).toThrow(new TypeError(`sqlite: ${message}`));
  });
});

describe('opening', () => {
  it('refuses a database that a newer version has written', async () => {
    const database = new Database(file);
    migrate(database);
    database.exec('UPDATE flowgraft_schema SET version = 99');
    database.close();
    const error = await failureOf(() => open({ file }));
    expect(isFlowgraftError(error, 'STORE_VERSION') && error.details).toEqual({
      store: 'sqlite',
      found: 99,
      supported: 1,
    });
  });

  it('brings the schema up to date once', () => {
    const database = new Database(file);
    migrate(database);
    const tables = database.prepare('SELECT sql FROM sqlite_master').all();
    migrate(database);
    expect(database.prepare('SELECT sql FROM sqlite_master').all()).toEqual(tables);
    database.close();
  });

  it('leaves nothing behind when the schema cannot be made', () => {
    const database = new Database(file);
    database.exec('CREATE TABLE flowgraft_journal (something TEXT)');
    expect(() => migrate(database)).toThrow('flowgraft_journal already exists');
    const made = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    expect(made).toEqual([{ name: 'flowgraft_journal' }]);
    database.close();
  });

  it('names the file and what it tried when the file is no database', async () => {
    writeFileSync(file, 'this is no database, whatever its name says '.repeat(100));
    const error = await failureOf(() => open({ file }));
    expect(isFlowgraftError(error, 'STORE_FAILED') && error.details.operation).toBe(
      'open the store',
    );
    expect(String(error)).toContain(file);
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it('can be tried again after a failure', async () => {
    const backend = sqlite({ file: join(folder, 'sub', 'runs.db') });
    await expect(Promise.resolve(backend.open(host))).rejects.toThrow('open the store');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'sub'));
    const store = await backend.open(host);
    await store.close();
  });

  it('finds a driver, or names those that it looked for', async () => {
    const missing = await failureOf(() =>
      loadDriver({ builtIn: null, load: () => Promise.reject(new Error('no')) }),
    );
    expect(isFlowgraftError(missing, 'DRIVER_MISSING') && missing.details.packages).toEqual([
      'libsql',
      'better-sqlite3',
    ]);
    class Fake {}
    const found = await loadDriver({
      builtIn: null,
      load: (name) =>
        name === 'libsql' ? Promise.reject(new Error('no')) : Promise.resolve({ default: Fake }),
    });
    expect(found('x')).toBeInstanceOf(Fake);
    const builtIn = await loadDriver({
      builtIn: { DatabaseSync: Fake },
      load: () => Promise.reject(new Error('no')),
    });
    expect(builtIn('x')).toBeInstanceOf(Fake);
  });
});

describe('several stores of one backend', () => {
  it('are open until the last is closed', async () => {
    const backend = sqlite({ file: ':memory:' });
    const [first, second] = await Promise.all([backend.open(host), backend.open(host)]);
    await first.create([newRun('a')]);
    await first.close();
    await first.close();
    expect(await second.getRun('acme', 'a')).not.toBeNull();
    const closed = await failureOf(() => first.getRun('acme', 'a'));
    expect(isFlowgraftError(closed, 'STORE_FAILED')).toBe(true);
    await second.close();
    const third = await backend.open(host);
    expect(await third.getRun('acme', 'a')).toBeNull();
    await third.close();
  });

  it('leave the database of the host open', async () => {
    const database = new Database(':memory:');
    const store = await open({ database });
    await store.create([newRun('a')]);
    await store.close();
    expect(database.prepare('SELECT count(*) AS n FROM flowgraft_runs').all()).toEqual([{ n: 1 }]);
  });
});

describe('while another process writes', () => {
  it('waits for as long as it may, then names the operation, the file and the cause', async () => {
    const store = await open({ file, busyTimeoutMs: 30 });
    const other = await connect(file);
    other.exec('BEGIN IMMEDIATE');
    const error = await failureOf(() => store.create([newRun('a')]));
    expect(isFlowgraftError(error, 'STORE_FAILED') && error.details).toEqual({
      operation: 'create runs',
      store: 'sqlite',
    });
    expect(String(error)).toContain(file);
    expect(String((error as Error).cause)).toContain('locked');
    expect(await store.getRun('acme', 'a')).toBeNull();
    other.exec('COMMIT');
    expect(await store.create([newRun('a')])).toMatchObject([{ created: true }]);
    other.close();
    await store.close();
  });

  it('does not open while the schema is being written, then fails', async () => {
    const other = await connect(file);
    other.exec('PRAGMA journal_mode = WAL');
    other.exec('BEGIN IMMEDIATE');
    const error = await failureOf(() => open({ file, busyTimeoutMs: 30 }));
    expect(isFlowgraftError(error, 'STORE_FAILED') && error.details.operation).toBe(
      'open the store',
    );
    other.exec('COMMIT');
    other.close();
    await (await open({ file })).close();
  });
});

describe('writing', () => {
  it('an idle worker writes nothing, until half its lease is over', async () => {
    let now = 1000;
    const clock = { ...host.clock, now: () => now };
    const store = await sqlite({ file }).open({ ...host, clock });
    await store.create([newRun('later', { startAt: 5000 }), newRun('slow', { queue: 'slow' })]);
    await store.create([newRun('held-back', { limitKeys: ['none'] })]);
    await store.create([newRun('unknown', { workflowHash: 'unknown' })]);
    await store.setLimits([{ key: 'none', maxHeld: 0, maxQueued: null }]);
    const look = async (runIds?: readonly string[]): Promise<void> => {
      const { runs } = await store.claim({
        ...lease,
        limit: 5,
        runIds,
        queues: ['default'],
        without: ['unknown'],
      });
      expect(runs).toEqual([]);
    };
    await look();
    const watcher = await connect(file);
    const version = (): unknown => watcher.prepare('PRAGMA data_version').all();
    const before = version();
    now = 1500;
    for (const runIds of [undefined, ['later'], ['held-back'], ['unknown'], ['nobody']])
      await look(runIds);
    await store.countDue({}, 10);
    expect(version()).toEqual(before);
    now = 1501;
    await look();
    expect(version()).not.toEqual(before);
    watcher.close();
    await store.close();
  });

  it('a value that cannot be stored undoes the whole call and hints at nothing', async () => {
    const store = await open({ file });
    const hinted: string[] = [];
    store.subscribe(({ runId }) => hinted.push(runId));
    const bad = newRun('bad', { input: { callback: () => 1 } });
    const error = await failureOf(() => store.create([newRun('good'), bad]));
    expect(isFlowgraftError(error, 'VALUE_UNSUPPORTED') && error.details.path).toBe(
      'value.callback',
    );
    expect(await store.getRun('acme', 'good')).toBeNull();
    expect(hinted).toEqual([]);
    await store.create([newRun('next')]);
    expect(hinted).toEqual(['next']);
    await store.close();
  });

  it('reports a value that was damaged on disk', async () => {
    const store = await open({ file });
    await store.create([newRun('a')]);
    const other = await connect(file);
    other.exec("UPDATE flowgraft_run_values SET input = '{'");
    other.close();
    const error = await failureOf(() => store.getRun('acme', 'a'));
    expect(isFlowgraftError(error, 'VALUE_CORRUPT')).toBe(true);
    await store.close();
  });

  it('finds everything that a claim, a purge and a list of waits ask for through an index', async () => {
    const asked = new Set<string>();
    const database = new Database(':memory:');
    const prepare = database.prepare.bind(database);
    const spy = (sql: string): Database.Statement => {
      asked.add(sql);
      return prepare(sql);
    };
    const store = await open({ database: Object.assign(database, { prepare: spy }) });
    const atOpening = [...asked];
    // Setting a limit counts what is there, once.
    await store.setLimits([{ key: 'k', maxHeld: 0, maxQueued: null }]);
    asked.clear();
    for (const sql of atOpening) if (!sql.includes('flowgraft_schema')) asked.add(sql);
    await store.create([newRun('a', { limitKeys: ['k'] }), newRun('b')]);
    await store.claim({ ...lease, limit: 2 });
    await store.claim({ ...lease, limit: 2, runIds: ['a'] });
    await store.countDue({}, 5);
    await store.purge({ status: ['completed'], finishedBefore: 2000, limit: 5 });
    await store.purge({ status: ['completed'], finishedBefore: 2000, limit: 5, tenant: 'acme' });
    for (const tenant of [undefined, 'acme']) {
      for (const more of [{}, { assignee: 'ann' }, { kind: 'approval' }]) {
        await store.listWaits({ tenant, ...more });
      }
    }
    await store.listWorkflows({ tenant: 'acme', cursor: 'a' });
    const plans = [...asked].map((sql) => {
      const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all([]) as {
        detail: string;
      }[];
      return { sql, steps: steps.map(({ detail }) => detail) };
    });
    // Of workers there are few, and one row tells whether there are limits.
    const isSlow = /^SCAN (flowgraft_(?!limits|workers)|[rlmv]\b)|TEMP B-TREE/;
    const slow = plans.filter(({ steps }) => steps.some((step) => isSlow.test(step)));
    expect(plans.length).toBeGreaterThan(50);
    expect(slow).toEqual([]);
    await store.close();
    database.close();
  });
});
