import { isFlowgraftError, type BackendHost, type Hint, type Store } from '@flowgraft/core';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RedisClient } from './client.js';
import type { RedisOptions } from './options.js';
import { redis } from './redis-backend.js';
import {
  changeOf,
  completed,
  failureOf,
  host,
  newPrefix,
  newRun,
  recordOf,
  removeKeys,
  url,
} from './redis.fixture.js';

const client = new Redis(url);
let prefix: string;
const stores: Store[] = [];

beforeEach(() => {
  prefix = newPrefix();
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await removeKeys(client, prefix);
});

afterAll(() => client.disconnect());

async function open(
  options: Partial<RedisOptions> = {},
  lent: Partial<BackendHost> = {},
): Promise<Store> {
  const store = await redis({ client, prefix, ...options }).open({ ...host, ...lent });
  stores.push(store);
  return store;
}

const lease = { worker: 'w1', leaseMs: 60_000 };

/** The client, with some calls in its place. */
function changed(calls: Partial<RedisClient>): RedisClient {
  const original: RedisClient = {
    evalsha: (sha1, count, ...args) => client.evalsha(sha1, count, ...args),
    eval: (source, count, ...args) => client.eval(source, count, ...args),
    call: (command, ...args) => client.call(command, ...args),
    callBuffer: (command, ...args) => client.callBuffer(command, ...args),
    set: (key, content) => client.set(key, content),
    del: (key) => client.del(key),
    duplicate: () => client.duplicate(),
  };
  return { ...original, ...calls };
}

/** Settings as `CONFIG GET` tells them, and the answer to `INFO`. */
function serverOf(settings: Readonly<Record<string, string>> | null, info = ''): RedisClient {
  return changed({
    call: (command, ...args) => {
      if (command === 'INFO' && info !== '') return Promise.resolve(info);
      if (settings === null) return Promise.reject(new Error(`NOPERM ${command}`));
      const name = args[1] ?? '';
      return Promise.resolve(name in settings ? [name, settings[name]] : []);
    },
  });
}

function warningsTo(warnings: string[]): Pick<BackendHost, 'logger'> {
  return {
    logger: { log: (level, message) => void (level === 'warn' && warnings.push(message)) },
  };
}

describe('options', () => {
  it.each<readonly [unknown, string]>([
    [{}, 'client must be an ioredis client or one with the same calls, got undefined'],
    [{ client: 7 }, 'client must be an ioredis client or one with the same calls, got number'],
    [{ client, prefix: '' }, 'prefix must be a text without {, } and U+0000, got ""'],
    [{ client, prefix: 'a}b' }, 'prefix must be a text without {, } and U+0000, got "a}b"'],
    [{ client, hints: 'no' }, 'hints must be true or false, got no'],
    [
      { client, durability: 'some' },
      "durability must be 'none', 'processDeath' or 'powerLoss', got some",
    ],
  ])('that are wrong are refused (%#)', (options, message) => {
    expect(() => redis(options as RedisOptions)).toThrow(new TypeError(`redis: ${message}`));
  });
});

describe('what a store declares', () => {
  const aof = { appendonly: 'yes', 'maxmemory-policy': 'noeviction' };
  it.each<readonly [string, RedisClient, RedisOptions['durability'], readonly [string, number]]>([
    ['always', serverOf({ ...aof, appendfsync: 'always' }), undefined, ['powerLoss', 0]],
    ['everysec', serverOf({ ...aof, appendfsync: 'everysec' }), undefined, ['processDeath', 0]],
    ['no fsync', serverOf({ ...aof, appendfsync: 'no' }), undefined, ['processDeath', 0]],
    ['no file', serverOf({ ...aof, appendonly: 'no' }), undefined, ['none', 1]],
    [
      'no file, whatever is declared',
      serverOf({ ...aof, appendonly: 'no' }),
      'powerLoss',
      ['none', 1],
    ],
    ['nothing', serverOf(null), undefined, ['none', 1]],
    ['nothing, but declared', serverOf(null), 'powerLoss', ['powerLoss', 0]],
    ['only INFO', serverOf(null, 'aof_enabled:0\r\n'), 'powerLoss', ['none', 1]],
    ['only INFO, with a file', serverOf(null, 'aof_enabled:1\r\n'), 'powerLoss', ['powerLoss', 0]],
    [
      'that it may evict keys',
      serverOf({ appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'allkeys-lru' }),
      undefined,
      ['powerLoss', 1],
    ],
  ])('of a server that says %s', async (_, server, durability, expected) => {
    const warnings: string[] = [];
    const store = await open({ client: server, durability }, warningsTo(warnings));
    expect([store.capabilities.durability, warnings.length]).toEqual(expected);
  });

  it('says whether other processes are heard', async () => {
    expect((await open()).capabilities.remoteHints).toBe(true);
    expect((await open({ hints: false })).capabilities.remoteHints).toBe(false);
    const warnings: string[] = [];
    let isClosed = false;
    const deaf = changed({
      duplicate: () => ({
        subscribe: () => Promise.reject(new Error('NOPERM')),
        on: () => undefined,
        disconnect: () => void (isClosed = true),
      }),
    });
    const store = await open({ client: deaf, durability: 'none' }, warningsTo(warnings));
    expect([store.capabilities.remoteHints, isClosed]).toEqual([false, true]);
    expect(warnings.filter((warning) => warning.includes('hints'))).toHaveLength(1);
  });
});

