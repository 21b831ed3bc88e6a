import {
  isFlowgraftError,
  type CreatedRun,
  type Hint,
  type Logger,
  type RunRecord,
  type Store,
  type StoreTransaction,
} from '@flowgraft/core';
import type pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitChanges } from './commit-changes.js';
import { migrate, migrations, supportedVersion } from './migrations.js';
import type { PostgresOptions } from './options.js';
import { postgres } from './postgres-backend.js';
import { changeOf, createHeld, failureOf, lease, newRun, sendingOn } from './scene.fixture.js';
import {
  connectionString,
  host,
  newPool,
  newSchema,
  pause,
  type TestSchema,
} from './schema.fixture.js';
import { transactionOf } from './transaction-of.js';

const pool = newPool({ max: 12 });
const opened: { close(): unknown }[] = [];
const pools: pg.Pool[] = [];
let own: TestSchema;

beforeEach(() => {
  own = newSchema(pool);
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await own.dispose();
  for (const each of pools.splice(0)) await each.end();
});

afterAll(() => pool.end());

async function open(
  options: Partial<PostgresOptions> = {},
  logger: Logger = host.logger,
): Promise<Store> {
  const store = await postgres({ pool, schema: own.schema, ...options }).open({ ...host, logger });
  opened.push(store);
  return store;
}

function ownPool(options: pg.PoolConfig): pg.Pool {
  const made = newPool(options);
  pools.push(made);
  return made;
}

function clientOf(transaction: StoreTransaction | undefined): pg.PoolClient {
  if (transaction === undefined) throw new Error('there is no transaction');
  return transaction.client as pg.PoolClient;
}

/** Waits until `test` holds; fails by the test's own time limit. */
async function until(test: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await test())) await pause(10);
}

