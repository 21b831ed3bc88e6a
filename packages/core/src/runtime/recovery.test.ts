import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { altered } from './store.fixture.js';

/** Two processes over one store; the first never comes back: its clock stands still for ever. */
function twoProcesses(
  work: Parameters<typeof scripted>[0],
  options?: Parameters<typeof scripted>[1],
) {
  const backend = memory();
  const node = scripted(work, options);
  const first = testEngine({ backend, nodes: [node], lease: '30s' });
  const second = (): ReturnType<typeof testEngine> =>
    testEngine({ backend, nodes: [node], lease: '30s', seed: 2, startAt: first.clock.now() });
  return { first, second };
}

const isFirstTime = (): ((step: string) => boolean) => {
  const seen = new Set<string>();
  return (step) => {
    if (seen.has(step)) return false;
    seen.add(step);
    return true;
  };
};

describe('after a crash', () => {
  it('another process goes on when the lease has ended, running again only what was in flight', async () => {
    const ran: string[] = [];
    const first = isFirstTime();
    const { first: dead, second } = twoProcesses((_input, { step }) => {
      ran.push(step);
      return step === 'b' && first('b') ? new Promise(() => undefined) : step;
    });
    const run = await dead.start(sketch([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 'a>b b>c'), {});
    const alive = second();

    await alive.advance('29s');
    const early = [...ran];
    await alive.advance('2s');

    expect(early).toEqual(['a', 'b']);
    expect(ran).toEqual(['a', 'b', 'b', 'c']);
    const record = await alive.engine.get(run.id);
    expect(record).toMatchObject({ status: 'completed', crashes: 1, epoch: 2 });
    await alive.close();
  });

  it('gives a step run again the same attempt number: a crash costs no retry', async () => {
    const attempts: number[] = [];
    const first = isFirstTime();
    const { first: dead, second } = twoProcesses((_input, { attempt }) => {
      attempts.push(attempt);
      return first('x') ? new Promise(() => undefined) : 1;
    });
    await dead.start(sketch([{ id: 'a' }]), {});
    const alive = second();
    await alive.advance('31s');

    expect(attempts).toEqual([1, 1]);
    await alive.close();
  });

  it('does not run a step again that may run only once, but asks', async () => {
    const ran: string[] = [];
    const { first: dead, second } = twoProcesses(
      (_input, { step }) => {
        ran.push(step);
        return new Promise(() => undefined);
      },
      { effect: 'atMostOnce' },
    );
    const run = await dead.start(sketch([{ id: 'charge' }]), {});
    const alive = second();
    const asked: string[] = [];
    alive.engine.on('step.unknown', ({ step }) => asked.push(step));
    await alive.advance('31s');

    expect([ran, asked]).toEqual([['charge'], ['charge']]);
    expect((await alive.engine.get(run.id))?.waits).toMatchObject([
      { step: 'charge', about: { kind: 'unknown' } },
    ]);
    await alive.engine.resolveStep(run.id, 'charge', { action: 'complete', output: 'paid' });
    await alive.settle();
    expect((await alive.engine.get(run.id))?.output).toBe('paid');
    await alive.close();
  });

  it('keeps the time of a timer that was set before', async () => {
    const { first: dead, second } = twoProcesses(() => 1);
    const workflow = sketch([{ id: 'd', type: 'flow.delay', input: { duration: '1h' } }]);
    const run = await dead.start(workflow, {});
    const alive = second();

    await alive.advance('59m');
    const before = (await alive.engine.get(run.id))?.status;
    await alive.advance('1m');

    expect([before, (await alive.engine.get(run.id))?.status]).toEqual(['waiting', 'completed']);
    await alive.close();
  });

  it('refuses everything that the lost worker still wants to write', async () => {
    let finish = (_value: string): void => undefined;
    const first = isFirstTime();
    const { first: zombie, second } = twoProcesses(() =>
      first('x') ? new Promise((resolve) => (finish = resolve)) : 'second',
    );
    const lost: string[] = [];
    zombie.engine.on('lease.lost', ({ runId }) => lost.push(runId));
    const run = await zombie.start(sketch([{ id: 'a' }]), {});
    const alive = second();
    await alive.advance('31s');

    finish('first');
    await zombie.settle();

    expect(lost).toEqual([run.id]);
    const completed = (await run.journal()).filter(({ type }) => type === 'step.completed');
    expect(completed).toMatchObject([{ output: 'second' }]);
    await alive.close();
  });

  it('does not begin a step that was prepared for longer than its lease is known to last', async () => {
    const backend = memory();
    const begun: string[] = [];
    const nodeOf = (who: string): ReturnType<typeof scripted> => scripted(() => begun.push(who));
    let reveal = (_secret: string): void => undefined;
    const zombie = testEngine({
      // Stopped: its heartbeats are not answered, until it comes back.
      backend: altered(() => ({ heartbeat: () => new Promise<never>(() => undefined) }), backend),
      nodes: [nodeOf('zombie')],
      lease: '30s',
      secrets: { get: () => new Promise((resolve) => (reveal = resolve)) },
    });
    const workflow = sketch([{ id: 'a', input: { key: { $secret: 'crm/key' } } }]);
    const run = await zombie.start(workflow, {});
    const alive = testEngine({
      backend,
      nodes: [nodeOf('other')],
      lease: '30s',
      seed: 2,
      startAt: zombie.clock.now(),
      secrets: { get: async () => 's' },
    });
    await alive.advance('31s');
    await zombie.advance('31s');

    reveal('s');
    await zombie.settle();

    expect(begun).toEqual(['other']);
    expect((await alive.engine.get(run.id))?.status).toBe('completed');
    await alive.close();
  });

  it('keeps a lease alive with heartbeats while a step takes long', async () => {
    const backend = memory();
    let starts = 0;
    const node = scripted(() => {
      starts += 1;
      return new Promise(() => undefined);
    });
    const t = testEngine({ backend, nodes: [node], lease: '30s', stepTimeout: '1h' });
    const other = testEngine({
      backend,
      nodes: [node],
      lease: '30s',
      seed: 2,
      startAt: t.clock.now(),
    });
    await t.start(sketch([{ id: 'a' }]), {});

    for (let i = 0; i < 10; i++) {
      await t.advance('10s');
      await other.advance('10s');
    }

    expect(starts).toBe(1);
    await Promise.all([t.close(), other.close()]);
  });
});

describe('drive', () => {
  it('sees a run through without a worker, and leaves the others', async () => {
    const engine = createEngine({ nodes: [scripted((_input, { step }) => step)] });
    const other = await engine.start(sketch([{ id: 'other' }]), {});
    const run = await engine.start(sketch([{ id: 'mine' }]), {});

    expect(await run.drive()).toBe('mine');

    expect(await other.status()).toBe('queued');
    await engine.close();
  });
});
