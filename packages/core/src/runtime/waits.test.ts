import { describe, expect, it } from 'vitest';

import { isFlowgraftError } from '../model/error.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

const waitFor = sketch([
  { id: 'w', type: 'flow.waitForSignal', input: { signal: 'go', timeout: '1h' } },
]);

describe('delays', () => {
  it.each(['500ms', '30d', '400d'])('wakes after %s, not sooner', async (duration) => {
    const t = testEngine();
    const workflow = sketch([{ id: 'd', type: 'flow.delay', input: { duration } }]);
    const run = await t.start(workflow, {});

    await t.advance(duration === '500ms' ? '499ms' : '29d');
    const before = await run.status();
    await t.advance('372d');

    expect([before === 'completed', await run.status()]).toEqual([false, 'completed']);
    await t.close();
  });

  it('keeps nothing in memory for a parked run but a few timers', async () => {
    const t = testEngine();
    const workflow = sketch([{ id: 'd', type: 'flow.delay', input: { duration: '30d' } }]);
    for (let i = 0; i < 100; i++) await t.start(workflow, {});

    expect(t.clock.pending).toBeLessThanOrEqual(3);
    await t.close();
  });
});

describe('signals', () => {
  it('gives a signal that came before anybody waited', async () => {
    const t = testEngine({ nodes: [scripted(() => new Promise(() => undefined))] });
    const workflow = sketch(
      [
        { id: 'd', type: 'flow.delay', input: { duration: '1m' } },
        { id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } },
      ],
      'd>w',
    );
    const run = await t.start(workflow, {});
    await run.signal('go', { ok: 1 });

    await t.advance('1m');

    expect(await run.result()).toEqual({ ok: 1 });
    await t.close();
  });

  it('takes a signal of the same id once', async () => {
    const t = testEngine();
    const workflow = sketch(
      [
        { id: 'first', type: 'flow.waitForSignal', input: { signal: 'go' } },
        { id: 'second', type: 'flow.waitForSignal', input: { signal: 'go' } },
      ],
      'first>second',
    );
    const run = await t.start(workflow, {});
    await run.signal('go', 1, { id: 'once' });
    await run.signal('go', 1, { id: 'once' });
    await t.settle();

    expect(await run.status()).toBe('waiting');
    await run.signal('go', 2);
    await t.settle();
    expect(await run.result()).toBe(2);
    await t.close();
  });

  it('goes on by the timeout port when no signal comes', async () => {
    const t = testEngine();
    const run = await t.start(waitFor, {});

    await t.advance('1h');

    const completed = (await run.journal()).find(({ type }) => type === 'step.completed');
    expect(completed).toMatchObject({ step: 'w', port: 'timeout' });
    await t.close();
  });

  it('reaches a run that is held, while a step of it is under way', async () => {
    let finish = (_value: unknown): void => undefined;
    const t = testEngine({ nodes: [scripted(() => new Promise((resolve) => (finish = resolve)))] });
    const workflow = sketch([
      { id: 'busy' },
      { id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } },
    ]);
    const run = await t.start(workflow, {});

    await run.signal('go', 'now');
    await t.settle();
    const journal = await run.journal();
    finish('done');
    await t.settle();

    expect(journal.at(-1)).toMatchObject({ type: 'step.completed', step: 'w', output: 'now' });
    expect(await run.result()).toEqual({ busy: 'done', w: 'now' });
    await t.close();
  });

  it('is refused by a run that has ended', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const run = await t.start(sketch([{ id: 'a' }]), {});

    const error = await run.signal('go').catch((thrown: unknown) => thrown);

    expect(isFlowgraftError(error, 'RUN_CONFLICT') && error.details.status).toBe('completed');
    await t.close();
  });
});

describe('approvals', () => {
  it('shows who is asked what, and takes the answer', async () => {
    const t = testEngine();
    const workflow = sketch([
      {
        id: 'ok',
        type: 'flow.approval',
        input: { title: 'Pay?', assignees: ['finance'], due: '3d' },
      },
    ]);
    const run = await t.start(workflow, {});

    const record = await t.engine.get(run.id);
    await t.decide(run, 'ok', { ok: true });

    expect(record?.waits).toMatchObject([
      { step: 'ok', about: { kind: 'approval', title: 'Pay?', assignees: ['finance'] } },
    ]);
    expect(await run.result()).toEqual({ ok: true });
    await t.close();
  });
});