/** Ends the connections whose last statement looks like this. */
async function cut(like: string): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE $1 AND pid <> pg_backend_pid()`,
    [like],
  );
  return rowCount ?? 0;
}

describe('options', () => {
  it.each<readonly [unknown, string]>([
    [{}, 'pool must be a Pool of pg, or offer its query and connect'],
    [{ pool, listen: 1 }, 'listen must be true or false, got 1'],
    [{ pool, migrate: 'no' }, 'migrate must be true or false, got no'],
    [
      { pool, schema: 'a"b' },
      'schema must be letters, digits and _, at most 63, and not begin with a digit or pg_, got "a\\"b"',
    ],
    [
      { pool, schema: 'PG_x' },
      'schema must be letters, digits and _, at most 63, and not begin with a digit or pg_, got "PG_x"',
    ],
    [
      { pool, prefix: 'é' },
      'prefix must be letters, digits and _, at most 30, and not begin with a digit, got "é"',
    ],
  ])('%# are refused', (options, message) => {
    expect(() => postgres(options as PostgresOptions)).toThrow(
      new TypeError(`postgres: ${message}`),
    );
  });
});

describe('the schema', () => {
  it('is made once, by whoever comes first of ten', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, () => migrate({ pool, schema: own.schema, prefix: 'Own_' })),
    );
    expect(made.filter(({ from }) => from === 0)).toEqual([{ from: 0, to: supportedVersion }]);
    expect(made.every(({ to }) => to === supportedVersion)).toBe(true);
    const { rows } = await pool.query(`SELECT version FROM ${own.schema}."Own_schema_versions"`);
    expect(rows).toEqual([{ version: supportedVersion }]);
  });

  it('can be applied by hand, step by step', async () => {
    for (const { sql } of migrations({ schema: own.schema })) await pool.query(sql);
    const store = await open({ migrate: false });
    expect((await store.create([newRun('a')]))[0]).toMatchObject({ created: true });
  });

  it('leaves nothing behind when it cannot be made', async () => {
    await pool.query(`CREATE SCHEMA ${own.schema}; CREATE TABLE ${own.schema}.journal (x int)`);
    const failure = await failureOf(() => open());
    expect(String(failure)).toContain('relation "journal" already exists');
    const { rows } = await pool.query(
      'SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace',
      [own.schema],
    );
    expect(rows).toEqual([{ relname: 'journal' }]);
  });

  it.each([
    ['missing', 0, async () => undefined],
    [
      'newer',
      99,
      async () => {
        await migrate({ pool, schema: own.schema });
        await pool.query(`INSERT INTO ${own.schema}.schema_versions (version) VALUES (99)`);
      },
    ],
  ])('that is %s is refused without migrating', async (_, found, arrange) => {
    await arrange();
    const failure = await failureOf(() => open({ migrate: false }));
    expect(isFlowgraftError(failure, 'STORE_VERSION') && failure.details).toEqual({
      store: 'postgres',
      found,
      supported: supportedVersion,
    });
  });

  it('lives beside another installation in the same schema', async () => {
    const [one, two] = [await open({ prefix: 'one_' }), await open({ prefix: 'two_' })];
    await one.create([newRun('a')]);
    expect(await two.getRun('acme', 'a')).toBeNull();
    expect((await two.claim({ ...lease, limit: 5 })).runs).toEqual([]);
  });

  it('serves a role that may use it and no more', async () => {
    const role = `role_${own.schema}`;
    await migrate({ pool, schema: own.schema });
    await pool.query(`
      CREATE ROLE ${role} LOGIN;
      GRANT USAGE ON SCHEMA ${own.schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${own.schema} TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${own.schema} TO ${role};`);
    const url = new URL(connectionString);
    url.username = role;
    const limited = ownPool({ connectionString: url.href, max: 4 });
    const store = await open({ pool: limited, migrate: false });
    const run = await createHeld(store, 'a');
    await store.setLimits([{ key: 'k', maxHeld: 1, maxQueued: 5 }]);
    await store.commit([
      changeOf(run, { next: { kind: 'finish', status: 'completed', output: 1 } }),
    ]);
    expect(
      await store.purge({
        status: ['completed'],
        finishedBefore: host.clock.now() + 60_000,
        limit: 5,
      }),
    ).toBe(1);
    expect((await store.keyValue.increment('acme', 'n', { by: 1 })).value).toBe(1);
    const denied = await failureOf(() => limited.query(`CREATE TABLE ${own.schema}.x (y int)`));
    expect(String(denied)).toContain('permission denied');
    await store.close();
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
});

describe('isolation', () => {
  it('is read committed whatever the host has set for its connections', async () => {
    const serializable = ownPool({
      max: 6,
      options: '-c default_transaction_isolation=serializable',
    });
    const store = await open({ pool: serializable });
    const runs = await Promise.all([1, 2, 3, 4].map((n) => createHeld(store, `r${n}`)));
    const outcomes = await Promise.all(runs.map(async (run) => store.commit([changeOf(run)])));
    expect(outcomes.flat().every(({ ok }) => ok)).toBe(true);
    const increments = [1, 2, 3].map(async () => store.keyValue.increment('acme', 'n', { by: 1 }));
    const counted = (await Promise.all(increments)).map(({ value }) => value);
    expect(new Set(counted)).toEqual(new Set([1, 2, 3]));
    const transaction = await store.begin?.();
    const [first] = runs;
    expect(await transaction?.commit(changeOf(first as never, { seq: 1 }))).toEqual({
      ok: true,
      inbox: [],
    });
  });

  it('is asked for where it is needed, in words', async () => {
    await open();
    const client = await pool.connect();
    await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    const call = `SELECT ${own.names.table('deliver_messages')}('x', '[]')`;
    expect(String(await failureOf(() => client.query(call)))).toContain(
      'needs a transaction of isolation level read committed, this one is serializable',
    );
    await client.query('ROLLBACK');
    client.release();
  });
});

describe("transactions of the host's", () => {
  it('that stay open keep nobody else from starting and claiming', async () => {
    const store = await open();
    await store.setLimits([{ key: 'k', maxHeld: 5, maxQueued: null }]);
    const client = await pool.connect();
    await client.query('BEGIN');
    const [mine] = await store.create([newRun('mine', { limitKeys: ['k'] })], { tx: client });
    expect(mine).toMatchObject({ created: true, record: { status: 'queued' } });
    const [other] = await store.create([newRun('other', { limitKeys: ['k'] })]);
    expect(other).toMatchObject({ created: true });
    const { runs } = await store.claim({ ...lease, limit: 5 });
    expect(runs.map(({ record }) => record.runId)).toEqual(['other']);
    const hints: Hint[] = [];
    store.subscribe((hint) => void hints.push(hint));
    await client.query('COMMIT');
    client.release();
    await until(() => hints.some(({ runId }) => runId === 'mine'));
    expect((await store.claim({ ...lease, limit: 5 })).runs).toHaveLength(1);
  });

  it('may be of any isolation level', async () => {
    const store = await open();
    const client = await pool.connect();
    await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    await store.create([newRun('mine')], { tx: client });
    await client.query('COMMIT');
    client.release();
    expect(await store.getRun('acme', 'mine')).not.toBeNull();
  });

  it('must be clients, and hold nothing at once', async () => {
    const store = await open();
    expect(await failureOf(() => store.create([newRun('a')], { tx: 'x' }))).toBeInstanceOf(
      TypeError,
    );
    expect(
      await failureOf(() => store.create([newRun('a')], { tx: pool, claim: lease })),
    ).toBeInstanceOf(TypeError);
  });
});

describe('transactions of a step', () => {
  it('wait for each other, and leave connections for the rest', async () => {
    const store = await open({ pool: ownPool({ max: 4 }) });
    const run = await createHeld(store, 'a');
    const first = await store.begin?.();
    let began = false;
    const second = store.begin?.().then((transaction) => {
      began = true;
      return transaction;
    });
    expect(await store.commit([changeOf(run)])).toEqual([{ ok: true, inbox: [] }]);
    expect(began).toBe(false);
    await first?.rollback();
    await (await second)?.rollback();
  });

  it('need a pool of three', async () => {
    const store = await open({ pool: ownPool({ max: 2 }), listen: false });
    const failure = await failureOf(() => store.begin?.());
    expect(isFlowgraftError(failure, 'PORT_MISSING') && failure.message).toContain(
      'needs a pool of at least 3 connections',
    );
  });

  it('that the step ended itself write no checkpoint', async () => {
    const store = await open();
    const run = await createHeld(store, 'a');
    const transaction = await store.begin?.();
    await clientOf(transaction).query('COMMIT');
    const failure = await failureOf(() => transaction?.commit(changeOf(run)));
    expect(String(failure)).toContain('the transaction of this step was ended by the step itself');
    expect(await store.readJournal('acme', 'a')).toEqual([]);
  });

  it('whose connection is cut leave nothing, and give their place back', async () => {
    const store = await open({ pool: ownPool({ max: 3 }), listen: false });
    const run = await createHeld(store, 'a');
    const transaction = await store.begin?.();
    const client = clientOf(transaction);
    await client.query('SELECT 1 AS of_a_step');
    expect(await cut('SELECT 1 AS of_a_step%')).toBe(1);
    const failure = await failureOf(() => transaction?.commit(changeOf(run)));
    expect(isFlowgraftError(failure, 'STORE_FAILED')).toBe(true);
    const again = await store.begin?.();
    expect(await again?.commit(changeOf(run))).toEqual({ ok: true, inbox: [] });
  });

  it('hold the run against everybody, and nothing else', async () => {
    const store = await open();
    const run = await createHeld(store, 'a');
    const free = await createHeld(store, 'b');
    const transaction = await store.begin?.();
    const client = clientOf(transaction);
    await client.query(`SELECT 1 FROM ${own.names.table('run_states')} FOR NO KEY UPDATE`);
    const released = store.release('w1');
    await released;
    expect(await transaction?.commit(changeOf(run))).toEqual({ ok: true, inbox: [] });
    const { runs } = await store.claim({ worker: 'w2', leaseMs: 1000, limit: 5 });
    expect(runs.map(({ record }) => [record.runId, record.epoch])).toEqual([
      [run.runId, 2],
      [free.runId, 2],
    ]);
  });

  it('keep the run from being taken between the checkpoint and its COMMIT', async () => {
    const [store, other] = [await open(), await open()];
    const run = await createHeld(store, 'a');
    const transaction = await store.begin?.();
    const client = clientOf(transaction);
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const taken: string[] = [];
    client.query = (async (...args: unknown[]) => {
      if (args[0] === 'COMMIT') {
        await other.release('w1');
        const { runs } = await other.claim({ worker: 'w2', leaseMs: 1000, limit: 5 });
        taken.push(...runs.map(({ record }) => record.runId));
      }
      return query(...args);
    }) as typeof client.query;
    expect(await transaction?.commit(changeOf(run))).toEqual({ ok: true, inbox: [] });
    client.query = query as typeof client.query;
    expect(taken).toEqual([]);
    const { runs } = await other.claim({ worker: 'w2', leaseMs: 1000, limit: 5 });
    expect(runs.map(({ journal }) => journal.length)).toEqual([1]);
  });

  it('are found through the context of a node', async () => {
    const store = await open();
    const transaction = await store.begin?.();
    expect(transactionOf({ tx: transaction?.client })).toBe(transaction?.client);
    await transaction?.rollback();
    for (const tx of [undefined, null, {}]) {
      const failure = await failureOf(() => transactionOf({ tx }));
      expect(isFlowgraftError(failure, 'PORT_MISSING') && failure.details.port).toBe('tx');
    }
  });
});

describe('connections that break', () => {
  it('under a commit, which is then written whole or not at all', async () => {
    const store = await open({ pool: ownPool({ max: 3 }) });
    const run = await createHeld(store, 'a');
    const blocker = await pool.connect();
    await blocker.query('BEGIN');
    await blocker.query(`SELECT 1 FROM ${own.names.table('run_states')} FOR UPDATE`);
    const committing = failureOf(() =>
      store.commit([changeOf(run, { next: { kind: 'finish', status: 'completed' } })]),
    );
    await until(async () => (await cut(`%"${own.schema}"."commit_changes%`)) > 0);
    expect(isFlowgraftError(await committing, 'STORE_FAILED')).toBe(true);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect(await store.readJournal('acme', 'a')).toEqual([]);
    await store.drop([run], host.clock.now());
    const { runs } = await store.claim({ worker: 'w2', leaseMs: 1000, limit: 5 });
    expect(runs.map(({ record }) => [record.epoch, record.crashes])).toEqual([[2, 0]]);
  });

  it('after COMMIT, so that the same change is stale when it is sent again', async () => {
    const inner = ownPool({ max: 3 });
    let cutNext = false;
    const lossy = {
      options: inner.options,
      connect: () => inner.connect(),
      query: async (config: pg.QueryConfig, values?: unknown[]) => {
        const result = await inner.query(config, values);
        if (cutNext && config.text?.includes('commit_changes'))
          throw new Error('Connection terminated unexpectedly');
        return result;
      },
    };
    const store = await open({ pool: lossy as unknown as PostgresOptions['pool'] });
    const run = await createHeld(store, 'a');
    cutNext = true;
    expect(
      isFlowgraftError(await failureOf(() => store.commit([changeOf(run)])), 'STORE_FAILED'),
    ).toBe(true);
    cutNext = false;
    expect(await store.commit([changeOf(run)])).toEqual([{ ok: false, reason: 'stale' }]);
    expect(await store.readJournal('acme', 'a')).toHaveLength(1);
    await store.drop([run], host.clock.now());
    expect((await store.claim({ ...lease, limit: 1 })).runs[0]).toMatchObject({
      record: { seq: 1, epoch: 2 },
    });
  });

  it('under LISTEN are replaced, and hints come again', async () => {
    const [one, two] = [await open({ pool: ownPool({ max: 4 }) }), await open()];
    const heard: string[] = [];
    one.subscribe(({ runId }) => void heard.push(runId));
    await two.create([newRun('before')]);
    await until(() => heard.includes('before'));
    expect(await cut(`LISTEN ${own.names.channel}%`)).toBeGreaterThan(0);
    let count = 0;
    await until(async () => {
      count += 1;
      await two.create([newRun(`after-${count}`)]);
      return heard.some((runId) => runId.startsWith('after'));
    });
    expect(one.capabilities.remoteHints).toBe(true);
  });
});

