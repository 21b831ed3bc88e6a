import { systemClock } from '@flowgraft/core';
import { blobStoreContract, keyValueContract } from '@flowgraft/core/testing';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';

import { RedisBlobs } from './blob-store.js';
import { RedisKeyValue } from './key-value.js';

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const clients = [new Redis(url), new Redis(url)] as const;
const clock = systemClock();
let roots = 0;

afterAll(() => {
  for (const client of clients) client.disconnect();
});

/** What the keys of a store begin with that nothing else uses. */
function newRoot(): { readonly root: string; readonly dispose: () => Promise<void> } {
  roots += 1;
  const root = `{kv-${process.pid}-${roots}}:`;
  const dispose = async (): Promise<void> => {
    const keys = await clients[0].keys(`${root}*`);
    if (keys.length > 0) await clients[0].del(...keys);
  };
  return { root, dispose };
}

describe.concurrent('key values in Redis', () => {
  const cases = keyValueContract(() => {
    const { root, dispose } = newRoot();
    return {
      keyValue: new RedisKeyValue(clients[0], root),
      other: new RedisKeyValue(clients[1], root),
      clock,
      advance: (ms) => new Promise((resolve) => void clock.setTimer(ms, resolve)),
      tickMs: 400,
      dispose,
    };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, { timeout: 30_000, retry: 2 }, () =>
      expect(run()).resolves.toBeUndefined(),
    );
});

describe('blobs in Redis', () => {
  const cases = blobStoreContract(() => {
    const { root, dispose } = newRoot();
    return { blobs: new RedisBlobs(clients[0], root), dispose };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, { timeout: 30_000, retry: 2 }, () =>
      expect(run()).resolves.toBeUndefined(),
    );
});
