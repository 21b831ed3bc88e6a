import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { testEngine, type TestEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

const hang = (): Promise<never> => new Promise(() => undefined);

/** Processes that take over from each other: each dies where it stands when the next one begins. */
function generations(work: Parameters<typeof scripted>[0]) {
  const backend = memory();
  let startAt: number | undefined;
  let seed = 0;
  return {
    next: (): TestEngine => {
      seed += 1;
      const t = testEngine({
        backend,
        nodes: [scripted(work)],
        lease: '30s',
        seed,
        ...(startAt !== undefined && { startAt }),
      });
      startAt = t.clock.now() + seed * 31_000;
      return t;
    },
  };
}

describe('a run that ends its process', () => {
  it('is set aside after the third time, with the evidence; nothing else is', async () => {
    const begun: string[] = [];
    const { next } = generations((_input, { step }) => {
      begun.push(step);
      return step === 'poison' || begun.length < 3 ? hang() : step;
    });
    const first = next();
    const poison = await first.start(sketch([{ id: 'poison' }], '', { id: 'p' }), {});
    const innocent = await first.start(sketch([{ id: 'innocent' }], '', { id: 'i' }), {});
    for (let i = 0; i < 2; i++) await next().advance('1s');
    const last = next();
    await last.advance('1s');

    const record = await last.engine.get(poison.id);
    expect(record).toMatchObject({
      status: 'failed',
      crashes: 3,
      error: { code: 'RUN_DEAD_LETTERED', category: 'permanent', details: { crashes: 3 } },
    });
    expect(begun.filter((step) => step === 'poison')).toHaveLength(3);
    expect((await last.engine.journal(poison.id)).map(({ type }) => type)).toEqual([
      'run.started',
      'run.recovered',
      'run.recovered',
      'run.deadLettered',
      'run.failed',
    ]);
    expect(await last.engine.get(innocent.id)).toMatchObject({ status: 'completed' });
    await last.close();
  });

  it('can be resumed when its cause is mended', async () => {
    let isMended = false;
    const { next } = generations(() => (isMended ? 'fine' : hang()));
    const run = await next().start(sketch([{ id: 'a' }]), {});
    for (let i = 0; i < 2; i++) await next().advance('1s');
    const last = next();
    await last.advance('1s');
    const before = await last.engine.get(run.id);
    isMended = true;
    await last.engine.resume(run.id);
    await last.advance('1s');

    expect(before?.status).toBe('failed');
    expect(await last.engine.get(run.id)).toMatchObject({ status: 'completed', output: 'fine' });
    await last.close();
  });

  it('is not counted again for losses between which it got further', async () => {
    let calls = 0;
    const { next } = generations((_input, { step }) => {
      calls += 1;
      return calls % 2 === 1 ? step : hang();
    });
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));
    const run = await next().start(sketch(nodes, 'a>b b>c c>d d>e e>f'), {});
    for (let i = 0; i < 4; i++) await next().advance('1s');
    const last = next();
    await last.advance('1s');

    expect(await last.engine.get(run.id)).toMatchObject({ status: 'completed', crashes: 5 });
    await last.close();
  });

  it('is tried alone after the second time, so that it is known which run it was', async () => {
    const begun: string[][] = [];
    let generation: string[] = [];
    const { next } = generations((_input, { runId }) => {
      generation.push(runId);
      return hang();
    });
    const first = next();
    for (const runId of ['r1', 'r2', 'r3']) {
      await first.start(sketch([{ id: 'a' }]), {}, { runId });
    }
    begun.push(generation);
    for (let i = 0; i < 3; i++) {
      generation = [];
      const t = next();
      await t.advance('1s');
      begun.push(generation);
    }

    expect(begun.map((runs) => runs.length)).toEqual([3, 3, 1, 1]);
    // The one that was at work alone is set aside, and another has its turn.
    expect(begun[3]).not.toEqual(begun[2]);
  });

  it('is set aside also when one of its timers is due', async () => {
    const { next } = generations(hang);
    const workflow = sketch([
      { id: 'poison' },
      { id: 'later', type: 'flow.delay', input: { duration: '150s' } },
    ]);
    const run = await next().start(workflow, {});
    for (let i = 0; i < 2; i++) await next().advance('1s');
    const last = next();
    await last.advance('1s');

    expect(await last.engine.get(run.id)).toMatchObject({ status: 'failed', crashes: 3 });
    await last.close();
  });

  it('keeps the mail that comes while it waits to be tried', async () => {
    let isMended = false;
    const { next } = generations((_input, { runId }) =>
      isMended && runId !== 'r1' ? 'fine' : hang(),
    );
    const wait = { id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } };
    const first = next();
    for (const runId of ['r1', 'r2']) {
      await first.start(sketch([{ id: 'a' }, wait]), {}, { runId });
    }
    await next().advance('1s');
    isMended = true;
    const last = next();
    await last.advance('1s');
    await last.engine.signal('r2', 'go', 'mail');
    await last.advance('2m');

    expect(await last.engine.get('r2')).toMatchObject({ status: 'completed' });
    await last.close();
  });
});
