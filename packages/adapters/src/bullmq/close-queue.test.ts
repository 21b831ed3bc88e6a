import { virtualClock } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import type { BullmqQueue, BullmqWorker } from './client.js';
import { closeQueue } from './close-queue.js';
import { HintSender } from './hint-sender.js';
import { QueueTrouble } from './queue-trouble.js';

const never = new Promise<never>(() => undefined);

/** What is closed, and what became of it, in order; parts named in `stuck` never answer. */
function scene(stuck: readonly string[] = []) {
  const clock = virtualClock();
  const calls: string[] = [];
  const lines: string[] = [];
  const call = async (name: string): Promise<void> => {
    calls.push(name);
    if (stuck.includes(name)) await never;
  };
  const queue: BullmqQueue = {
    on: () => undefined,
    addBulk: (jobs) => call(`add ${jobs.length}`),
    close: () => call('queue.close'),
    disconnect: () => call('queue.disconnect'),
  };
  const worker: BullmqWorker = {
    on: () => undefined,
    run: () => never,
    pause: () => call('worker.pause'),
    resume: () => undefined,
    close: (isForced) => call(`worker.close ${isForced}`),
  };
  const trouble = new QueueTrouble({ log: (_level, text) => void lines.push(text) }, 'hints');
  const sender = new HintSender({ queue, clock, trouble });
  const close = async (): Promise<number> => {
    const startedAt = clock.now();
    let isClosed = false;
    const closing = closeQueue({ queue, worker, sender, trouble, clock }).then(() => {
      isClosed = true;
    });
    await clock.settle();
    while (!isClosed) await clock.advance(500);
    await closing;
    return clock.now() - startedAt;
  };
  return { calls, lines, trouble, sender, close };
}

describe('closing a queue', () => {
  it('sees jobs through and sends what there is to send', async () => {
    const { calls, sender, close } = scene();
    sender.send({ tenant: 'acme', runId: 'a', wakeAt: null });

    expect(await close()).toBe(0);

    const end = ['worker.close true', 'queue.close'];
    expect(calls.filter((each) => each !== 'add 1')).toEqual(['worker.pause', ...end]);
    expect(calls.indexOf('add 1')).toBeLessThan(calls.indexOf('queue.close'));
  });

  it('waits for what is being sent', async () => {
    const { calls, sender, close } = scene(['add 1']);
    sender.send({ tenant: 'acme', runId: 'a', wakeAt: null });

    expect(await close()).toBe(2_000);
    expect(calls.at(-1)).toBe('queue.close');
  });

  it('waits for nothing when the queue is known to fail, and says nothing more', async () => {
    const { calls, lines, trouble, close } = scene(['worker.pause', 'add 1']);
    trouble.failed(new Error('no connection'), 'to take hints');

    expect(await close()).toBe(0);

    trouble.worked();
    trouble.failed(new Error('Connection is closed'), 'to take hints');
    expect(calls).toEqual(['worker.close true', 'queue.close']);
    expect(lines).toHaveLength(1);
  });

  it('takes its time, and no longer, when nothing answers', async () => {
    const all = ['worker.pause', 'worker.close true', 'queue.close', 'queue.disconnect'];
    const { calls, close } = scene(all);

    expect(await close()).toBe(8_000);
    expect(calls).toEqual(all);
  });
});
