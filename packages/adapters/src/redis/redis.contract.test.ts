import { storeContract } from '@flowgraft/core/testing';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { host, newPrefix, removeKeys, url } from './redis.fixture.js';
import { redis } from './redis-backend.js';

/** Cases wait by the server's clock, and a busy machine may answer later than they allow for. */
const realTime = { timeout: 60_000, retry: 2 };

const client = new Redis(url);

afterAll(() => client.disconnect());

/** The server's clock cannot be set: cases wait in real time, most of them beside each other. */
function cases(options: { readonly hints: boolean }): ReturnType<typeof storeContract> {
  return storeContract(() => {
    const prefix = newPrefix();
    return {
      backend: redis({ client, prefix, durability: 'processDeath', ...options }),
      clock: host.clock,
      advance: (ms) => new Promise((resolve) => void host.clock.setTimer(ms, resolve)),
      tickMs: 250,
      dispose: () => removeKeys(client, prefix),
    };
  });
}

for (const hints of [true, false]) {
  describe.concurrent(`redis, hints: ${hints}`, () => {
    for (const { rule, title, run } of cases({ hints }))
      it(`${rule} ${title}`, realTime, () => expect(run()).resolves.toBeUndefined());
  });
}
