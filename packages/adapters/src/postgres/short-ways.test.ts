import type { RunRecord, Store } from '@flowgraft/core';
import type pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitChanges } from './commit-changes.js';
import { runOn } from './connection.js';
import type { PostgresOptions } from './options.js';
import { postgres } from './postgres-backend.js';
import { changeOf, createHeld, lease, newRun } from './scene.fixture.js';
import { host, newPool, newSchema, type TestSchema } from './schema.fixture.js';

const pool = newPool({ max: 4 });
const finished = { kind: 'finish', status: 'completed' } as const;
let own: TestSchema;
let store: Store;
/** Functions of the database that the store called, in order. */
let calls: string[];

beforeEach(async () => {
  own = newSchema(pool);
  calls = [];
  const noted = {
    options: pool.options,
    connect: () => pool.connect(),
    query: async (config: pg.QueryConfig) => {
      const called = /"\."(\w+)"\(/.exec(config.text)?.[1];
      if (called !== undefined) calls.push(called);
      return pool.query(config);
    },
  };
  const options = { pool: noted as unknown as PostgresOptions['pool'], schema: own.schema };
  store = await postgres({ ...options, listen: false }).open(host);
});

afterEach(async () => {
  await store.close();
  await own.dispose();
});

afterAll(() => pool.end());

function next(run: RunRecord): RunRecord {
  return { ...run, seq: run.seq + 1 };
}

describe('a run by itself', () => {
  it('is created, goes on and ends by one short call each', async () => {
    const run = await createHeld(store, 'a');
    await store.commit([changeOf(run)]);
    await store.commit([changeOf(next(run), { next: { ...finished, output: { n: 1 } } })]);

    expect(calls).toEqual(['create_runs_one', 'commit_changes_step', 'commit_changes_end']);
    expect(await store.getRun('acme', 'a')).toMatchObject({
      status: 'completed',
      worker: null,
      epoch: 1,
      seq: 2,
      output: { n: 1 },
    });
  });

  it('is told of its mail with each step', async () => {
    const run = await createHeld(store, 'a');
    const body = { kind: 'signal', name: 'go', payload: 'é' } as const;
    await store.deliver([{ tenant: 'acme', runId: 'a', id: 'm', body }]);
    const [outcome] = await store.commit([changeOf(run)]);

    expect(calls.at(-1)).toBe('commit_changes_step');
    expect(outcome).toMatchObject({ ok: true, inbox: [{ id: 'm', runId: 'a', body }] });
  });

  it('has nothing written by a change that is stale, whatever it lags behind', async () => {
    const run = await createHeld(store, 'a');
    await store.claim({ worker: 'w2', leaseMs: 1000, limit: 1 });
    const stale = [
      { ...run, epoch: 2 },
      { ...run, seq: 1 },
      { ...run, tenant: 'other' },
    ];
    for (const each of stale) {
      for (const change of [changeOf(each), changeOf(each, { next: finished })]) {
        expect(await store.commit([change])).toEqual([{ ok: false, reason: 'stale' }]);
      }
    }

    expect(await store.getRun('acme', 'a')).toMatchObject({ status: 'running', seq: 0 });
  });

  it('takes the general way with a name that is too long to be notified of', async () => {
    const run = await createHeld(store, 'a'.repeat(2_600));
    await store.commit([changeOf(run, { next: finished })]);

    expect(calls).toEqual(['create_runs', 'commit_changes']);
    expect(await store.getRun('acme', run.runId)).toMatchObject({ status: 'completed' });
  });
});

describe('the lock of the worker', () => {
  const changes = { hold: { kind: 'hold' }, finish: finished } as const;

  it.each(['hold', 'finish'] as const)(
    'is held by a change (%s) until it is committed',
    async (kind) => {
      const run = await createHeld(store, 'a');
      const client = await pool.connect();
      await client.query('BEGIN');
      const { outcomes } = await commitChanges(
        { table: (name) => own.names.table(name) },
        [changeOf(run, { next: changes[kind] })],
        {
          workers: ['w1'],
          step: null,
          origin: 'x',
          send: (text, values) => runOn(client, text, values),
        },
      );
      const free = 'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS is_free';
      const values = [own.names.workerLocks, 'w1'];
      const during = await pool.query<{ is_free: boolean }>(free, values);
      await client.query('COMMIT');
      client.release();
      const after = await pool.query<{ is_free: boolean }>(free, values);

      expect(outcomes).toEqual([{ ok: true, inbox: [] }]);
      expect([...during.rows, ...after.rows]).toEqual([{ is_free: false }, { is_free: true }]);
    },
  );

  it('is waited for by a start that the worker is to hold', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [
      own.names.workerLocks,
      'w1',
    ]);
    let isCreated = false;
    const creating = createHeld(store, 'a').then(() => (isCreated = true));
    await expect
      .poll(async () => {
        const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND query LIKE $1`;
        return (await pool.query(waiting, [`%"${own.schema}"."create_runs_one"%`])).rowCount;
      })
      .toBe(1);
    expect(isCreated).toBe(false);
    await client.query('COMMIT');
    client.release();
    expect(await creating).toBe(true);
  });
});

describe('runs that a limit counts', () => {
  it('are created the general way, until the limit has been gone for a while', async () => {
    await store.setLimits([{ key: 'k', maxHeld: 1, maxQueued: null }]);
    const options = { claim: lease };
    const create = async (id: string): Promise<RunRecord | undefined> => {
      const [outcome] = await store.create([newRun(id, { limitKeys: ['k'] })], options);
      return outcome !== undefined && 'record' in outcome ? outcome.record : undefined;
    };
    calls = [];
    const holders = [await create('a'), await create('b')].map((run) => run?.worker);

    expect(holders).toEqual(['w1', null]);
    expect(calls).toEqual(['create_runs_one', 'create_runs', 'create_runs']);

    await store.setLimits([{ key: 'k', maxHeld: null, maxQueued: null }]);
    for (let n = 0; n < 100; n += 1) await create(`c${n}`);
    expect(calls.at(-1)).toBe('create_runs_one');
  });

  it('make room when one of them ends', async () => {
    await store.setLimits([{ key: 'k', maxHeld: 1, maxQueued: null }]);
    const [first] = await store.create([newRun('b', { limitKeys: ['k'] })], { claim: lease });
    await store.create([newRun('c', { limitKeys: ['k'] })]);
    expect((await store.claim({ ...lease, limit: 5 })).runs).toEqual([]);
    const heard: string[] = [];
    store.subscribe(({ runId, hasEnded }) => void heard.push(`${runId} ${String(hasEnded)}`));
    if (first === undefined || !('record' in first)) throw new Error('b was not created');
    await store.commit([changeOf(first.record, { next: finished })]);

    expect(calls.at(-1)).toBe('commit_changes_end');
    expect(heard).toEqual(['b true', 'c false']);
    const { runs } = await store.claim({ ...lease, limit: 5 });
    expect(runs.map(({ record }) => record.runId)).toEqual(['c']);
  });
});