describe('opening', () => {
  it('refuses what a newer version has written', async () => {
    await client.hset(`{${prefix}}:about`, 'version', 99);
    const error = await failureOf(() => open());
    expect(isFlowgraftError(error, 'STORE_VERSION') && error.details).toEqual({
      store: 'redis',
      found: 99,
      supported: 1,
    });
  });

  it('waits for a server that is starting, and says what failed otherwise', async () => {
    let refusals = 3;
    const starting = changed({
      evalsha: (sha1, count, ...args) => {
        refusals -= 1;
        if (refusals >= 0) return Promise.reject(new Error('LOADING Redis is loading'));
        return client.evalsha(sha1, count, ...args);
      },
    });
    await open({ client: starting });
    expect(refusals).toBeLessThan(0);
    const broken = changed({ evalsha: () => Promise.reject(new Error('no such host')) });
    const error = await failureOf(() => open({ client: broken }));
    expect(isFlowgraftError(error, 'STORE_FAILED') && error.details.operation).toBe(
      'open the store',
    );
    expect(String(error)).toContain('no such host');
  });

  it('leaves the client of the host open', async () => {
    const store = await open();
    await store.close();
    await store.close();
    const closed = await failureOf(() => store.getRun('acme', 'a'));
    expect(isFlowgraftError(closed, 'STORE_FAILED')).toBe(true);
    expect(await client.ping()).toBe('PONG');
  });

  it('keeps prefixes apart', async () => {
    const store = await open();
    await store.create([newRun('a')]);
    const other = newPrefix();
    const stranger = await open({ prefix: other });
    expect(await stranger.getRun('acme', 'a')).toBeNull();
    expect((await stranger.claim({ ...lease, limit: 5 })).runs).toEqual([]);
    await removeKeys(client, other);
  });
});

