import { storeContract } from '@flowgraft/core/testing';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redis } from './redis-backend.js';
import { changeOf, completed, host, newPrefix, newRun, recordOf } from './redis.fixture.js';
import { hasServer, startCluster } from './redis-server.fixture.js';

/** Cases wait by the server's clock, and a busy machine may answer later than they allow for. */
const realTime = { timeout: 60_000, retry: 2 };

describe.runIf(hasServer)('a cluster of three nodes', () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let client: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
    client = new Cluster(cluster.ports.map((port) => ({ host: '127.0.0.1', port })));
  }, 60_000);

  afterAll(async () => {
    client.disconnect();
    await cluster.dispose();
  });

  /** Keys on each node. */
  async function sizes(): Promise<number[]> {
    return Promise.all(
      cluster.ports.map(async (port) => {
        const node = new Redis(port);
        const size = await node.dbsize();
        node.disconnect();
        return size;
      }),
    );
  }

  it('has all keys of a backend on one node, and backends on several', async () => {
    const grown = new Set<number>();
    for (let index = 0; index < 20 && grown.size < 2; index += 1) {
      const before = await sizes();
      const store = await redis({ client, prefix: newPrefix() }).open(host);
      expect(store.capabilities).toMatchObject({ durability: 'powerLoss', remoteHints: true });
      const parent = recordOf(
        (
          await store.create([newRun('parent', { tags: ['t'], idempotencyKey: 'k' })], {
            claim: { worker: 'w', leaseMs: 60_000 },
          })
        )[0],
      );
      await store.commit([changeOf(parent, { children: [newRun('child')], next: completed })]);
      await store.keyValue.set('acme', 'key', 1);
      const { hash } = await store.blobs.put('acme', Uint8Array.of(1, 2, 3));
      expect(await store.blobs.get('acme', hash)).toEqual(Uint8Array.of(1, 2, 3));
      await store.close();
      const nodes = (await sizes()).flatMap((size, node) =>
        size > (before[node] ?? 0) ? [node] : [],
      );
      expect(nodes).toHaveLength(1);
      for (const node of nodes) grown.add(node);
    }
    expect(grown.size).toBe(2);
  });

  it('tells of what another process did, whichever nodes they speak to', async () => {
    const other = new Cluster(cluster.ports.map((port) => ({ host: '127.0.0.1', port })));
    const prefix = newPrefix();
    const [store, stranger] = [
      await redis({ client, prefix }).open(host),
      await redis({ client: other, prefix }).open(host),
    ];
    const heard = new Promise<string>((resolve) => {
      store.subscribe(({ runId }) => resolve(runId));
    });
    await stranger.create([newRun('a')]);
    expect(await heard).toBe('a');
    await store.close();
    await stranger.close();
    other.disconnect();
  });

  describe.concurrent('the contract', () => {
    const cases = storeContract(() => ({
      backend: redis({ client, prefix: newPrefix() }),
      clock: host.clock,
      advance: (ms) => new Promise((resolve) => void host.clock.setTimer(ms, resolve)),
      tickMs: 250,
    }));
    for (const { rule, title, run } of cases)
      it(`${rule} ${title}`, realTime, () => expect(run()).resolves.toBeUndefined());
  });
});
