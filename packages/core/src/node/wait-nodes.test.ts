import { describe, expect, it } from 'vitest';

import type { Wake } from '../model/run-event.js';
import { createTestContext } from '../testing/test-context.js';
import { portResult, waitResult, type PortResult, type WaitResult } from './node-results.js';
import type { AnyNodeType } from './node-type.js';
import { approvalNode, approvalSignal, delayNode, waitForSignalNode } from './wait-nodes.js';

const now = Date.UTC(2026, 0, 1);

async function waitOf(node: AnyNodeType, input: unknown): Promise<WaitResult['wait']> {
  const { ctx } = createTestContext({ now });
  const result = await node.run(node.input.parse(input) as never, ctx);
  if (typeof result === 'object' && result !== null && waitResult in result) {
    return (result as WaitResult).wait;
  }
  throw new Error('expected the node to wait');
}

async function wakeUp(node: AnyNodeType, input: unknown, wake: Wake): Promise<unknown> {
  const { ctx } = createTestContext({ now });
  const result = await node.resume?.(node.input.parse(input) as never, wake, ctx);
  if (typeof result !== 'object' || result === null || !(portResult in result)) return result;
  return Object.fromEntries((result as PortResult).ports);
}

const signal = (payload: unknown): Wake => ({ kind: 'signal', id: 's1', name: 'any', payload });
const timer: Wake = { kind: 'timer' };

describe('durations of waits', () => {
  const inputs: readonly (readonly [AnyNodeType, (duration: unknown) => object])[] = [
    [delayNode, (duration) => ({ duration })],
    [waitForSignalNode, (timeout) => ({ signal: 'paid', timeout })],
    [approvalNode, (due) => ({ due })],
  ];
  for (const [node, inputWith] of inputs) {
    it(`of ${node.type} are milliseconds or text, and nothing else`, () => {
      const accepts = (duration: unknown) => node.input.safeParse(inputWith(duration)).success;

      expect(['5m', '1h30m', 0, 1500].map(accepts)).toEqual([true, true, true, true]);
      expect(['soon', '', -1, Infinity, true, null].map(accepts)).toEqual(
        Array.from({ length: 6 }, () => false),
      );
    });
  }
});

describe('flow.delay', () => {
  it('waits for its time and goes on', async () => {
    expect(await waitOf(delayNode, { duration: '2d' })).toMatchObject({
      wakeAt: now + 2 * 86_400_000,
    });
    expect(await wakeUp(delayNode, { duration: '2d' }, timer)).toEqual({});
  });
});

describe('flow.waitForSignal', () => {
  const schema = {
    type: 'object',
    properties: { amount: { type: 'number' } },
    required: ['amount'],
  };

  it('waits for the signal, for ever or for a time', async () => {
    expect(await waitOf(waitForSignalNode, { signal: 'paid', schema })).toEqual({
      signal: 'paid',
      about: { kind: 'signal', title: 'paid', form: schema },
    });
    expect(await waitOf(waitForSignalNode, { signal: 'paid', timeout: 1000 })).toMatchObject({
      signal: 'paid',
      wakeAt: now + 1000,
    });
  });

  it('gives the payload on "out", and takes "timeout" when the time is over', async () => {
    const input = { signal: 'paid', schema };

    expect(await wakeUp(waitForSignalNode, input, signal({ amount: 3 }))).toEqual({
      out: { amount: 3 },
    });
    expect(await wakeUp(waitForSignalNode, { signal: 'paid' }, signal('anything'))).toEqual({
      out: 'anything',
    });
    expect(await wakeUp(waitForSignalNode, input, timer)).toEqual({ timeout: {} });
  });

  it('fails on a payload that is not what was asked for, and says where', async () => {
    const late = wakeUp(waitForSignalNode, { signal: 'paid', schema }, signal({ amount: 'much' }));

    await expect(late).rejects.toMatchObject({
      category: 'validation',
      message: expect.stringMatching(/payload of signal "paid".*amount: /) as string,
    });
  });
});

describe('flow.approval', () => {
  const form = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };

  it('asks its question of its assignees', async () => {
    const wait = await waitOf(approvalNode, {
      title: 'Pay?',
      form,
      assignees: ['finance'],
      due: '3d',
    });

    expect(wait).toEqual({
      signal: approvalSignal(createTestContext().ctx.step),
      wakeAt: now + 3 * 86_400_000,
      about: {
        kind: 'approval',
        title: 'Pay?',
        form,
        assignees: ['finance'],
        dueAt: now + 3 * 86_400_000,
      },
    });
    expect(approvalSignal('each[3]/ok')).toBe('approval:each[3]/ok');
  });

  const decisions: readonly (readonly [object, Wake, unknown])[] = [
    [{}, signal({ ok: false }), { out: { ok: false } }],
    [{ decidedBy: 'ok' }, signal({ ok: true }), { out: { ok: true } }],
    [{ decidedBy: 'ok' }, signal({ ok: false }), { rejected: { ok: false } }],
    [{ decidedBy: 'ok' }, signal({ ok: 'true' }), { rejected: { ok: 'true' } }],
    [{ decidedBy: 'toString' }, signal({}), { rejected: {} }],
    [{ decidedBy: 'ok' }, signal(null), { rejected: null }],
    [{ decidedBy: 'ok' }, timer, { overdue: {} }],
  ];
  for (const [input, wake, ports] of decisions) {
    it(`with ${JSON.stringify(input)} turns ${JSON.stringify(wake)} into ${JSON.stringify(ports)}`, async () => {
      expect(await wakeUp(approvalNode, input, wake)).toEqual(ports);
    });
  }

  it('fails on a decision that does not fit its form', async () => {
    await expect(wakeUp(approvalNode, { form }, signal({}))).rejects.toMatchObject({
      category: 'validation',
    });
  });
});
