import { describe, expect, it } from 'vitest';

import { NodeError, type ErrorCategory, type NodeErrorOptions } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

const fixed = { delay: '10s', jitter: 'none' } as const;

function failing(category: ErrorCategory, extra: Partial<NodeErrorOptions> = {}) {
  const attempts: number[] = [];
  const node = scripted((_input, { attempt }) => {
    attempts.push(attempt);
    throw new NodeError({ category, message: 'no', ...extra });
  });
  return { attempts, node };
}

describe('retries', () => {
  it('waits between attempts on a durable timer, longer each time, then fails', async () => {
    const { node, attempts } = failing('network');
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a', retry: { ...fixed, attempts: 3 } }]), {});

    const seen = [attempts.length];
    for (const time of ['9s', '1s', '19s', '1s']) {
      await t.advance(time);
      seen.push(attempts.length);
    }

    expect(seen).toEqual([1, 1, 2, 2, 3]);
    expect(await run.status()).toBe('failed');
    expect((await run.journal()).map(({ type }) => type)).toEqual([
      'run.started',
      'step.retrying',
      'timer.fired',
      'step.retrying',
      'timer.fired',
      'step.failed',
      'run.failed',
    ]);
    await t.close();
  });

  it.each([
    ['network', 3],
    ['timeout', 3],
    ['unavailable', 3],
    ['rateLimited', 3],
    ['conflict', 3],
    ['unknown', 3],
    ['validation', 1],
    ['auth', 1],
    ['notFound', 1],
    ['permanent', 1],
    ['cancelled', 1],
  ] as const)('tries a %s failure %i times by default', async (category, count) => {
    const { node, attempts } = failing(category);
    const t = testEngine({ nodes: [node] });
    await t.start(sketch([{ id: 'a' }]), {});

    await t.advance('1h');

    expect(attempts).toEqual([1, 2, 3].slice(0, count));
    await t.close();
  });

  it('waits at least as long as the remote side asked', async () => {
    const { node, attempts } = failing('rateLimited', { retryAfterMs: 60_000 });
    const t = testEngine({ nodes: [node] });
    await t.start(sketch([{ id: 'a' }]), {});

    await t.advance('59s');
    const before = attempts.length;
    await t.advance('1s');

    expect([before, attempts.length]).toEqual([1, 2]);
    await t.close();
  });

  it('lets the node say, over the table, whether to try again', async () => {
    const { node, attempts } = failing('network', { retryable: false });
    const t = testEngine({ nodes: [node] });
    await t.start(sketch([{ id: 'a' }]), {});

    await t.advance('1h');

    expect(attempts).toEqual([1]);
    await t.close();
  });

  it('gives every attempt the same idempotency key, and every step another', async () => {
    const keys: string[] = [];
    const node = scripted((_input, ctx) => {
      keys.push(ctx.idempotencyKey);
      if (ctx.attempt === 1) throw new NodeError({ category: 'network', message: 'no' });
    });
    const t = testEngine({ nodes: [node] });
    await t.start(
      sketch(
        [
          { id: 'a', retry: fixed },
          { id: 'b', retry: fixed },
        ],
        'a>b',
      ),
      {},
    );
    await t.advance('1m');

    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    await t.close();
  });
});

describe('timeouts', () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  it('aborts an attempt that takes too long and counts it as a timeout', async () => {
    const reasons: unknown[] = [];
    const node = scripted((_input, { signal }) => {
      signal.addEventListener('abort', () => reasons.push((signal.reason as Error).name));
      return never();
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a', timeout: '5s', retry: { attempts: 1 } }]), {});

    await t.advance('5s');

    expect(reasons).toEqual(['TimeoutError']);
    expect((await t.engine.get(run.id))?.error).toMatchObject({
      category: 'timeout',
      code: 'STEP_TIMEOUT',
    });
    await t.close();
  });

  it('counts from the last heartbeat', async () => {
    let beat = (): void => undefined;
    const node = scripted((_input, ctx) => {
      beat = () => ctx.heartbeat();
      return never();
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a', timeout: '5s', retry: { attempts: 1 } }]), {});
    await t.advance('4s');

    beat();
    await t.advance('4s');
    const alive = await run.status();
    await t.advance('1s');

    expect([alive, await run.status()]).toEqual(['running', 'failed']);
    await t.close();
  });

  it('passes over what an attempt answers after its timeout', async () => {
    let finish = (_value: string): void => undefined;
    const node = scripted((_input, { attempt }) =>
      attempt === 1 ? new Promise((resolve) => (finish = resolve)) : 'second',
    );
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a', timeout: '5s', retry: fixed }]), {});
    await t.advance('5s');
    finish('first, late');
    await t.advance('10s');

    expect(await run.result()).toBe('second');
    await t.close();
  });

  it('fails a run that takes longer than its settings allow', async () => {
    const t = testEngine();
    const workflow = sketch([{ id: 'a', type: 'flow.delay', input: { duration: '2h' } }], '', {
      settings: { timeout: '1h' },
    });
    const run = await t.start(workflow, {});

    await t.advance('1h');

    expect((await t.engine.get(run.id))?.error).toMatchObject({ code: 'RUN_TIMEOUT' });
    await t.close();
  });
});
