import { describe, expect, it } from 'vitest';

import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

const wait = (id: string, duration: string) => ({ id, type: 'flow.delay', input: { duration } });

describe('timers of a run', () => {
  it('fire each at its own time while another step is under way', async () => {
    const t = testEngine({
      nodes: [scripted(() => new Promise(() => undefined))],
      stepTimeout: '1d',
    });
    const run = await t.start(
      sketch([{ id: 'busy' }, wait('late', '2m'), wait('soon', '1m'), wait('same', '1m')]),
      {},
    );
    const seen: string[][] = [];
    for (const time of ['59s', '1s', '59s', '1s']) {
      await t.advance(time);
      const facts = await run.journal();
      seen.push(facts.flatMap((fact) => (fact.type === 'timer.fired' ? [fact.step] : [])));
    }

    expect(seen).toEqual([[], ['soon', 'same'], ['soon', 'same'], ['soon', 'same', 'late']]);
    await t.close();
  });

  it('end a run that takes longer than its limit, held or parked, and not before', async () => {
    const t = testEngine({ nodes: [scripted(() => new Promise(() => undefined))] });
    const settings = { timeout: '1m' };
    const held = await t.start(sketch([{ id: 'busy' }], '', { settings }), {});
    const parked = await t.start(sketch([wait('d', '1h')], '', { settings }), {});
    const asked = await t.start(
      sketch([{ id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } }], '', { settings }),
      {},
    );
    const statuses = (): Promise<unknown[]> =>
      Promise.all([held, parked, asked].map(async (run) => (await t.engine.get(run.id))?.status));
    await t.advance('59s');
    const before = await statuses();
    await t.advance('1s');
    // The step under way has the grace period to come to its end.
    await t.advance('5s');

    expect(before).toEqual(['running', 'waiting', 'waiting']);
    expect(await statuses()).toEqual(['failed', 'failed', 'failed']);
    const limits = (await parked.journal()).filter(({ type }) => type === 'run.timedOut');
    expect(limits).toMatchObject([{ timeoutMs: 60_000 }]);
    await t.close();
  });

  it('count the limit from the start of the run, also in another engine', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const run = await t.start(
      sketch([wait('first', '40s'), wait('second', '40s')], 'first>second', {
        settings: { timeout: '1m' },
      }),
      {},
    );
    await t.advance('1m');

    expect(await run.status()).toBe('failed');
    expect((await run.journal()).map(({ type }) => type)).toContain('run.timedOut');
    await t.close();
  });

  it('give a parked run the time of its earliest timer', async () => {
    const t = testEngine();
    const run = await t.start(sketch([wait('late', '2h'), wait('soon', '1h')]), {});

    expect((await t.engine.get(run.id))?.wakeAt).toBe(t.clock.now() + 3_600_000);
    await t.close();
  });
});
