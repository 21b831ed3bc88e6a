import { isFlowgraftError, memory, type Backend } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';

import { bullmq } from './bullmq-backend.js';
import { queueParts } from './load-bullmq.js';
import type { BullmqOptions } from './options.js';

const backend = memory();
const connection = { host: '127.0.0.1' };

describe('options', () => {
  it.each([
    [{ connection }, 'backend must be a backend, got undefined'],
    [
      { backend, connection: 'redis://x' },
      'connection must be options or a client, got "redis://x"',
    ],
    [{ backend, connection: null }, 'connection must be options or a client, got null'],
    [{ backend, connection, queueName: 'a:b' }, 'queueName must be a text without ":"'],
    [{ backend, connection, queueName: '' }, 'queueName must be a text without ":"'],
    [{ backend, connection, prefix: 7 }, 'prefix must be a text that is not empty, got 7'],
    [
      { backend, connection: { options: { maxRetriesPerRequest: 20 } } },
      'made with maxRetriesPerRequest: null, it has 20',
    ],
    [{ backend }, 'give connection, or createQueue and createWorker; createQueue is undefined'],
    [{ backend, createQueue: () => ({}) }, 'createWorker is undefined'],
  ])('%j are refused', (options, message) => {
    expect(() => bullmq(options as unknown as BullmqOptions)).toThrow(TypeError);
    expect(() => bullmq(options as unknown as BullmqOptions)).toThrow(message);
  });
});

describe('opening', () => {
  it('needs BullMQ, unless the host gives it', async () => {
    const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
    const missing: unknown = await queueParts({ backend, connection }, load).catch(
      (thrown: unknown) => thrown,
    );

    expect(isFlowgraftError(missing, 'DRIVER_MISSING') && missing.details.packages).toEqual([
      'bullmq',
    ]);
    await expect(
      queueParts({ backend, createQueue: () => fail(), createWorker: () => fail() }, load),
    ).resolves.toMatchObject({ queueName: 'flowgraft-hints' });
  });

  it('finds the installed BullMQ', async () => {
    const { createQueue } = await queueParts({ backend, connection });

    const queue = createQueue();
    queue.on('error', () => undefined);
    expect(queue).toHaveProperty('name', 'flowgraft-hints');
    await queue.close();
  });

  it('closes the inner store when the queue cannot be made', async () => {
    const closed: string[] = [];
    const inner: Backend = {
      name: 'inner',
      open: async (host) => {
        const store = await backend.open(host);
        return new Proxy(store, {
          get: (target, name) =>
            name === 'close'
              ? () => void closed.push('yes')
              : (Reflect.get(target, name, target) as unknown),
        });
      },
    };
    const failing = bullmq({ backend: inner, createQueue: fail, createWorker: fail });

    const opening = Promise.resolve(
      failing.open({
        clock: {
          now: () => 0,
          setTimer: () => ({ cancel: () => undefined }),
          defer: () => undefined,
        },
        random: { next: () => 0, bytes: (length) => new Uint8Array(length) },
        logger: { log: () => undefined },
      }),
    );

    await expect(opening).rejects.toThrow('no queue');
    expect(closed).toEqual(['yes']);
    expect(failing.name).toBe('inner+bullmq');
  });
});

function fail(): never {
  throw new Error('no queue');
}
