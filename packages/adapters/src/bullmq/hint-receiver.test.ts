import type { Hint, LogLevel } from '@flowgraft/core';
import { virtualClock } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import type { BullmqProcessor } from './client.js';
import { HintReceiver } from './hint-receiver.js';
import { QueueTrouble } from './queue-trouble.js';

const hint: Hint = { tenant: 'acme', runId: 'a', hasEnded: false };

function scene({ tell }: { readonly tell?: () => void } = {}) {
  const clock = virtualClock();
  const calls: string[] = [];
  const lines: [LogLevel, string][] = [];
  let process: BullmqProcessor = async () => undefined;
  let fail = (_error: Error): void => undefined;
  const receiver = new HintReceiver({
    createWorker(processor) {
      calls.push('made');
      process = processor;
      return {
        on: (_event, listener) => (fail = listener),
        run: async () => void calls.push('run'),
        pause: async (isForced) => void calls.push(`pause ${isForced}`),
        resume: () => void calls.push('resume'),
        close: async () => undefined,
      };
    },
    clock,
    trouble: new QueueTrouble({ log: (level, text) => void lines.push([level, text]) }, 'hints'),
    tell({ runId }) {
      calls.push(`tell ${runId}`);
      tell?.();
    },
    giveBack: ({ runId }) => void calls.push(`give back ${runId}`),
  });
  return {
    clock,
    receiver,
    lines,
    claim: (limit: number, taken: number) => {
      receiver.claimBegins();
      receiver.claimEnds(limit, taken);
    },
    job: (data: unknown = hint) => process({ data }),
    fail: (error: Error) => fail(error),
    calls: () => calls.splice(0),
  };
}

describe('a store takes hints from the queue', () => {
  it('once its engine has room for more runs than there are', async () => {
    const { claim, job, calls } = scene();

    claim(2, 2);
    expect(calls()).toEqual([]);
    claim(2, 1);
    await job();

    expect(calls()).toEqual(['made', 'run', 'tell a']);
  });

  it('not while its engine has its hands full: it gives the hint back and waits', async () => {
    const { claim, job, calls } = scene();
    claim(2, 0);
    claim(2, 2);
    calls();

    await job();
    await job({ ...hint, runId: 'b' });
    expect(calls()).toEqual(['give back a', 'pause true', 'give back b']);

    claim(1, 0);
    claim(1, 0);
    await job();
    expect(calls()).toEqual(['resume', 'tell a']);
  });

  it('not when its engine does not answer hints any more', async () => {
    const { clock, claim, job, calls } = scene();
    claim(1, 0);
    await job();
    await clock.advance(900);
    await job();
    calls();

    await clock.advance(200);
    await job();

    expect(calls()).toEqual(['give back a', 'pause true']);
  });

  it('as long as its engine answers them', async () => {
    const { clock, claim, job, calls } = scene();
    for (let at = 0; at < 5; at += 1) {
      claim(1, 0);
      await job();
      await clock.advance(900);
    }

    expect(calls().filter((call) => call === 'tell a')).toHaveLength(5);
  });

  it('no more when it is closed', async () => {
    const { receiver, claim, job, calls } = scene();
    claim(1, 0);
    receiver.close();
    calls();

    await job();
    claim(1, 0);

    expect(calls()).toEqual(['give back a']);
  });

  it('but nothing that is no hint', async () => {
    const { claim, job, calls } = scene();
    claim(1, 0);
    calls();

    await job({ tenant: 'acme' });

    expect(calls()).toEqual([]);
  });
});

describe('trouble', () => {
  it('of the worker is told once', () => {
    const { claim, fail, lines } = scene();
    claim(1, 0);

    fail(new Error('no connection'));
    fail(new Error('no connection'));

    expect(lines).toEqual([
      ['warn', expect.stringMatching(/^BullMQ queue "hints" failed to give hints: no connection;/)],
    ]);
  });

  it('of a subscriber is told, and does not fail the job', async () => {
    const { claim, job, lines } = scene({
      tell() {
        throw new Error('oh');
      },
    });
    claim(1, 0);

    await expect(job()).resolves.toBeUndefined();
    expect(lines).toEqual([['warn', expect.stringContaining('to pass a hint on: oh')]]);
  });
});
