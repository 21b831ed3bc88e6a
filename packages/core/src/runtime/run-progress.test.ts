import { describe, expect, it } from 'vitest';

import { NodeError } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

describe('progress', () => {
  it('counts the bodies of containers while they are open, and lists them after their container', async () => {
    const node = scripted((input, { step }) => {
      if (input['n'] === 2) return new Promise(() => undefined);
      return step;
    });
    const t = testEngine({ nodes: [node] });
    const body = {
      nodes: [
        { id: 'work', type: 'test.script', version: 1, input: { n: { $ref: 'item' } } },
        { id: 'after', type: 'test.script', version: 1 },
      ],
      edges: [{ from: 'work', to: 'after' }],
    };
    const workflow = sketch(
      [
        { id: 'a' },
        { id: 'each', type: 'flow.forEach', input: { items: [1, 2] }, bodies: { body } },
        { id: 'z' },
      ],
      'a>each each>z',
    );
    const run = await t.start(workflow, {});

    const progress = await run.progress();
    expect(progress).toMatchObject({ status: 'running', resolved: 1, total: 5 });
    expect(progress.fraction).toBeCloseTo(1 / 5);
    expect(progress.steps).toEqual([
      { step: 'a', nodeId: 'a', status: 'completed' },
      { step: 'each', nodeId: 'each', status: 'running' },
      { step: 'each[1]/work', nodeId: 'work', status: 'running' },
    ]);
    await t.close();
  });

  it('shows failed, cancelled and skipped steps, also after the end', async () => {
    let fail = (_reason: unknown): void => undefined;
    const node = scripted((_input, { step, signal }) => {
      if (step === 'ok') return step;
      return new Promise((_resolve, reject) => {
        if (step === 'bad') fail = reject;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(
      sketch(
        [{ id: 'ok' }, { id: 'bad' }, { id: 'busy' }, { id: 'saved' }, { id: 'never' }],
        ['ok.error>saved', 'bad>never'].join(' '),
      ),
      {},
    );
    fail(new NodeError({ category: 'permanent', message: 'no' }));
    await t.settle();

    const { status, steps, fraction } = await run.progress();
    expect(status).toBe('failed');
    expect(fraction).toBeLessThan(1);
    expect(Object.fromEntries(steps.map((step) => [step.step, step.status]))).toEqual({
      ok: 'completed',
      saved: 'skipped',
      bad: 'failed',
      busy: 'cancelled',
    });
    await t.close();
  });

  it('is whole at the end of a run that completed, and nothing before it began', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const done = await t.start(sketch([{ id: 'a' }, { id: 'b' }], 'a.error>b'), {});
    const queued = await t.start(sketch([{ id: 'a' }]), {}, { delay: '1h' });

    expect(await done.progress()).toMatchObject({ status: 'completed', fraction: 1, total: 2 });
    expect(await queued.progress()).toEqual({
      status: 'queued',
      fraction: 0,
      resolved: 0,
      total: 1,
      steps: [],
    });
    await t.close();
  });

  it('follows a run that was resumed', async () => {
    let isBroken = true;
    const node = scripted((_input, { step }) => {
      if (step === 'b' && isBroken) throw new NodeError({ category: 'permanent', message: 'no' });
      return step;
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }, { id: 'b' }], 'a>b'), {});
    const before = await run.progress();
    isBroken = false;
    await run.resume();
    await t.settle();

    expect([before.status, before.resolved]).toEqual(['failed', 1]);
    expect(await run.progress()).toMatchObject({ status: 'completed', resolved: 2 });
    await t.close();
  });
});

it('shows the first steps of a run while nothing of it is committed', async () => {
  const t = testEngine({ nodes: [scripted(() => new Promise(() => undefined))] });
  const run = await t.start(sketch([{ id: 'a' }, { id: 'b' }], 'a>b'), {});

  expect(await run.journal()).toEqual([]);
  expect((await run.progress()).steps).toEqual([{ step: 'a', nodeId: 'a', status: 'running' }]);
  await t.close();
});
