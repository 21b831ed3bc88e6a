import type { CreateOutcome, NewRun, RunRecord, Store } from '@flowgraft/core';
import type pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitChanges } from './commit-changes.js';
import type { PostgresOptions } from './options.js';
import { postgres } from './postgres-backend.js';
import { changeOf, createHeld, lease, newRun, sendingOn } from './scene.fixture.js';
import { host, newPool, newSchema, pause, type TestSchema } from './schema.fixture.js';

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

function recordOf(outcome: CreateOutcome | undefined): RunRecord {
  if (outcome === undefined || !('record' in outcome)) throw new Error('a run was not created');
  return outcome.record;
}

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
        [changeOf(run, { next: changes[kind] })],
        sendingOn(client, own.names),
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

describe('runs that are started together', () => {
  const held = { claim: lease };

  it('are created, go on and end by one call each', async () => {
    const outcomes = await store.create([newRun('a'), newRun('b', { tenant: 'other' })], held);
    const runs = outcomes.map(recordOf);
    await store.commit(runs.map((run) => changeOf(run)));
    await store.commit(runs.map((run) => changeOf(next(run), { next: finished })));

    expect(calls).toEqual(['create_runs_many', 'commit_changes', 'commit_changes']);
    expect(await store.getRun('other', 'b')).toMatchObject({ status: 'completed', seq: 2 });
  });

  it('are stored with all that they have, and found again as they were answered', async () => {
    const parent = { runId: 'p', step: 'each[0].x', depth: 2 };
    const full: Partial<NewRun> = {
      input: { text: 'a "quoted" \\\\ é {x,NULL}' },
      priority: -1.5,
      queue: 'q,"1"',
      region: 'eu',
      labels: ['gpu', 'a,b'],
      limitKeys: ['k1', 'k"2'],
      idempotencyKey: 'NULL',
      parent,
      traceparent: '00-1',
    };
    const outcomes = await store.create([newRun('a', full), newRun('b')]);

    expect(calls).toEqual(['create_runs_many']);
    for (const { runId, ...record } of outcomes.map(recordOf)) {
      expect(await store.getRun('acme', runId)).toEqual({ runId, ...record });
    }
    expect(recordOf(outcomes[0])).toMatchObject(full);
  });

  it('are told of when nobody holds them', async () => {
    const heard: string[] = [];
    store.subscribe(({ runId, hasEnded }) => void heard.push(`${runId} ${String(hasEnded)}`));
    await store.create([newRun('a'), newRun('b')]);
    await store.create([newRun('c'), newRun('d')], held);

    expect(heard).toEqual(['a false', 'b false']);
    const { runs } = await store.claim({ ...lease, limit: 5 });
    expect(runs.map(({ record }) => record.runId)).toEqual(['a', 'b']);
  });

  it('give back those that were there before, by id or by key, and leave them as they were', async () => {
    await store.create([newRun('a', { input: 1 }), newRun('b', { idempotencyKey: 'k', input: 2 })]);
    const again = [newRun('a', { input: 3 }), newRun('c', { idempotencyKey: 'k' }), newRun('d')];
    const outcomes = await store.create(again, held);

    expect(calls).toEqual(['create_runs_many', 'create_runs_many']);
    expect(outcomes).toMatchObject([
      { created: false, record: { runId: 'a', input: 1, worker: null } },
      { created: false, record: { runId: 'b', input: 2, worker: null } },
      { created: true, record: { runId: 'd', worker: 'w1', epoch: 1 } },
    ]);
    expect(await store.getRun('acme', 'c')).toBeNull();
  });

  it.each<[string, Partial<NewRun>, Partial<NewRun>]>([
    ['tags', { tags: ['x'] }, {}],
    ['a delay', { startAt: Date.now() + 60_000 }, {}],
    ['one id', { runId: 'same' }, { runId: 'same', tenant: 'other' }],
  ])('go the general way with %s', async (_title, one, other) => {
    const outcomes = await store.create([newRun('a', one), newRun('b', other)], held);

    expect(calls).toEqual(['create_runs']);
    expect(outcomes).toMatchObject([{ created: true }, { created: true }]);
  });

  it('go the general way where a limit counts one of them', async () => {
    await store.setLimits([{ key: 'k', maxHeld: 1, maxQueued: null }]);
    calls = [];
    const runs = ['a', 'b', 'c'].map((id) => newRun(id, { limitKeys: id === 'a' ? [] : ['k'] }));
    const outcomes = await store.create(runs, held);

    expect(calls).toEqual(['create_runs_many', 'create_runs']);
    expect(outcomes.map(recordOf).map(({ worker }) => worker)).toEqual(['w1', 'w1', null]);
  });
});

