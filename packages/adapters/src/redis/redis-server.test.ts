import { isFlowgraftError, systemClock, type NewRun, type Store } from '@flowgraft/core';
import { Redis, type RedisOptions } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redis } from './redis-backend.js';
import {
  changeOf,
  completed,
  failureOf,
  host,
  newPrefix,
  newRun,
  recordOf,
} from './redis.fixture.js';
import { hasServer, startServer, type OwnServer } from './redis-server.fixture.js';

const clock = systemClock();
const lease = { worker: 'w1', leaseMs: 60_000 };
const clients: Redis[] = [];
const stores: Store[] = [];
let server: OwnServer;
let admin: Redis;

function connect(
  options: Pick<RedisOptions, 'maxRetriesPerRequest' | 'username' | 'password'> = {},
): Redis {
  const client = new Redis({ port: server.port, retryStrategy: () => 20, ...options });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function open(client = connect(), prefix = newPrefix()): Promise<Store> {
  const store = await redis({ client, prefix }).open(host);
  stores.push(store);
  return store;
}

describe.runIf(hasServer)('a server', () => {
  beforeAll(async () => {
    server = await startServer();
    admin = new Redis(server.port, { retryStrategy: () => 20 });
    admin.on('error', () => undefined);
  }, 30_000);

  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const client of clients.splice(0)) client.disconnect();
  });

  afterAll(async () => {
    admin.disconnect();
    await server.dispose();
  });

  describe('that cuts a connection in the middle of a call', () => {
    /** Has the server take commands, and do none that writes, until told to go on. */
    async function cut(client: Redis, act: () => void): Promise<void> {
      const id = await client.client('ID');
      await admin.client('PAUSE', 60_000, 'WRITE');
      act();
      while (!String(await admin.client('LIST', 'ID', id)).includes('cmd=evalsha')) await turn();
      await admin.client('KILL', 'ID', id);
      await admin.client('UNPAUSE');
    }

    it('fails the call with its name, and serves the next one', async () => {
      const client = connect({ maxRetriesPerRequest: 0 });
      const store = await open(client);
      let failure: Promise<Error | undefined> = Promise.resolve(undefined);
      await cut(client, () => {
        failure = failureOf(() => store.create([newRun('a')]));
      });
      const error = await failure;
      expect(isFlowgraftError(error, 'STORE_FAILED') && error.details).toEqual({
        operation: 'create runs',
        store: 'redis',
      });
      expect(error?.cause).toBeInstanceOf(Error);
      expect(await store.create([newRun('a')])).toMatchObject([{ created: true }]);
    });

    it('does the call once when the client sends it again', async () => {
      const client = connect();
      const store = await open(client);
      let created: Promise<unknown> = Promise.resolve();
      await cut(client, () => {
        created = Promise.resolve(store.create([newRun('a')], { claim: lease }));
      });
      expect(await created).toMatchObject([{ created: true, record: { worker: 'w1', epoch: 1 } }]);
    });

    it('is listened to again', async () => {
      const [store, other] = [await open(connect(), 'cut'), await open(connect(), 'cut')];
      const heard: string[] = [];
      store.subscribe(({ runId }) => heard.push(runId));
      await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      for (let index = 0; heard.length === 0; index += 1) {
        await other.create([newRun(`r${index}`)]);
        await turn();
      }
      expect(heard[0]).toMatch(/^r\d+$/);
    });
  });

  it('that is killed and comes back has all that was acknowledged', async () => {
    const client = connect({ maxRetriesPerRequest: null });
    const prefix = newPrefix();
    const store = await open(client, prefix);
    expect(store.capabilities.durability).toBe('powerLoss');
    const acknowledged = new Map<string, number>();
    const writing = Array.from({ length: 8 }, async (_, writer) => {
      for (let count = 0; count < 40; count += 1) {
        const runId = `${writer}-${count}`;
        const run = recordOf((await store.create([newRun(runId)], { claim: lease }))[0]);
        acknowledged.set(runId, 0);
        for (let seq = 0; seq < 4; seq += 1) {
          const children = [newRun(`${runId}-child-${seq}`)];
          const [outcome] = await store.commit([changeOf(run, { seq, children })]);
          // A call that the crash cut in two is sent again, and was done once or not at all.
          expect(outcome?.ok).toBe(true);
          acknowledged.set(runId, seq + 1);
        }
      }
    });
    for (let crash = 1; crash <= 3; crash += 1) {
      while (acknowledged.size < crash * 60) await turn();
      await server.kill();
      await server.start();
    }
    await Promise.all(writing);
    expect(acknowledged.size).toBe(320);
    for (const [runId, seq] of acknowledged) {
      expect((await store.getRun('acme', runId))?.seq).toBe(seq);
      const journal = await store.readJournal('acme', runId);
      expect(journal.map(({ at }) => at)).toEqual([0, 1, 2, 3]);
      expect(await store.getRun('acme', `${runId}-child-3`)).not.toBeNull();
    }
    await checkCounts(prefix, 320, 1280);
  }, 60_000);

  it('that is out of memory refuses whole calls, and goes on when it has some', async () => {
    const store = await open();
    const used = /used_memory:(\d+)/.exec(await admin.info('memory'))?.[1] ?? '0';
    await admin.config('SET', 'maxmemory', Number(used) + 3_000_000);
    const kept: string[] = [];
    let failure: Error | undefined;
    try {
      for (let index = 0; failure === undefined; index += 1) {
        const runId = `r${index}`;
        const input = 'x'.repeat(10_000);
        const runs = [newRun(runId, { input, tags: ['t'] }), newRun(`${runId}-b`, { input })];
        failure = await failureOf(() => store.create(runs, { claim: lease }));
        if (failure === undefined) kept.push(runId, `${runId}-b`);
      }
      expect(isFlowgraftError(failure, 'STORE_FAILED') && failure.details.operation).toBe(
        'create runs',
      );
      expect(String(failure)).toContain('OOM');
    } finally {
      await admin.config('SET', 'maxmemory', 0);
    }
    expect(kept.length).toBeGreaterThan(20);
    await store.release('w1');
    const { runs } = await store.claim({ ...lease, limit: 100_000 });
    expect(runs.map(({ record }) => record.runId).toSorted()).toEqual(kept.toSorted());
    const outcomes = await store.commit(
      runs.map(({ record }) => changeOf(record, { next: completed })),
    );
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
  }, 30_000);

  it('that gives an account the rights that the guide names serves a store', async () => {
    const rights = [
      '~{limited}:*',
      '&{limited}:hints',
      ...['evalsha', 'eval', 'time', 'publish', 'subscribe', 'info', 'config|get'].map(
        (one) => `+${one}`,
      ),
      ...['hash', 'sortedset', 'set', 'list', 'string'].map((kind) => `+@${kind}`),
      ...['exists', 'del', 'unlink', 'pexpire', 'pexpireat', 'persist'].map((one) => `+${one}`),
    ];
    await admin.call('ACL', 'SETUSER', 'limited', 'reset', 'on', '>secret', ...rights);
    const store = await open(connect({ username: 'limited', password: 'secret' }), 'limited');
    expect(store.capabilities).toMatchObject({ durability: 'powerLoss', remoteHints: true });
    await store.setLimits([{ key: 'k', maxHeld: 2, maxQueued: 9 }]);
    await store.create([newRun('a', { limitKeys: ['k'] }), newRun('b', { limitKeys: ['k'] })]);
    const { runs } = await store.claim({ ...lease, limit: 5 });
    const next = { kind: 'park', status: 'waiting', wakeAt: null, waits: [{ step: 's' }] } as const;
    await store.commit(runs.map(({ record }) => changeOf(record, { next })));
    await store.deliver([{ id: 'm', tenant: 'acme', runId: 'a', body: { kind: 'cancel' } }]);
    const again = await store.claim({ ...lease, limit: 5 });
    await store.heartbeat({ ...lease, holding: again.runs.map(({ record }) => record) });
    await store.commit(again.runs.map(({ record }) => changeOf(record, { next: completed })));
    expect((await store.listWaits({})).waits.map(({ runId }) => runId)).toEqual(['b']);
    await store.keyValue.set('acme', 'key', 1, { ttlMs: 60_000 });
    expect((await store.keyValue.list('acme', { prefix: '' })).entries).toHaveLength(1);
    const { hash } = await store.blobs.put('acme', Uint8Array.of(1));
    expect(await store.blobs.delete('acme', hash)).toBe(true);
    await store.saveWorkflow('acme', 'h', { schema: 1, id: 'w', nodes: [], edges: [] });
    const status = ['completed'] as const;
    const finishedBefore = clock.now() + 60_000;
    expect(await store.purge({ status, finishedBefore, limit: 10 })).toBe(again.runs.length);
    await store.release('w1');
    expect(await store.listWorkers()).toEqual([]);
  });

  describe('with a backlog', () => {
    /** Commands that the server runs, on its own account too, while `act` runs. */
    async function commandsOf(act: () => Promise<unknown>): Promise<number> {
      const count = async (): Promise<number> => {
        const lines = (await admin.info('commandstats')).matchAll(/calls=(\d+)/g);
        return [...lines].reduce((sum, [, calls]) => sum + Number(calls), 0);
      };
      const before = await count();
      await act();
      return (await count()) - before;
    }

    const size = 10_000;
    const startAt = clock.now() - 1000;
    const kinds: readonly (readonly [string, Partial<NewRun>, { readonly isSetAside?: true }])[] = [
      ['is due', {}, {}],
      ['is due since a time', { startAt }, {}],
      ['a limit holds back', { limitKeys: ['full'] }, {}],
      ['a limit that was set later holds back', { limitKeys: ['late'] }, { isSetAside: true }],
      ['has another queue', { queue: 'slow' }, {}],
      ['has another region', { region: 'mars' }, {}],
      ['has a workflow that is not served', { workflowHash: 'unknown' }, { isSetAside: true }],
    ];

    it.each(kinds)(
      'that %s, claims cost what they cost without',
      async (_, more, { isSetAside }) => {
        const scope = { queues: ['default'], without: ['unknown'] };
        const cost = async (backlog: number): Promise<number> => {
          const store = await open();
          await store.setLimits([{ key: 'full', maxHeld: 0, maxQueued: null }]);
          const runs = Array.from({ length: backlog }, (__, index) =>
            newRun(`big-${index}`, { tenant: 'big', ...more }),
          );
          for (let at = 0; at < backlog; at += 1000) await store.create(runs.slice(at, at + 1000));
          await store.setLimits([{ key: 'late', maxHeld: 0, maxQueued: null }]);
          // What stands in line already, and is found to be in the way, is set aside once.
          if (isSetAside === true) await store.claim({ ...lease, ...scope, limit: 1 });
          await store.create(['1', '2', '3'].map((id) => newRun(`small-${id}`)));
          const served: string[] = [];
          const spent = await commandsOf(async () => {
            for (let turns = 0; turns < 4; turns += 1) {
              const { runs: claimed } = await store.claim({ ...lease, ...scope, limit: 1 });
              served.push(...claimed.map(({ record }) => record.tenant));
            }
          });
          expect(served.filter((tenant) => tenant === 'acme').length).toBeGreaterThanOrEqual(2);
          return spent;
        };
        const few = await cost(10);
        const many = await cost(size);
        expect(many).toBeLessThan(few * 1.3 + 20);
      },
      60_000,
    );

    it('of parked runs whose time comes at once, each tenant is served in turn', async () => {
      const store = await open();
      const due = clock.now() + 3000;
      const runs = Array.from({ length: 5000 }, (_, index) =>
        newRun(`run-${index}`, { tenant: `big-${index % 20}`, startAt: due }),
      );
      for (let at = 0; at < 5000; at += 1000) await store.create(runs.slice(at, at + 1000));
      await store.create([newRun('small', { startAt: due + 1 })]);
      await until(due + 2);
      const served: string[] = [];
      while (served.length < 42) {
        const spent = await commandsOf(async () => {
          const { runs: claimed } = await store.claim({ ...lease, limit: 1 });
          served.push(...claimed.map(({ record }) => record.tenant));
        });
        expect(spent).toBeLessThan(2000);
      }
      expect(new Set(served).size).toBe(21);
      expect((await store.claim({ ...lease, limit: 5001 })).runs).toHaveLength(5001 - 42);
    }, 60_000);
  });

  async function checkCounts(prefix: string, held: number, queued: number): Promise<void> {
    const keys = (name: string): Promise<number> => admin.zcard(`{${prefix}}:st:${name}`);
    expect([await keys('running'), await keys('queued')]).toEqual([held, queued]);
  }
});

function until(time: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(time - clock.now(), resolve));
}

/** Lets everything else have its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