describe('a claim', () => {
  it('passes over runs that somebody else has locked', async () => {
    const store = await open({ listen: false });
    await store.create([newRun('first', { priority: 9 }), newRun('second')]);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(
      `SELECT 1 FROM ${own.names.table('run_states')} WHERE priority = 9 FOR UPDATE`,
    );
    const { runs } = await store.claim({ ...lease, limit: 1 });
    expect(runs.map(({ record }) => record.runId)).toEqual(['second']);
    await client.query('ROLLBACK');
    client.release();
    expect((await store.claim({ ...lease, limit: 1 })).runs).toHaveLength(1);
  });
});

describe('a heartbeat', () => {
  it('names runs that the worker holds and has not heard of', async () => {
    const store = await open({ listen: false });
    const kept = await createHeld(store, 'kept');
    const stray = await createHeld(store, 'stray');
    const { tenant, runId, epoch } = stray;
    const wrong = [
      { ...kept, runId: 'nobody' },
      { ...stray, epoch: 7 },
    ];
    const beat = await store.heartbeat({ ...lease, holding: [kept, ...wrong] });
    const lost = ['nobody', 'stray'];
    expect(beat).toMatchObject({ lost, mail: [], strays: [{ tenant, runId, epoch }] });
    await store.drop(beat.strays, 0);
    expect((await store.heartbeat({ ...lease, holding: [kept] })).strays).toEqual([]);
  });
});

