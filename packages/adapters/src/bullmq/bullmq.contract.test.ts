import { memory } from '@flowgraft/core';
import { storeContract } from '@flowgraft/core/testing';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';

import { bullmq } from './bullmq-backend.js';
import { connection } from './test-connection.fixture.js';

const prefix = `flowgraft-contract-${process.pid}`;

afterAll(async () => {
  const redis = new Redis(connection);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

describe('memory behind BullMQ', () => {
  let count = 0;
  const cases = storeContract(() => {
    count += 1;
    const queueName = `case-${count}`;
    return {
      backend: bullmq({
        backend: memory(),
        connection,
        prefix,
        queueName,
        module: { Queue, Worker },
      }),
    };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
});
