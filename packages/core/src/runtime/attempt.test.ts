import { describe, expect, it } from 'vitest';

import { isFlowgraftError } from '../model/error.js';
import { testEngine, type TestEngineOptions } from '../testing/test-engine.js';
import { memoryFiles } from '../testing/memory-files.js';
import type { NodeContext } from '../node/node-context.js';
import { createEngine } from './create-engine.js';
import { failure, sketch, working } from './engine.fixture.js';

const single = sketch([{ id: 'a', timeout: '30s', retry: { attempts: 1 } }]);

/** What a node does with its context, run once. */
async function within(
  work: (ctx: NodeContext) => unknown,
  options: TestEngineOptions = {},
): Promise<unknown> {
  const t = testEngine({ ...options, nodes: [working(work)] });
  const run = await t.start(single, {});
  const result = failure(run.result().then((output) => Promise.reject(output as Error)));
  await t.settle();
  await t.close();
  return result;
}

describe('the context of an attempt', () => {
  it('says whose attempt it is', async () => {
    const { tenant, workflowId, nodeId, step, attempt } = (await within((ctx) => {
      const { tenant, workflowId, nodeId, step, attempt } = ctx;
      return { tenant, workflowId, nodeId, step, attempt };
    })) as Record<string, unknown>;

    expect({ tenant, workflowId, nodeId, step, attempt }).toEqual({
      tenant: 'default',
      workflowId: 'sketch',
      nodeId: 'a',
      step: 'a',
      attempt: 1,
    });
  });

  it('takes time and chance from the engine', async () => {
    const draw = (seed: number): Promise<unknown> =>
      within((ctx) => [ctx.now(), ctx.random(), ctx.random()], { startAt: 1_000_000, seed });
    const first = await draw(7);

    expect(first).toEqual([1_000_000, expect.any(Number), expect.any(Number)]);
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
  });

  it('says how long it may still take; a heartbeat starts the time anew', async () => {
    const left: number[] = [];
    let finish = (_value: unknown): void => undefined;
    let context: NodeContext | undefined;
    const node = working((ctx) => {
      context = ctx;
      left.push(ctx.remainingMs());
      return new Promise((resolve) => (finish = resolve));
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(single, {});
    await t.advance('20s');
    left.push(context?.remainingMs() ?? -1);
    context?.heartbeat();
    left.push(context?.remainingMs() ?? -1);
    await t.advance('29s');
    left.push(context?.remainingMs() ?? -1);
    finish('done');
    await t.settle();

    expect(left).toEqual([30_000, 10_000, 30_000, 1_000]);
    expect(await run.result()).toBe('done');
    await t.advance('1m');
    expect(context?.remainingMs()).toBe(0);
    await t.close();
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a progress of %d', async (fraction) => {
    expect(String(await within((ctx) => ctx.progress(fraction)))).toContain('from 0 to 1');
  });

  it('passes over a progress that nobody watches', async () => {
    expect(
      await within((ctx) => {
        ctx.progress(1);
        return 'went on';
      }),
    ).toBe('went on');
  });

  it('runs the work of a span where nothing is traced', async () => {
    expect(
      await within((ctx) =>
        ctx.span('query', (span) => {
          span.setAttribute('rows', 3);
          return 'worked';
        }),
      ),
    ).toBe('worked');
  });

  it('has the files it was given, and says so when there are none', async () => {
    const { store } = memoryFiles({ contents: { 'a.txt': 'text' } });
    const read = async (ctx: NodeContext): Promise<string> =>
      new TextDecoder().decode(await ctx.files.read('a.txt'));

    expect(await within(read, { files: store })).toBe('text');
    const error = await within(read);
    expect(isFlowgraftError(error, 'RUN_FAILED') && error.details.error).toMatchObject({
      code: 'PORT_MISSING',
      details: { port: 'files', step: 'a' },
    });
  });

  it('says so when it needs a secret and there is no source', async () => {
    const error = await within((ctx) => ctx.secrets.get('crm/key'));

    expect(isFlowgraftError(error, 'RUN_FAILED') && error.details.error).toMatchObject({
      code: 'PORT_MISSING',
      details: { port: 'secrets' },
    });
  });

  it('logs each level with whose line it is', async () => {
    const lines: unknown[] = [];
    const logger = { log: (...line: readonly unknown[]) => void lines.push(line) };
    await within(
      (ctx) => {
        ctx.log.debug('d', { n: 1 });
        ctx.log.info('i');
        ctx.log.warn('w');
        ctx.log.error('e');
        ctx.log.log('info', 'l', { step: 'not mine' });
      },
      { logger },
    );

    const about = expect.objectContaining({ step: 'a', attempt: 1, tenant: 'default' }) as unknown;
    expect(lines).toEqual([
      ['debug', 'd', about],
      ['info', 'i', about],
      ['warn', 'w', about],
      ['error', 'e', about],
      ['info', 'l', about],
    ]);
    expect(lines[0]).toMatchObject(['debug', 'd', { n: 1 }]);
  });
});

describe('ctx.http', () => {
  it('calls the given fetch with JSON and the signal of the attempt', async () => {
    const calls: [string, RequestInit | undefined][] = [];
    const fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => {
      calls.push([String(url), init]);
      return Response.json({ id: 7 });
    };
    const node = working(async (ctx) => {
      const response = await ctx.http.post('https://api.test/orders', { json: { n: 1 } });
      return { body: await response.json(), isOwn: calls[0]?.[1]?.signal === ctx.signal };
    });
    const engine = createEngine({ nodes: [node], fetch });

    expect(await engine.run(single, {})).toEqual({ body: { id: 7 }, isOwn: true });
    expect(calls).toMatchObject([
      ['https://api.test/orders', { method: 'POST', body: '{"n":1}', redirect: 'follow' }],
    ]);
    await engine.close();
  });

  it('is aborted when the attempt times out', async () => {
    const reasons: unknown[] = [];
    const fetch = (_url: string | URL, init?: RequestInit): Promise<Response> =>
      new Promise((_resolve, reject) => {
        const { signal } = init ?? {};
        signal?.addEventListener('abort', () => {
          reasons.push((signal.reason as Error).name);
          reject(signal.reason as Error);
        });
      });
    const t = testEngine({ nodes: [working((ctx) => ctx.http.get('https://api.test/'))], fetch });
    const run = await t.start(single, {});
    await t.advance('30s');

    expect(reasons).toEqual(['TimeoutError']);
    expect((await t.engine.get(run.id))?.error).toMatchObject({ code: 'STEP_TIMEOUT' });
    await t.close();
  });
});