describe('scripts', () => {
  it('are sent again when the server has forgotten them', async () => {
    const store = await open();
    const run = recordOf((await store.create([newRun('a')], { claim: lease }))[0]);
    await client.script('FLUSH');
    expect(await store.commit([changeOf(run)])).toEqual([{ ok: true, inbox: [] }]);
    expect(await store.readJournal('acme', 'a')).toHaveLength(1);
  });

  it('keep texts with U+0000 out, and write nothing', async () => {
    const store = await open();
    const wrong: readonly (() => unknown)[] = [
      () => store.create([newRun('good'), newRun('a\0b')]),
      () => store.create([newRun('good'), newRun('b', { tenant: 'a\0' })]),
      () => store.create([newRun('good'), newRun('b', { tags: ['\0'] })]),
      () => store.create([newRun('good'), newRun('b', { labels: ['\0'] })]),
      () => store.create([newRun('good'), newRun('b', { priority: NaN })]),
      () => store.create([newRun('good'), newRun('b', { startAt: NaN })]),
      () => store.create([newRun('good')], { claim: { worker: '', leaseMs: 1 } }),
      () => store.create([newRun('good')], { claim: { worker: 'w', leaseMs: NaN } }),
      () => store.create([newRun('good')], { tx: {} }),
      () => store.setLimits([{ key: 'k', maxHeld: -1, maxQueued: null }]),
      () => store.drop([], NaN),
    ];
    for (const act of wrong) expect(await failureOf(act)).toBeInstanceOf(TypeError);
    expect((await store.listRuns({})).runs).toEqual([]);
    expect(await store.listLimits()).toEqual([]);
  });

  it('write nothing of a call when one of its values cannot be kept', async () => {
    const store = await open();
    const run = recordOf((await store.create([newRun('a')], { claim: lease }))[0]);
    const bad = newRun('b', { input: { callback: () => 1 } });
    const error = await failureOf(() => store.create([newRun('good'), bad]));
    expect(isFlowgraftError(error, 'VALUE_UNSUPPORTED')).toBe(true);
    const output = Symbol('none');
    const next = { ...completed, output };
    const both = [changeOf(run), changeOf(run, { seq: 1, next })];
    const refused = await failureOf(() => store.commit(both));
    expect(isFlowgraftError(refused, 'VALUE_UNSUPPORTED')).toBe(true);
    expect((await store.getRun('acme', 'a'))?.seq).toBe(0);
    expect(await store.getRun('acme', 'good')).toBeNull();
  });

  it('keep large values and long journals', async () => {
    const store = await open();
    const input = 'x€'.repeat(4_000_000);
    const run = recordOf((await store.create([newRun('a', { input })], { claim: lease }))[0]);
    const events = (seq: number) => [{ type: 'timer.fired', at: seq, step: 's' } as const];
    for (let seq = 0; seq < 10_000; seq += 500) {
      const changes = Array.from({ length: 500 }, (_, index) =>
        changeOf(run, { seq: seq + index, events: events(seq + index) }),
      );
      expect((await store.commit(changes)).every(({ ok }) => ok)).toBe(true);
    }
    await store.release('w1');
    const { runs } = await store.claim({ ...lease, limit: 1 });
    expect(runs[0]?.record.input).toBe(input);
    expect(runs[0]?.journal.map(({ at }) => at)).toEqual([...Array(10_000).keys()]);
    const tail = await store.readJournal('acme', 'a', 9_990);
    expect(tail.map(({ at }) => at)).toEqual([...Array(10).keys()].map((at) => 9_990 + at));
  });
});

describe('reading runs', () => {
  it('takes few calls for many at once, and one that is damaged fails no other', async () => {
    let calls = 0;
    const counting = changed({
      evalsha: (sha1, count, ...args) => {
        calls += 1;
        return client.evalsha(sha1, count, ...args);
      },
    });
    const store = await open({ client: counting });
    const ids = Array.from({ length: 250 }, (_, index) => `run-${index}`);
    await store.create(ids.map((runId) => newRun(runId, { input: { runId } })));
    await client.hset(`{${prefix}}:v:acme\0run-7`, 'in', '{');
    calls = 0;
    const read = async (runId: string): Promise<unknown> => {
      try {
        return (await store.getRun('acme', runId))?.input ?? 'none';
      } catch (error) {
        return isFlowgraftError(error) ? error.code : error;
      }
    };
    const found = await Promise.all([...ids, 'nobody'].map(read));
    const inputs: unknown[] = ids.map((runId) => ({ runId }));
    expect(found).toEqual([...inputs.with(7, 'VALUE_CORRUPT'), 'none']);
    expect(calls).toBeLessThan(6);
  });
});