describe('a commit under way', () => {
  it('keeps its runs from being taken from a lost worker, dropped or released', async () => {
    const [store, other] = [await open(), await open()];
    const [outcome] = await store.create([newRun('a')], { claim: { worker: 'w1', leaseMs: 1 } });
    const run = (outcome as CreatedRun).record;
    const client = await pool.connect();
    await client.query('BEGIN');
    const { outcomes } = await commitChanges([changeOf(run)], sendingOn(client, own.names));
    expect(outcomes).toEqual([{ ok: true, inbox: [] }]);
    await pause(5);
    const claim = { worker: 'w2', leaseMs: 60_000, limit: 5 };
    const { runs, nextWakeAt, now } = await other.claim(claim);
    expect(runs).toEqual([]);
    expect(nextWakeAt).toBeGreaterThan(now);
    let isDropped = false;
    const dropping = Promise.resolve(other.drop([run], 0)).then(() => {
      isDropped = true;
    });
    await until(async () => {
      const { rowCount } = await pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND query LIKE $1`,
        [`%"${own.schema}"."drop_runs"%`],
      );
      return rowCount === 1;
    });
    expect(isDropped).toBe(false);
    await client.query('COMMIT');
    client.release();
    await dropping;
    const taken = await other.claim(claim);
    expect(taken.runs.map(({ record, journal }) => [record.epoch, journal.length])).toEqual([
      [2, 1],
    ]);
    expect(await store.commit([changeOf(run, { seq: 1 })])).toEqual([
      { ok: false, reason: 'stale' },
    ]);
  });
});

describe('hints', () => {
  it('are told once to this process and once to others, and rubbish on the channel harms nobody', async () => {
    const [one, two] = [await open(), await open()];
    const heard: [string, string][] = [];
    one.subscribe(({ runId }) => void heard.push(['one', runId]));
    two.subscribe(({ runId }) => void heard.push(['two', runId]));
    for (const rubbish of ['', 'x', '{}', 'null', '["x",0,"acme"]']) {
      await pool.query('SELECT pg_notify($1, $2)', [own.names.channel, rubbish]);
    }
    await one.create([newRun('a')]);
    await two.create([newRun('last')]);
    await until(() => heard.filter(([, runId]) => runId === 'last').length === 2);
    const tellers = heard.filter(([, runId]) => runId === 'a').map(([teller]) => teller);
    expect(tellers.toSorted()).toEqual(['one', 'two']);
  });

  it('fit into notifications, however many and long', async () => {
    const [one, two] = [await open(), await open()];
    const heard = new Set<string>();
    two.subscribe(({ runId }) => void heard.add(runId));
    const runs = Array.from({ length: 60 }, (_, n) => newRun(`${n}-${'é'.repeat(40 * (n % 20))}`));
    await one.create(runs);
    await until(() => heard.size === 60);
    expect(runs.every(({ runId }) => heard.has(runId))).toBe(true);
  });

  it('come from this process alone without LISTEN', async () => {
    const store = await open({ listen: false });
    expect(store.capabilities.remoteHints).toBe(false);
    const heard: string[] = [];
    store.subscribe(({ runId }) => void heard.push(runId));
    await store.create([newRun('a')]);
    expect(heard).toEqual(['a']);
  });

  it('are given up with a word where the pool has no connection to spare', async () => {
    const lines: unknown[] = [];
    const logger: Logger = {
      log: (level, message, fields) => void lines.push([level, message, fields]),
    };
    const store = await open({ pool: ownPool({ max: 1 }) }, logger);
    expect(lines).toEqual([
      [
        'warn',
        'PostgreSQL: no LISTEN, due runs are found by polling',
        { reason: 'the pool has only one connection' },
      ],
    ]);
    expect(store.capabilities.remoteHints).toBe(false);
  });
});

describe('values from the host', () => {
  it('are read whatever parsers the host has set', async () => {
    const odd = ownPool({ max: 3, types: { getTypeParser: () => () => 'odd' } });
    const store = await open({ pool: odd, migrate: true });
    const run = await createHeld(store, 'a');
    expect(run).toMatchObject({ runId: 'a', epoch: 1 });
    expect(await store.getRun('acme', 'a')).toMatchObject({ input: { runId: 'a' }, seq: 0 });
  });

  it('that cannot be kept are refused with a reason', async () => {
    const store = await open();
    const nul = await failureOf(() => store.create([newRun('a\u0000b')]));
    expect(isFlowgraftError(nul, 'STORE_FAILED')).toBe(true);
    const code = await failureOf(() => store.create([newRun('a', { input: () => 1 })]));
    expect(isFlowgraftError(code, 'VALUE_UNSUPPORTED')).toBe(true);
    expect((await store.listRuns({})).runs).toEqual([]);
  });
});

describe('plans', () => {
  it('that were made while the tables were small stay good', async () => {
    // One connection: what it planned first is what it goes on with.
    const store = await open({ pool: ownPool({ max: 1 }), listen: false });
    await store.setLimits([{ key: 'k', maxHeld: 1000, maxQueued: 1000 }]);
    const body = { kind: 'signal', name: 'go', payload: null } as const;
    let count = 0;
    const everything = async (holds: 'few' | 'many'): Promise<void> => {
      count += 1;
      const ids = ['a', 'b', 'c'].map((each) => `${each}${count}`);
      await store.create(ids.map((id) => newRun(id, { limitKeys: ['k'], tags: ['t'] })));
      const first = await store.claim({ ...lease, limit: 3, without: ['other'] });
      const runs = first.runs.map(({ record }) => record);
      expect(runs).toHaveLength(3);
      await store.deliver(runs.map(({ tenant, runId }) => ({ tenant, runId, id: 'm', body })));
      if (holds === 'few') await store.heartbeat({ ...lease, holding: runs });
      const next = { kind: 'park', status: 'waiting', wakeAt: null, waits: [] } as const;
      await store.commit(runs.map((run) => changeOf(run, { consumed: ['m'], next })));
      await store.deliver(runs.map(({ tenant, runId }) => ({ tenant, runId, id: 'n', body })));
      const again = await store.claim({ ...lease, limit: 3, runIds: ids });
      const [one, two, three] = again.runs.map(({ record }) => record) as [
        RunRecord,
        RunRecord,
        RunRecord,
      ];
      const messages = [{ tenant: 'acme', runId: two.runId, id: 'o', body }];
      await store.commit([changeOf(one, { children: [newRun(`child${count}`)], messages })]);
      await store.drop([three], host.clock.now() + 1e9);
      const ended = { kind: 'finish', status: 'completed' } as const;
      await store.commit([
        changeOf({ ...one, seq: one.seq + 1 }, { next: ended }),
        changeOf(two, { next: ended }),
      ]);
      await store.claim({ ...lease, limit: 5 });
      if (holds === 'few') await store.release(lease.worker);
      const { runs: rest } = await store.claim({ ...lease, limit: 5 });
      await store.commit(rest.map(({ record }) => changeOf(record, { next: ended })));
      const alone = await createHeld(store, `alone${count}`);
      await store.deliver([{ tenant: 'acme', runId: alone.runId, id: 'm', body }]);
      await store.commit([changeOf(alone)]);
      await store.commit([changeOf({ ...alone, seq: 1 }, { next: ended })]);
      await store.create([newRun(`queued${count}`)]);
      const { runs: queued } = await store.claim({ ...lease, limit: 5 });
      await store.commit(queued.map(({ record }) => changeOf(record, { next: ended })));
      await store.countDue({}, 10);
    };
    for (let round = 0; round < 3; round += 1) await everything('few');

    // The same worker holds many more runs of the same tenant now.
    const t = (name: string): string => own.names.table(name);
    const filler = newPool({ max: 1 });
    await filler.query(`
      INSERT INTO ${t('runs')} (tenant, run_id, workflow_id, hash, priority, queue, limit_keys, created_at, input)
        SELECT 'acme', 'old' || n, 'order', 'sha256-1', 0, 'default', '{k}', 1, 'null' FROM generate_series(1, 20000) n;
      INSERT INTO ${t('run_states')} (ordinal, tenant, scope, priority, status, worker, epoch, mail, crashes, started_at)
        SELECT ordinal, tenant, '{default,""}', 0, 'running', 'w1', 1, 0, 0, 1 FROM ${t('runs')} WHERE run_id LIKE 'old%';
      INSERT INTO ${t('inbox')} (run, id, sent_at) SELECT ordinal, 'm', 1 FROM ${t('runs')} WHERE run_id LIKE 'old%';
      INSERT INTO ${t('journal')} (run, seq, size, events) SELECT ordinal, 9, 1, '[]' FROM ${t('runs')} WHERE run_id LIKE 'old%';`);
    await filler.end(); // a connection that ends leaves its statistics
    const reads = async (): Promise<number> => {
      await pause(1100);
      await store.getRun('acme', 'a1'); // after a second, a connection adds its statistics with its next statement
      const { rows } = await pool.query<{ reads: string }>(
        `SELECT sum(idx_tup_read) + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = $1 AND relname <> 'limits') AS reads
          FROM pg_stat_user_indexes WHERE schemaname = $1`,
        [own.schema],
      );
      return Number(rows[0]?.reads);
    };
    const before = await reads();
    for (let round = 0; round < 5; round += 1) await everything('many');
    expect((await reads()) - before).toBeLessThan(5 * 1500);
  }, 60_000);
});

describe('a backlog', () => {
  it('of 100,000 runs costs a claim what ten cost', async () => {
    const store = await open({ listen: false });
    await store.create([newRun('last', { tenant: 'small' })]);
    await pool.query(`
      INSERT INTO ${own.names.table('runs')} (tenant, run_id, workflow_id, hash, priority, queue, created_at, input)
        SELECT 'big', 'r' || n, 'w', 'h', 0, 'default', 1, 'null' FROM generate_series(1, 100000) n;
      INSERT INTO ${own.names.table('run_states')} (ordinal, tenant, scope, priority, status, line, due_at, wake_at, epoch, mail, crashes)
        SELECT ordinal, tenant, '{default,""}', 0, 'queued', '', 1, 1, 0, 0, 0 FROM ${own.names.table('runs')} WHERE tenant = 'big';`);
    const reads = async (): Promise<number> => {
      await pool.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await pool.query<{ reads: string; scans: string }>(
        `SELECT sum(idx_tup_read) AS reads FROM pg_stat_user_indexes WHERE schemaname = $1`,
        [own.schema],
      );
      return Number(rows[0]?.reads);
    };
    const { runs } = await store.claim({ ...lease, limit: 10 });
    expect(new Set(runs.map(({ record }) => record.tenant))).toEqual(new Set(['big', 'small']));
    await pause(1100); // the server's statistics are a second late
    const before = await reads();
    for (let count = 0; count < 10; count += 1) {
      expect((await store.claim({ ...lease, limit: 10 })).runs).toHaveLength(10);
    }
    await pause(1100);
    expect((await reads()) - before).toBeLessThan(10 * 1000);
    const { rows } = await pool.query<{ scans: string }>(
      `SELECT sum(seq_tup_read) AS scans FROM pg_stat_user_tables WHERE schemaname = $1 AND relname IN ('runs', 'run_states')`,
      [own.schema],
    );
    expect(Number(rows[0]?.scans)).toBeLessThanOrEqual(100_001);
    expect(await store.countDue({}, 50)).toBe(50);
  }, 60_000);
});