describe('a run whose place is known', () => {
  it('is written only for its own tenant', async () => {
    const run = await createHeld(store, 'a');
    const { rows } = await pool.query<{ ordinal: string }>(
      `SELECT ordinal FROM ${own.names.table('runs')}`,
    );
    const client = await pool.connect();
    const sending = sendingOn(client, own.names);
    sending.database.held.note({ ...run, tenant: 'other' }, rows[0]?.ordinal);
    const forged = changeOf({ ...run, tenant: 'other' });
    const answers = [
      await commitChanges([forged], sending),
      await commitChanges([{ ...forged, next: finished }], sending),
      await commitChanges([forged, { ...forged, runId: 'b' }], sending),
    ];
    client.release();

    for (const { outcomes } of answers) {
      expect(new Set(outcomes)).toEqual(new Set([{ ok: false, reason: 'stale' }]));
    }
    expect(await store.getRun('acme', 'a')).toMatchObject({ status: 'running', seq: 0 });
  });

  it('is not taken for another that a server which had lost it put there', async () => {
    const run = await createHeld(store, 'a');
    const other = await createHeld(store, 'b');
    await pool.query(`UPDATE ${own.names.table('runs')} SET run_id = 'c' WHERE run_id = 'a'`);
    await pool.query(`UPDATE ${own.names.table('run_states')} SET started_at = started_at + 1`);
    const changes = [changeOf(run), changeOf(run, { next: finished })];
    const answers: unknown[] = [];
    for (const change of changes) answers.push(...(await store.commit([change])));
    answers.push(...(await store.commit([changeOf(run), changeOf(other)])));

    expect(new Set(answers)).toEqual(new Set([{ ok: false, reason: 'stale' }]));
    expect(await store.getRun('acme', 'c')).toMatchObject({ status: 'running', seq: 0 });
  });

  it.each([1, 3])('is found by another process too, among %i', async (count) => {
    const ids = ['a', 'b', 'c'].slice(0, count);
    const runs: RunRecord[] = [];
    for (const id of ids) runs.push(await createHeld(store, id));
    const { outcomes } = await commitChanges(
      runs.map((run) => changeOf(run)),
      sendingOn(pool, own.names),
    );

    expect(outcomes).toEqual(runs.map(() => ({ ok: true, inbox: [] })));
  });
});

describe('a claim', () => {
  it('takes the only run in line by one short call, and the next ones after it', async () => {
    await store.create([newRun('a', { input: { n: 1 } })]);
    const first = await store.claim({ ...lease, limit: 3 });
    await store.create([newRun('b')]);
    const second = await store.claim({ ...lease, limit: 3 });

    expect(calls).toEqual([
      'create_runs_one',
      'claim_runs_one',
      'create_runs_one',
      'claim_runs_one',
    ]);
    expect(first.runs).toEqual([
      { record: await store.getRun('acme', 'a'), journal: [], inbox: [] },
    ]);
    expect(second.runs.map(({ record }) => record)).toMatchObject([{ runId: 'b', epoch: 1 }]);
  });

  it('brings journal and mail of a run that was parked', async () => {
    const run = await createHeld(store, 'a');
    await store.commit([
      changeOf(run, { next: { kind: 'park', status: 'waiting', wakeAt: null, waits: [] } }),
    ]);
    const body = { kind: 'signal', name: 'go', payload: 1 } as const;
    await store.deliver([{ tenant: 'acme', runId: 'a', id: 'm', body }]);
    const { runs } = await store.claim({ ...lease, limit: 3 });

    expect(calls.at(-1)).toBe('claim_runs_one');
    expect(runs).toMatchObject([
      {
        record: { runId: 'a', epoch: 2, seq: 1, waits: [], wakeAt: null },
        journal: changeOf(run).events,
        inbox: [{ id: 'm', body }],
      },
    ]);
  });

  it.each<[string, Partial<NewRun>, object]>([
    ['of another queue', { queue: 'slow' }, { queues: ['default'] }],
    ['of a region that it is not in', { region: 'eu' }, { regions: ['us'] }],
    ['with a label that it has not', { labels: ['gpu'] }, {}],
    ['of a workflow that it leaves to others', {}, { without: ['sha256-1'] }],
  ])('leaves a run %s', async (_title, run, scope) => {
    await store.create([newRun('a', run)]);
    const { runs, nextWakeAt } = await store.claim({ ...lease, limit: 3, ...scope });

    expect(calls.at(-1)).toBe('claim_runs_one');
    expect({ runs, nextWakeAt }).toEqual({ runs: [], nextWakeAt: null });
    expect(await store.getRun('acme', 'a')).toMatchObject({ status: 'queued', epoch: 0 });
  });

  it('says when a delayed run is due', async () => {
    const startAt = Date.now() + 60_000;
    await store.create([newRun('later', { startAt })]);
    await store.create([newRun('a')]);
    const { runs, nextWakeAt } = await store.claim({ ...lease, limit: 3 });

    expect(calls.at(-1)).toBe('claim_runs_one');
    expect(runs).toHaveLength(1);
    expect(nextWakeAt).toBe(startAt);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['another one in line', async () => store.create([newRun('z')])],
    ['a limit', async () => store.setLimits([{ key: 'k', maxHeld: 1, maxQueued: null }])],
    [
      'a worker that is lost',
      async () => store.create([newRun('z')], { claim: { worker: 'w2', leaseMs: 1 } }),
    ],
    ['a timer that is due', async () => store.create([newRun('z', { startAt: Date.now() + 1 })])],
  ])('goes the general way beside %s', async (_title, prepare) => {
    await store.create([newRun('a')]);
    await prepare();
    await pause(5);
    const { runs } = await store.claim({ ...lease, limit: 3 });

    expect(calls.slice(-2)).toEqual(['claim_runs_one', 'claim_runs']);
    expect(runs.map(({ record }) => record.runId)).toContain('a');
  });

  it('leaves a run to whom it is being given', async () => {
    await store.create([newRun('a')]);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(`SELECT 1 FROM ${own.names.table('run_states')} FOR UPDATE`);
    const { runs } = await store.claim({ ...lease, limit: 3 });
    await client.query('COMMIT');
    client.release();

    expect(calls.at(-1)).toBe('claim_runs_one');
    expect(runs).toEqual([]);
  });
});
