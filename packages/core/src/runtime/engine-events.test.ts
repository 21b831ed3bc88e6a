import { describe, expect, it } from 'vitest';

import { NodeError } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { nextTurn } from '../testing/turns.js';
import { EventSource, type EngineEventName, type EngineEvents } from './engine-events.js';
import type { Engine } from './engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { altered, slow } from './store.fixture.js';

const names: readonly EngineEventName[] = [
  'run.started',
  'run.waiting',
  'run.resumed',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'step.started',
  'step.completed',
  'step.failed',
  'step.retrying',
  'step.waiting',
  'step.cancelled',
  'step.unknown',
  'step.progress',
  'journal',
  'lease.lost',
  'error',
];

type Told = { readonly name: EngineEventName; readonly event: unknown };

/** Everything that an engine tells, in order. */
function listen(engine: Engine, among = names): Told[] {
  const told: Told[] = [];
  for (const name of among) engine.on(name, (event) => told.push({ name, event }));
  return told;
}

/** Names only; entries of the journal by the type of their fact. */
const named = (told: readonly Told[]): string[] =>
  told.map(({ name, event }) =>
    name === 'journal' ? `journal ${(event as EngineEvents['journal']).fact.type}` : name,
  );

describe('events of the engine', () => {
  it('tell each fact of a run once, with whose it is and what happened', async () => {
    let fails = 1;
    const node = scripted((_input, ctx) => {
      ctx.progress(0.5, 'half');
      if (fails-- > 0) throw new NodeError({ category: 'network', message: 'down' });
      return 'done';
    });
    const t = testEngine({ nodes: [node] });
    const told = listen(t.engine);
    const retry = { delay: '10s', jitter: 'none' } as const;
    const run = await t.start(sketch([{ id: 'a', retry }]), { n: 1 }, { tenant: 'acme' });
    await t.advance('10s');

    const at = t.clock.now();
    const facts = { tenant: 'acme', runId: run.id, workflowId: 'sketch' };
    const first = { ...facts, at: at - 10_000 };
    const step = { step: 'a', attempt: 1 };
    const again = { step: 'a', attempt: 2 };
    const error = expect.objectContaining({ category: 'network', message: 'down' }) as unknown;
    const half = { fraction: 0.5, message: 'half' };
    expect(told).toEqual([
      { name: 'run.started', event: { ...first, input: { n: 1 } } },
      { name: 'step.started', event: { ...first, ...step } },
      { name: 'step.progress', event: { ...first, ...step, ...half } },
      { name: 'step.retrying', event: { ...first, ...step, error, wakeAt: at } },
      { name: 'run.waiting', event: { ...first, wakeAt: at } },
      {
        name: 'journal',
        event: { ...facts, at, fact: { type: 'timer.fired', at, step: 'a' } },
      },
      { name: 'step.started', event: { ...facts, at, ...again } },
      { name: 'step.progress', event: { ...facts, at, ...again, ...half } },
      {
        name: 'step.completed',
        event: { ...facts, at, ...again, port: 'out', output: 'done', durationMs: 0 },
      },
      { name: 'run.completed', event: { ...facts, at, output: 'done' } },
    ]);
    await t.close();
  });

  it('tell how a run failed and that it goes on', async () => {
    let isBroken = true;
    let fail = (_reason: unknown): void => undefined;
    const node = scripted(() =>
      isBroken ? new Promise((_resolve, reject) => (fail = reject)) : 1,
    );
    const t = testEngine({ nodes: [node] });
    const told = listen(t.engine, ['step.failed', 'run.failed', 'run.resumed', 'run.completed']);
    const run = await t.start(sketch([{ id: 'a' }]), {});
    await t.advance('3s');
    fail(new NodeError({ category: 'permanent', message: 'no' }));
    await t.settle();
    isBroken = false;
    await run.resume();
    await t.settle();

    expect(named(told)).toEqual(['step.failed', 'run.failed', 'run.resumed', 'run.completed']);
    expect(told.map(({ event }) => event)).toMatchObject([
      { step: 'a', attempt: 1, durationMs: 3_000, error: { message: 'no' } },
      { runId: run.id, error: { message: 'no', step: 'a' } },
      { runId: run.id, at: t.clock.now() },
      { output: 1 },
    ]);
    await t.close();
  });

  it('tell how long a step took', async () => {
    let finish = (_value: unknown): void => undefined;
    const node = scripted(() => new Promise((resolve) => (finish = resolve)));
    const t = testEngine({ nodes: [node] });
    const told = listen(t.engine, ['step.completed']);
    await t.start(sketch([{ id: 'a' }]), {});
    await t.advance('7s');
    finish(1);
    await t.settle();

    expect(told).toMatchObject([{ event: { durationMs: 7_000, at: t.clock.now() } }]);
    await t.close();
  });

  it('tell of waits, signals, requests and how a run was cancelled', async () => {
    const t = testEngine({ nodes: [scripted(() => new Promise(() => undefined))] });
    const told = listen(t.engine);
    const signal = (id: string) => ({ id, type: 'flow.waitForSignal', input: { signal: id } });
    const run = await t.start(sketch([signal('go'), signal('on')], 'go>on'), {});
    await run.signal('go', 7);
    await t.settle();
    await run.cancel('enough');
    await t.settle();

    expect(named(told)).toEqual([
      'run.started',
      'step.started',
      'step.waiting',
      'run.waiting',
      'journal signal.received',
      'step.started',
      'step.completed',
      'step.started',
      'step.waiting',
      'run.waiting',
      'journal cancel.requested',
      'run.cancelled',
    ]);
    expect(told[2]?.event).toMatchObject({ step: 'go', wait: { signal: 'go' } });
    expect(told.at(-1)?.event).toMatchObject({ reason: 'enough' });
    await t.close();
  });

  it('tell of children, time limits and steps that may run only once in the journal’s words', async () => {
    const child = sketch([{ id: 'd', type: 'flow.delay', input: { duration: '1d' } }], '', {
      id: 'child',
    });
    const call = { id: 'call', type: 'flow.subWorkflow', input: { workflowId: 'child' } };
    const t = testEngine({ workflows: [child], nodes: [scripted(() => 1)] });
    const told = listen(t.engine, ['journal']);
    const limited = sketch([{ id: 'a', effect: 'atMostOnce' }, call], 'a>call', {
      settings: { timeout: '1h' },
    });
    const run = await t.start(limited, {});
    await t.advance('1h');

    const own = told.filter(({ event }) => (event as { runId: string }).runId === run.id);
    expect(named(own)).toEqual([
      'journal step.started',
      'journal child.started',
      'journal run.timedOut',
      'journal child.ended',
    ]);
    expect((await t.engine.get(run.id))?.status).toBe('failed');
    await t.close();
  });

  it('are told after the commit of what they tell (DR4)', async () => {
    const gates: (() => void)[] = [];
    const backend = slow((sound) => ({
      commit: async (changes) => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return sound.commit(changes);
      },
    }));
    const t = testEngine({ backend, nodes: [scripted(() => 1)] });
    const told = listen(t.engine, ['step.completed', 'run.completed']);
    await t.start(sketch([{ id: 'a' }]), {});

    expect([told.length, gates.length]).toEqual([0, 1]);
    gates.shift()?.();
    await t.settle();
    expect(named(told)).toEqual(['step.completed', 'run.completed']);
    await t.close();
  });

  it('are not told of what was not written', async () => {
    const backend = altered(() => ({ commit: () => [{ ok: false, reason: 'stale' }] }));
    const t = testEngine({ backend, nodes: [scripted(() => 1)] });
    const told = listen(t.engine);
    const run = await t.start(sketch([{ id: 'a' }]), {});

    expect(named(told)).toEqual(['run.started', 'step.started', 'lease.lost']);
    expect(told.at(-1)?.event).toEqual({
      tenant: 'default',
      runId: run.id,
      workflowId: 'sketch',
    });
    await t.close();
  });
});