describe('answers that are lost', () => {
  /** A client whose next calls are done, but not answered. */
  function losing(): { readonly client: RedisClient; lose: number } {
    const losses = {
      lose: 0,
      client: changed({
        evalsha: async (sha1, count, ...args) => {
          // By its source: a server that does not know the script would not do it.
          const answer = await client.evalsha(sha1, count, ...args);
          losses.lose -= 1;
          if (losses.lose >= 0) throw new Error('Connection is closed.');
          return answer;
        },
      }),
    };
    return losses;
  }

  it('leave no run behind that the worker is not told of', async () => {
    const wire = losing();
    const store = await open({ client: wire.client });
    const kept = recordOf((await store.create([newRun('kept')], { claim: lease }))[0]);
    await store.create([newRun('a'), newRun('b')]);
    await store.claim({ worker: 'other', leaseMs: 60_000, limit: 1 });
    wire.lose = 2;
    const claimed = await failureOf(() => store.claim({ ...lease, limit: 5 }));
    const created = await failureOf(() => store.create([newRun('c')], { claim: lease }));
    for (const [error, operation] of [
      [claimed, 'claim runs'],
      [created, 'create runs'],
    ] as const) {
      expect(isFlowgraftError(error, 'STORE_FAILED') && error.details.operation).toBe(operation);
    }
    const { strays, lost } = await store.heartbeat({ ...lease, holding: [kept] });
    expect(lost).toEqual([]);
    expect(strays.toSorted((one, two) => (one.runId < two.runId ? -1 : 1))).toEqual([
      { tenant: 'acme', runId: 'b', epoch: 1 },
      { tenant: 'acme', runId: 'c', epoch: 1 },
    ]);
    await store.drop(strays, 0);
    expect((await store.heartbeat({ ...lease, holding: [kept] })).strays).toEqual([]);
    const { runs } = await store.claim({ ...lease, limit: 5 });
    expect(runs.map(({ record }) => [record.runId, record.crashes])).toEqual([
      ['b', 0],
      ['c', 0],
    ]);
  });

  it('of a call that the client sends again: it is done once, and answered as the first time', async () => {
    let sent = 0;
    const twice = changed({
      evalsha: async (sha1, count, ...args) => {
        sent += 1;
        await client.evalsha(sha1, count, ...args);
        return client.evalsha(sha1, count, ...args);
      },
    });
    const store = await open({ client: twice });
    const [held, free] = await store.create([newRun('a')], { claim: lease });
    expect(free).toBeUndefined();
    expect(held).toMatchObject({ created: true, record: { worker: 'w1', epoch: 1 } });
    const outcomes = await store.create([
      newRun('b', { idempotencyKey: 'k' }),
      newRun('c', { idempotencyKey: 'k' }),
    ]);
    expect(outcomes.map((outcome) => 'created' in outcome && outcome.created)).toEqual([
      true,
      false,
    ]);
    const run = recordOf(held);
    const message = { id: 'm', tenant: 'acme', runId: 'a', body: { kind: 'cancel' } } as const;
    await store.deliver([message]);
    const written = await store.commit([
      changeOf(run, { children: [newRun('child')] }),
      changeOf(run, { seq: 1 }),
    ]);
    expect(written).toMatchObject([
      { ok: true, inbox: [{ id: 'm' }] },
      { ok: true, inbox: [{ id: 'm' }] },
    ]);
    expect(await store.readJournal('acme', 'a')).toHaveLength(2);
    const last = changeOf(run, { seq: 2, next: completed });
    expect(await store.commit([last])).toEqual([{ ok: true, inbox: [] }]);
    expect(await store.commit([last])).toEqual([{ ok: false, reason: 'stale' }]);
    expect((await store.listRuns({})).runs).toHaveLength(3);
    expect(sent).toBeGreaterThan(5);
  });
});

describe('hints', () => {
  function heard(store: Store): {
    readonly hints: string[];
    readonly next: (count: number) => Promise<void>;
  } {
    const hints: string[] = [];
    let wanted = 0;
    let done = (): void => undefined;
    store.subscribe(({ runId, hasEnded }: Hint) => {
      hints.push(hasEnded ? `${runId} has ended` : runId);
      if (hints.length >= wanted) done();
    });
    return {
      hints,
      next: (count) => {
        wanted = count;
        return new Promise((resolve) => {
          done = resolve;
          if (hints.length >= wanted) resolve();
        });
      },
    };
  }

  it('are told of what other stores did, and once of what the store did itself', async () => {
    const [one, two] = [await open(), await open()];
    const [ofOne, ofTwo] = [heard(one), heard(two)];
    const run = recordOf((await one.create([newRun('a')], { claim: lease }))[0]);
    await one.commit([changeOf(run, { next: completed, children: [newRun('child')] })]);
    await two.create([newRun('b')]);
    const all = ['child', 'a has ended', 'b'];
    await Promise.all([ofOne.next(3), ofTwo.next(3)]);
    expect(ofTwo.hints.toSorted()).toEqual(all.toSorted());
    expect(ofOne.hints.toSorted()).toEqual(all.toSorted());
  });

  it('do not come from other stores when they are not wanted', async () => {
    const [deaf, other] = [await open({ hints: false }), await open()];
    const [ofDeaf, ofOther] = [heard(deaf), heard(other)];
    await other.create([newRun('a')]);
    await deaf.create([newRun('b')]);
    await ofOther.next(2);
    expect([ofDeaf.hints, ofOther.hints]).toEqual([['b'], ['a', 'b']]);
  });

  it('that a listener fails on do not fail the write, nor other listeners', async () => {
    const errors: string[] = [];
    const logger = { log: (_: string, message: string) => void errors.push(message) };
    const store = await open({ durability: 'none' }, { logger });
    errors.length = 0;
    store.subscribe(() => {
      throw new Error('no');
    });
    const { hints } = heard(store);
    await store.create([newRun('a')]);
    expect(hints).toEqual(['a']);
    expect(errors).toEqual(['redis: a listener of hints failed']);
  });
});
