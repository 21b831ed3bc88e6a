import type { LogLevel } from '@flowgraft/core';
import { virtualClock } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import type { BullmqJob, BullmqQueue } from './client.js';
import { hintOf, type Wake } from './hint-job.js';
import { HintSender } from './hint-sender.js';
import { QueueTrouble } from './queue-trouble.js';

const day = 86_400_000;

function scene(addBulk?: (jobs: BullmqJob[]) => Promise<unknown>) {
  const clock = virtualClock();
  const batches: BullmqJob[][] = [];
  const lines: [LogLevel, string][] = [];
  const queue: BullmqQueue = {
    on: () => undefined,
    addBulk: async (jobs) => {
      batches.push(jobs);
      await addBulk?.(jobs);
    },
    close: async () => undefined,
    disconnect: async () => undefined,
  };
  const logger = { log: (level: LogLevel, text: string) => void lines.push([level, text]) };
  const trouble = new QueueTrouble(logger, 'hints');
  const sender = new HintSender({ queue, clock, trouble });
  const told = async (...wakes: Wake[]): Promise<BullmqJob[][]> => {
    for (const wake of wakes) sender.send(wake);
    await clock.advance(0);
    await sender.idle();
    return batches.splice(0);
  };
  return { clock, sender, lines, told };
}

const wake = (runId: string, wakeAt: number | null = null, tenant = 'acme'): Wake => ({
  tenant,
  runId,
  wakeAt,
});

describe('wakes become jobs', () => {
  it('of one turn together, each run once', async () => {
    const { told } = scene();

    const [batch, ...others] = await told(wake('a'), wake('b'), wake('a'));

    expect(others).toEqual([]);
    expect(batch?.map(({ data }) => data)).toEqual([
      { tenant: 'acme', runId: 'a', hasEnded: false },
      { tenant: 'acme', runId: 'b', hasEnded: false },
    ]);
    expect(batch?.[0]?.opts).toMatchObject({
      removeOnComplete: true,
      removeOnFail: true,
      deduplication: { replace: false, keepLastIfActive: true },
    });
    expect(batch?.[0]?.opts).not.toHaveProperty('delay');
  });

  it('with an id of their own for each tenant and run, whatever text these are', async () => {
    const { told } = scene();
    const wakes = [
      wake('a'),
      wake('a', null, 'b'),
      wake('b', null, 'a'),
      wake('a:b', null, ''),
      wake('', null, 'a:b'),
      wake('x'.repeat(100_000)),
      wake('\uD800'),
    ];

    const again = scene();
    const [batch = []] = await told(...wakes);
    const [same = []] = await again.told(...wakes);

    const ids = batch.map(({ opts }) => opts.deduplication.id);
    expect(new Set(ids).size).toBe(wakes.length);
    expect(ids.every((id) => /^[\w-]{43}$/.test(id))).toBe(true);
    expect(same.map(({ opts }) => opts.deduplication.id)).toEqual(ids);
  });

  it('delayed until they are due; one that is due, or was, is for now', async () => {
    const { clock, told } = scene();
    const now = clock.now();

    const [batch = []] = await told(wake('a', now + 1_500), wake('a'), wake('b', now - 5));

    expect(batch.map(({ data, opts }) => [data.runId, opts.delay])).toEqual([
      ['a', 1_500],
      ['a', undefined],
      ['b', undefined],
    ]);
    expect(batch[0]?.opts.deduplication).toMatchObject({ replace: true });
    expect(batch[0]?.opts.deduplication.id).not.toBe(batch[1]?.opts.deduplication.id);
  });

  it('the last timer of a run counts, and none that is far away', async () => {
    const { clock, told } = scene();
    const now = clock.now();

    const [batch = []] = await told(
      wake('a', now + 1_000),
      wake('a', now + 9_000),
      wake('b', now + 8 * day),
    );

    expect(batch.map(({ opts }) => opts.delay)).toEqual([9_000]);
  });

  it('in batches, and no more than 10,000 while the queue does not answer', async () => {
    let answer = (): void => undefined;
    const isAnswered = new Promise<void>((resolve) => (answer = resolve));
    const sizes: number[] = [];
    const { clock, sender } = scene(async (jobs) => {
      sizes.push(jobs.length);
      await isAnswered;
    });
    sender.send(wake('first'));
    await clock.advance(0);
    for (let at = 0; at < 12_000; at += 1) sender.send(wake(`run-${at}`));

    answer();
    await sender.idle();

    expect(sizes[0]).toBe(1);
    expect(Math.max(...sizes)).toBe(1_000);
    expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(10_001);
  });
});

describe('a queue that fails', () => {
  it('is told of once, and told of when it works again', async () => {
    let isDown = true;
    const { lines, told } = scene(() =>
      isDown ? Promise.reject(new Error('no connection')) : Promise.resolve(),
    );

    await told(wake('a'));
    await told(wake('b'));
    isDown = false;
    await told(wake('c'));
    await told(wake('d'));

    expect(lines).toEqual([
      [
        'warn',
        'BullMQ queue "hints" failed to take hints: no connection; runs are found by polling until it works again',
      ],
      ['info', 'BullMQ queue "hints" works again'],
    ]);
  });
});

describe('a job', () => {
  it.each([
    [
      { tenant: 'acme', runId: 'a', hasEnded: false },
      { tenant: 'acme', runId: 'a', hasEnded: false },
    ],
    [
      { tenant: 'acme', runId: 'a', hasEnded: 1, more: 2 },
      { tenant: 'acme', runId: 'a', hasEnded: false },
    ],
    [{ tenant: 'acme' }, null],
    [{ tenant: 1, runId: 'a' }, null],
    ['acme', null],
    [null, null],
    [undefined, null],
  ])('with %j says %j', (data, hint) => {
    expect(hintOf(data)).toEqual(hint);
  });
});