describe('listeners', () => {
  it('that throw are reported as error and harm neither the run nor other listeners', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    t.engine.on('step.completed', () => {
      throw new RangeError('mine');
    });
    t.engine.on('run.completed', () => {
      // oxlint-disable-next-line typescript/only-throw-error -- hosts throw anything
      throw 'text';
    });
    const told = listen(t.engine, ['step.completed', 'run.completed', 'error']);
    const run = await t.start(sketch([{ id: 'a' }]), {});

    expect(await run.result()).toBe(1);
    expect(named(told)).toEqual(['error', 'step.completed', 'error', 'run.completed']);
    expect(told[0]?.event).toEqual({
      error: new RangeError('mine'),
      during: 'a listener for "step.completed"',
    });
    expect(told[2]?.event).toMatchObject({ error: new Error('text') });
    await t.close();
  });

  it('that reject are reported as error too', async () => {
    const events = new EventSource();
    const errors: unknown[] = [];
    events.on('error', (event) => errors.push(event));
    const failing = (): unknown => Promise.reject(new RangeError('later'));
    events.on('lease.lost', failing);
    events.emit('lease.lost', { tenant: 't', runId: 'r', workflowId: 'w' });
    await nextTurn();

    expect(errors).toEqual([
      { error: new RangeError('later'), during: 'a listener for "lease.lost"' },
    ]);
  });

  it('for errors that throw themselves are left alone', () => {
    const events = new EventSource();
    let calls = 0;
    events.on('error', () => {
      calls += 1;
      throw new Error('again');
    });

    events.emit('error', { error: new Error('first'), during: 'a test' });

    expect(calls).toBe(1);
  });

  it('hear nothing after their off function, which may be called twice', () => {
    const events = new EventSource();
    const heard: string[] = [];
    const off = events.on('lease.lost', () => heard.push('first'));
    events.on('lease.lost', () => heard.push('second'));
    const lost = { tenant: 't', runId: 'r', workflowId: 'w' };
    events.emit('lease.lost', lost);
    off();
    off();
    events.emit('lease.lost', lost);

    expect(heard).toEqual(['first', 'second', 'second']);
    expect([events.isHeard, events.hears('lease.lost'), events.hears('journal')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('can be added again after all were removed, whatever is taken off late', () => {
    const events = new EventSource();
    const off = events.on('lease.lost', () => undefined);
    events.removeAll();
    off();
    events.on('lease.lost', () => undefined);

    expect([events.isHeard, events.hears('lease.lost')]).toEqual([true, true]);
  });
});
