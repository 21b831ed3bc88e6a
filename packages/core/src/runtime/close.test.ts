import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { isFlowgraftError } from '../model/error.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

describe('close', () => {
  it('lets a step in flight finish, starts nothing more, and leaves the rest to another worker', async () => {
    const backend = memory();
    const ran: string[] = [];
    let finish = (_value: unknown): void => undefined;
    const node = scripted((_input, { step }) => {
      ran.push(step);
      return step === 'a' ? new Promise((resolve) => (finish = resolve)) : step;
    });
    const t = testEngine({ backend, nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }, { id: 'b' }], 'a>b'), {});

    const closed = t.engine.close({ drain: '10s' });
    await t.settle();
    finish('a');
    await t.settle();
    await closed;
    expect(ran).toEqual(['a']);

    const next = testEngine({ backend, nodes: [node], seed: 2, startAt: t.clock.now() });
    await next.advance('1s');
    expect((await next.engine.get(run.id))?.output).toBe('b');
    expect((await next.engine.get(run.id))?.crashes).toBe(0);
    await next.close();
  });

  it('aborts what has not ended when the drain is over', async () => {
    const aborted: unknown[] = [];
    const node = scripted((_input, { signal }) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason));
      return new Promise(() => undefined);
    });
    const t = testEngine({ nodes: [node] });
    await t.start(sketch([{ id: 'a' }]), {});

    const closed = t.engine.close({ drainMs: 1_000 });
    await t.advance('1s');
    await closed;

    expect(aborted).toHaveLength(1);
  });

  it('leaves no timer behind', async () => {
    const t = testEngine({ nodes: [scripted(() => new Promise(() => undefined))] });
    await t.start(
      sketch([{ id: 'a' }, { id: 'd', type: 'flow.delay', input: { duration: '10m' } }]),
      {},
    );

    await t.close();

    expect(t.clock.pending).toBe(0);
  });

  it('refuses every call after it, and may be called again', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const workflow = sketch([{ id: 'a' }]);
    await t.close();
    await t.engine.close();

    const errors = await Promise.all(
      [t.engine.start(workflow), t.engine.run(workflow), t.engine.get('x'), t.engine.list()].map(
        (call: Promise<unknown>) => call.catch((thrown: unknown) => thrown),
      ),
    );

    expect(errors.map((error) => isFlowgraftError(error, 'ENGINE_CLOSED'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('tells those who wait for a result that the engine is gone', async () => {
    const t = testEngine();
    const run = await t.start(
      sketch([{ id: 'd', type: 'flow.delay', input: { duration: '1d' } }]),
      {},
    );
    const result = run.result().catch((thrown: unknown) => thrown);
    await t.settle();

    await t.close();

    expect(isFlowgraftError(await result, 'ENGINE_CLOSED')).toBe(true);
  });
});
