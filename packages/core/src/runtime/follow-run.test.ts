import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { NodeError } from '../model/run-error.js';
import type { RunRecord } from '../ports/stored-run.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';
import type { RunUpdate } from './run-updates.js';
import { altered } from './store.fixture.js';

/** Collects the updates of a run while the test goes on. */
function collect(updates: AsyncIterable<RunUpdate>): {
  readonly seen: RunUpdate[];
  readonly ended: Promise<void>;
} {
  const seen: RunUpdate[] = [];
  const ended = (async () => {
    for await (const update of updates) seen.push(update);
  })();
  return { seen, ended };
}

/** The last status told of each step. */
function statuses(updates: readonly RunUpdate[]): Readonly<Record<string, string>> {
  const told = updates.flatMap(({ steps }) => steps);
  return Object.fromEntries(told.map(({ step, status }) => [step, status]));
}

/** A node that ends when the test says so. */
function gated() {
  const gates = new Map<string, (value: unknown) => void>();
  const node = scripted((_input, { step }) => new Promise((resolve) => gates.set(step, resolve)));
  return { node, open: (step: string) => gates.get(step)?.(step) };
}

const chainOfTwo = sketch([{ id: 'a' }, { id: 'b' }], 'a>b');

describe('follow', () => {
  it('tells how a run stands at once, then what happens, and ends with its end (FL1, FL2)', async () => {
    const { node, open } = gated();
    const t = testEngine({ nodes: [node] });
    const run = await t.start(chainOfTwo, {});
    const { seen, ended } = collect(t.engine.follow(run.id));
    await t.settle();

    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      record: { status: 'running' },
      steps: [{ step: 'a', nodeId: 'a', status: 'running' }],
      fraction: 0,
      resolved: 0,
      total: 2,
    });
    open('a');
    await t.settle();
    const middle = seen.slice(1);
    expect(statuses(middle)).toEqual({ a: 'completed', b: 'running' });
    open('b');
    await ended;

    expect(statuses(seen)).toEqual({ a: 'completed', b: 'completed' });
    // Nobody is told twice of what has not changed.
    expect(seen.flatMap(({ steps }) => steps)).toHaveLength(4);
    expect(seen.at(-1)).toMatchObject({
      record: { status: 'completed' },
      fraction: 1,
      resolved: 2,
    });
    const facts = seen.flatMap((update) => update.facts);
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_fact, index) => index));
    expect(facts.map(({ fact }) => fact)).toEqual(await run.journal());
    await t.close();
    expect(t.clock.pending).toBe(0);
  });

  it('of a run that has ended gives one update, with the facts that are not known yet', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const run = await t.start(chainOfTwo, {});
    const journal = await run.journal();

    const { seen, ended } = collect(t.engine.follow(run.id, { fromSeq: 2 }));
    await ended;

    expect(seen).toHaveLength(1);
    expect(seen[0]?.facts.map(({ seq }) => seq)).toEqual(journal.slice(2).map((_, i) => i + 2));
    expect(statuses(seen)).toEqual({ a: 'completed', b: 'completed' });
    expect(await t.engine.journal(run.id, { fromSeq: 2 })).toEqual(journal.slice(2));
    await t.close();
  });

  it('tells the last status of steps whose scope has ended, and of each pass of a loop (FL3)', async () => {
    const { node, open } = gated();
    const t = testEngine({ nodes: [node, scripted(({ n }) => n, { type: 'test.quick' })] });
    const body = {
      nodes: [{ id: 'work', type: 'test.quick', version: 1, input: { n: { $ref: 'item' } } }],
      edges: [],
    };
    const run = await t.start(
      sketch(
        [
          { id: 'gate' },
          { id: 'each', type: 'flow.forEach', input: { items: [1, 2] }, bodies: { body } },
          { id: 'poll', type: 'test.quick' },
          { id: 'again', type: 'test.quick' },
        ],
        'gate>each each>poll poll>again',
        {},
      ),
      {},
    );
    const { seen, ended } = collect(t.engine.follow(run.id));
    await t.settle();
    open('gate');
    await ended;

    expect(statuses(seen)).toMatchObject({
      gate: 'completed',
      each: 'completed',
      'each[0]/work': 'completed',
      'each[1]/work': 'completed',
    });
    const late = collect(t.engine.follow(run.id));
    await late.ended;
    expect(statuses(late.seen)).toEqual(statuses(seen));
    const told = late.seen.flatMap(({ steps }) => steps.map(({ step }) => step));
    expect(new Set(told).size).toBe(told.length);
    await t.close();
  });

  it('tells every visit of a node that a back-edge leads to (FL3)', async () => {
    let passes = 0;
    const t = testEngine({
      nodes: [
        scripted(() => {
          passes += 1;
          if (passes > 2) throw new NodeError({ category: 'permanent', message: 'done' });
          return passes;
        }),
        scripted(() => 'out', { type: 'test.out' }),
      ],
    });
    const workflow = sketch([{ id: 'poll' }, { id: 'done', type: 'test.out' }], 'poll.error>done');
    const document = workflow.toJSON();
    const edges = [...document.edges, { from: 'poll', to: 'poll', maxIterations: 5 }];
    const run = await t.engine.start({ ...document, edges });
    await t.settle();
    const { seen, ended } = collect(t.engine.follow(run.id));
    await ended;

    expect(statuses(seen)).toEqual({
      poll: 'completed',
      'poll@2': 'completed',
      'poll@3': 'completed',
      done: 'completed',
    });
    await t.close();
  });

  it('passes on what is not journaled, the latest of each step, in one update (FL4)', async () => {
    const { node, open } = gated();
    let report = (_fraction: number): void => undefined;
    const busy = scripted(
      (_input, ctx) => {
        report = (fraction) => ctx.progress(fraction, `at ${fraction}`);
        return new Promise(() => undefined);
      },
      { type: 'test.busy' },
    );
    const t = testEngine({ nodes: [node, busy] });
    const run = await t.start(sketch([{ id: 'a' }, { id: 'b', type: 'test.busy' }], 'a>b'), {});
    const updates = t.engine.follow(run.id)[Symbol.asyncIterator]();
    await updates.next();
    open('a');
    await t.settle();
    for (const fraction of [0.1, 0.2, 0.9]) report(fraction);

    const live: unknown[] = [];
    for (let left = 2; left > 0; left--) {
      const { value } = (await updates.next()) as IteratorYieldResult<RunUpdate>;
      live.push(...value.live);
      if (live.length === 2) break;
    }
    expect(live).toEqual([
      expect.objectContaining({ type: 'step.started', step: 'b', attempt: 1 }),
      expect.objectContaining({
        type: 'step.progress',
        step: 'b',
        fraction: 0.9,
        message: 'at 0.9',
      }),
    ]);
    await updates.return?.();
    await t.close();
  });

  it('of a run that another engine drives looks by itself, ever less often (FL5)', async () => {
    let looks = 0;
    const backend = memory();
    const deaf = altered(
      (sound) => ({
        subscribe: () => () => undefined,
        getRun: (tenant, runId) => {
          looks += 1;
          return sound.getRun(tenant, runId);
        },
      }),
      backend,
    );
    const { node, open } = gated();
    const back = testEngine({ backend, nodes: [node] });
    const web = createEngine({ backend: deaf, nodes: [node], clock: back.clock });
    const run = await back.start(chainOfTwo, {});
    const { seen, ended } = collect(web.follow(run.id, { poll: '1s' }));
    await back.settle();
    expect(seen).toHaveLength(1);
    const before = looks;
    await back.advance('22s');
    // After 1, 2 and 4 s, and then each 4 s.
    expect(looks - before).toBeLessThanOrEqual(8);

    open('a');
    await back.advance('4s');
    expect(statuses(seen)).toEqual({ a: 'completed', b: 'running' });
    open('b');
    await back.advance('4s');
    await ended;

    expect(seen.at(-1)?.record.status).toBe('completed');
    await Promise.all([web.close(), back.close()]);
    expect(back.clock.pending).toBe(0);
  });

  it('looks at once when the store hints at the run, and hears nothing when nobody follows', async () => {
    let listeners = 0;
    const backend = memory();
    const noted = altered(
      (sound) => ({
        subscribe: (listener) => {
          const stop = sound.subscribe(listener);
          listeners += 1;
          return () => {
            listeners -= 1;
            stop();
          };
        },
      }),
      backend,
    );
    const { node, open } = gated();
    const back = testEngine({ backend, nodes: [node] });
    const web = createEngine({ backend: noted, nodes: [node], clock: back.clock });
    const run = await back.start(sketch([{ id: 'a' }]), {});
    await web.get(run.id);
    const ownListeners = listeners;
    const both = [collect(web.follow(run.id)), collect(web.follow(run.id))];
    await back.settle();
    expect(listeners).toBe(ownListeners + 1);
    // No time passes.
    open('a');
    await Promise.all(both.map(({ ended }) => ended));

    expect(both.map(({ seen }) => seen.at(-1)?.record.status)).toEqual(['completed', 'completed']);
    expect(listeners).toBe(ownListeners);
    await Promise.all([web.close(), back.close()]);
  });

  it.each(['abort', 'return', 'close'] as const)(
    'ends quietly and leaves no timer behind on %s (FL6)',
    async (way) => {
      const { node } = gated();
      const backend = memory();
      const t = testEngine({ backend, nodes: [node] });
      const web = createEngine({ backend, nodes: [node], clock: t.clock });
      const run = await t.start(chainOfTwo, {});
      const { signal, ...controller } = controllerOf();
      const updates = web.follow(run.id, { signal })[Symbol.asyncIterator]();
      await updates.next();
      const before = t.clock.pending;
      const next = updates.next();
      await t.settle();
      expect(t.clock.pending).toBe(before + 1);

      if (way === 'abort') controller.abort();
      if (way === 'return') await updates.return?.();
      if (way === 'close') await web.close();

      expect(await next).toMatchObject({ done: true });
      expect(t.clock.pending).toBe(before);
      await Promise.all([web.close(), t.close()]);
    },
  );

  it('goes on after a run that failed was resumed', async () => {
    let isBroken = true;
    const { node, open } = gated();
    const fails = scripted(
      () => {
        if (isBroken) throw new NodeError({ category: 'permanent', message: 'no' });
        return 'ok';
      },
      { type: 'test.fails' },
    );
    const t = testEngine({ nodes: [node, fails] });
    const run = await t.start(sketch([{ id: 'a', type: 'test.fails' }, { id: 'b' }], 'a>b'), {});
    const first = collect(t.engine.follow(run.id));
    await first.ended;
    expect(first.seen.at(-1)?.record.status).toBe('failed');

    isBroken = false;
    await run.resume();
    const second = collect(t.engine.follow(run.id));
    await t.settle();
    expect(statuses(second.seen)).toEqual({ a: 'completed', b: 'running' });
    open('b');
    await second.ended;
    expect(second.seen.at(-1)?.record.status).toBe('completed');
    await t.close();
  });

  it('has the whole journal with the final status, and no sooner, when the two are read apart (FL2)', async () => {
    let stale: RunRecord | null = null;
    const backend = altered((sound) => ({
      getRun: (tenant, runId) => {
        const record = stale ?? (sound.getRun(tenant, runId) as RunRecord | null);
        stale = null;
        return record;
      },
    }));
    const { node, open } = gated();
    const t = testEngine({ backend, nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }]), {});
    const running = await t.engine.get(run.id);
    const { seen, ended } = collect(t.engine.follow(run.id));
    await t.settle();
    // The next look sees a record from before the end, and a journal from after it.
    stale = running;
    open('a');
    await ended;

    expect(seen.map(({ record }) => record.status)).toEqual(['running', 'completed']);
    expect(seen.at(-1)?.facts.at(-1)?.fact.type).toBe('run.completed');
    await t.close();
  });

  it('refuses what it cannot follow', async () => {
    const t = testEngine();
    const first = async (runId: string, tenant?: string): Promise<unknown> =>
      t.engine.follow(runId, { tenant })[Symbol.asyncIterator]().next();

    expect(await failure(first('nobody'))).toMatchObject({ code: 'RUN_NOT_FOUND' });
    expect(() => t.engine.follow('r', { fromSeq: -1 })).toThrow(TypeError);
    expect(() => t.engine.follow('r', { poll: 0 })).toThrow(TypeError);
    await t.close();
    expect(await failure(first('nobody'))).toMatchObject({ code: 'ENGINE_CLOSED' });
  });

  it('shows nothing of another tenant', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const run = await t.start(chainOfTwo, {}, { tenant: 'acme' });
    const updates = t.engine.follow(run.id, { tenant: 'globex' })[Symbol.asyncIterator]();
    expect(await failure(updates.next())).toMatchObject({ code: 'RUN_NOT_FOUND' });
    await t.close();
  });
});

function controllerOf(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
