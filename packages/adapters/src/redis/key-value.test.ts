import { isFlowgraftError } from '@flowgraft/core';
import { Cluster, Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

import { RedisBlobs } from './blob-store.js';
import { type KeyValueClient, RedisKeyValue } from './key-value.js';
import { hasServer, startCluster } from './redis-server.fixture.js';

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const client = new Redis(url);
const root = `{kv-odd-${process.pid}}:`;

afterEach(async () => {
  const keys = await client.keys(`*${root}*`);
  if (keys.length > 0) await client.del(...keys);
});
afterAll(() => {
  client.disconnect();
});

/** Sends every script twice, as a client does whose connection broke before the first answer came. */
const sendingTwice: KeyValueClient = {
  async evalsha(sha1, numberOfKeys, ...args) {
    await client.evalsha(sha1, numberOfKeys, ...args);
    return client.evalsha(sha1, numberOfKeys, ...args);
  },
  async eval(script, numberOfKeys, ...args) {
    await client.eval(script, numberOfKeys, ...args);
    return client.eval(script, numberOfKeys, ...args);
  },
};

describe('key values in Redis', { timeout: 30_000 }, () => {
  it('does once what the client sends twice', async () => {
    const keyValue = new RedisKeyValue(sendingTwice, root);

    const first = await keyValue.compareAndSet('acme', 'a', { expected: null, value: 1 });
    const second = await keyValue.compareAndSet('acme', 'a', { expected: first, value: 2 });
    const counted = await keyValue.increment('acme', 'a', { by: 5 });
    const third = (await keyValue.get('acme', 'a'))?.version;
    const isDeleted = await keyValue.delete('acme', 'a', third);
    const last = await keyValue.set('acme', 'a', 1);

    expect([first, second, third, last]).toEqual([1, 2, 3, 4]);
    expect(counted).toEqual({ applied: true, value: 7 });
    expect(isDeleted).toBe(true);
  });

  it('keeps no more of calls than that one was not known to be answered', async () => {
    const keyValue = new RedisKeyValue(client, root);
    for (let calls = 0; calls < 50; calls += 1) await keyValue.increment('acme', 'a', { by: 1 });
    const [calls = ''] = await client.keys(`${root}kvcalls:*`);

    expect(await client.hlen(calls)).toBe(1);
    expect(await client.pttl(calls)).toBeGreaterThan(0);
  });

  it('goes on when the server has forgotten the scripts', async () => {
    const keyValue = new RedisKeyValue(client, root);
    await keyValue.set('acme', 'a', 1);
    await client.script('FLUSH');

    expect(await keyValue.increment('acme', 'a', { by: 1 })).toEqual({ applied: true, value: 2 });
  });

  it('forgets with each write some keys whose values ended', async () => {
    const keyValue = new RedisKeyValue(client, root);
    for (let index = 0; index < 20; index += 1) {
      await keyValue.set('acme', `k${index}`, index, { ttlMs: 60_000 });
    }
    for (let index = 0; index < 20; index += 1) {
      await client.del(`${root}kv:4:acme:k${index}`);
      await client.zadd(`${root}kvends:acme`, 1, `k${index}`);
    }
    const sizes: number[] = [];

    for (let writes = 0; writes < 5; writes += 1) {
      await keyValue.set('acme', 'stays', writes);
      sizes.push(await client.zcard(`${root}kvkeys:acme`));
    }

    expect(sizes).toEqual([17, 13, 9, 5, 1]);
    expect(await client.zrange(`${root}kvkeys:acme`, '0', '-1')).toEqual(['stays']);
    expect(await client.zcard(`${root}kvends:acme`)).toBe(0);
  });

  it('finds what is there behind thousands of keys whose values ended, page by page', async () => {
    const keyValue = new RedisKeyValue(client, root);
    const ended = Array.from({ length: 3000 }, (_, index) => `k${10_000 + index}`);
    await client.call('ZADD', `${root}kvkeys:acme`, ...ended.flatMap((key) => ['0', key]));
    await keyValue.set('acme', 'k9', 'there');
    const found: string[] = [];
    let pages = 0;

    for (let cursor: string | undefined; ; pages += 1) {
      const page = await keyValue.list('acme', { prefix: 'k', limit: 1, cursor });
      found.push(...page.entries.map(({ key }) => key));
      if (page.cursor === null) break;
      cursor = page.cursor;
    }

    expect(found).toEqual(['k9']);
    expect(pages).toBe(2);
    expect(await client.zcard(`${root}kvkeys:acme`)).toBe(1);
  });

  it('works through a client that puts a prefix before every key', async () => {
    const other = new Redis(url, { keyPrefix: 'host:' });
    const keyValue = new RedisKeyValue(other, root);
    const blobs = new RedisBlobs(other, root);

    await keyValue.set('acme', 'a', 1, { ttlMs: 60_000 });
    const { entries } = await keyValue.list('acme', { prefix: '' });
    const { hash } = await blobs.put('acme', Uint8Array.of(255));
    const content = await blobs.get('acme', hash);
    const all = await client.keys(`*${root}*`);
    other.disconnect();

    expect([entries[0]?.value, content]).toEqual([1, Uint8Array.of(255)]);
    expect(all.filter((key) => !key.startsWith('host:'))).toEqual([]);
  });

  it.runIf(hasServer)('works on a cluster', async () => {
    const servers = await startCluster();
    const cluster = new Cluster(servers.ports.map((port) => ({ host: '127.0.0.1', port })));
    try {
      const keyValue = new RedisKeyValue(cluster, root);
      const blobs = new RedisBlobs(cluster, root);

      const version = await keyValue.set('acme', 'a{b}', 1, { ttlMs: 60_000 });
      await keyValue.compareAndSet('acme', 'a{b}', { expected: version, value: 2 });
      const counted = await keyValue.increment('{other}', 'a', { by: 1 });
      const { entries } = await keyValue.list('acme', { prefix: 'a{' });
      const isDeleted = await keyValue.delete('acme', 'a{b}');
      const { hash } = await blobs.put('{other}', Uint8Array.of(1));

      expect([entries[0]?.value, counted.value, isDeleted]).toEqual([2, 1, true]);
      expect(await blobs.get('{other}', hash)).toEqual(Uint8Array.of(1));
    } finally {
      cluster.disconnect();
      await servers.dispose();
    }
  });

  it('says what could not be done when the server does not answer', async () => {
    const closed = new Redis(url, { lazyConnect: true, enableOfflineQueue: false });
    const keyValue = new RedisKeyValue(closed, root);
    const blobs = new RedisBlobs(closed, root);
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
      expect(isFlowgraftError(error, 'STORE_FAILED') && error.details.store).toBe('redis');
    }
    closed.disconnect();
  });
});
