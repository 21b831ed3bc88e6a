import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import type { Backend } from '../ports/store.js';
import { virtualClock } from '../testing/virtual-clock.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import type { EngineEvents } from './engine-events.js';
import { failure, scripted, sketch } from './engine.fixture.js';

const single = sketch([{ id: 'a' }]);

/** A backend that opens when it is told to. */
function gated(): { backend: Backend; open: () => void; refuse: (reason: Error) => void } {
  const sound = memory();
  let open = (): void => undefined;
  let refuse = (_reason: Error): void => undefined;
  const gate = new Promise<void>((resolve, reject) => {
    open = resolve;
    refuse = reject;
  });
  const backend: Backend = {
    name: 'gated',
    open: async (host) => {
      await gate;
      return sound.open(host);
    },
  };
  return { backend, open, refuse };
}

describe('a worker', () => {
  it('takes as many runs at once as it may, and says how many it holds', async () => {
    const clock = virtualClock();
    const finish: ((value: unknown) => void)[] = [];
    const node = scripted(() => new Promise((resolve) => finish.push(resolve)));
    const engine = createEngine({ clock, nodes: [node] });
    const worker = engine.worker({ concurrency: 2 });
    for (let i = 0; i < 3; i++) await engine.start(single);
    await clock.settle();
    const before = [worker.active, finish.length];
    finish.shift()?.(1);
    await clock.settle();

    expect([before, [worker.active, finish.length]]).toEqual([
      [2, 2],
      [2, 2],
    ]);
    const closed = engine.close({ drainMs: 0 });
    await clock.advance(1);
    await closed;
    expect(worker.active).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a concurrency of %d', (concurrency) => {
    const engine = createEngine();

    expect(() => engine.worker({ concurrency })).toThrow(
      new TypeError(`concurrency: expected a whole number >= 1, got ${concurrency}`),
    );
  });

  it('that is closed finishes what is under way, and leaves the rest', async () => {
    const clock = virtualClock();
    const ran: string[] = [];
    let finish = (_value: unknown): void => undefined;
    const node = scripted((_input, { step }) => {
      ran.push(step);
      return new Promise((resolve) => (finish = resolve));
    });
    const engine = createEngine({ clock, nodes: [node] });
    const worker = engine.worker({ concurrency: 1 });
    const run = await engine.start(sketch([{ id: 'a' }, { id: 'b' }], 'a>b'));
    const other = await engine.start(single);
    await clock.settle();

    const closed = worker.close({ drain: '1m' });
    await clock.advance(59_000);
    finish('done');
    await clock.settle();
    await closed;

    expect(ran).toEqual(['a']);
    expect([await run.status(), await other.status()]).toEqual(['queued', 'queued']);
    expect((await run.journal()).map(({ type }) => type)).toEqual([
      'run.started',
      'step.completed',
    ]);
    await engine.close();
  });

  it('that is closed waits no longer than it was told', async () => {
    const clock = virtualClock();
    const node = scripted(() => new Promise(() => undefined));
    const engine = createEngine({ clock, nodes: [node] });
    const worker = engine.worker();
    await engine.start(single);
    await clock.settle();
    let isClosed = false;
    const closed = worker.close({ drainMs: 500 }).then(() => (isClosed = true));

    await clock.advance(499);
    expect(isClosed).toBe(false);
    await clock.advance(1);
    await closed;
    const shut = engine.close({ drainMs: 0 });
    await clock.advance(1);
    await shut;
  });

  it('begins when the store is open, and takes nothing when it was closed before', async () => {
    const clock = virtualClock();
    const { backend, open } = gated();
    let runs = 0;
    const engine = createEngine({ backend, clock, nodes: [scripted(() => (runs += 1))] });
    const early = engine.worker();
    const closed = early.close();
    const started = engine.start(single);
    expect(early.active).toBe(0);
    open();
    await closed;
    const run = await started;
    await clock.settle();
    expect([runs, await run.status()]).toEqual([0, 'queued']);

    const worker = engine.worker();
    await clock.settle();
    expect(runs).toBe(1);
    await worker.close();
    await worker.close();
    await engine.close();
  });

  it('tells of a store that cannot be opened, and can be closed', async () => {
    const clock = virtualClock();
    const { backend, refuse } = gated();
    const engine = createEngine({ backend, clock });
    const errors: EngineEvents['error'][] = [];
    engine.on('error', (event) => errors.push(event));
    const worker = engine.worker();
    refuse(new RangeError('no server'));
    await clock.settle();

    expect(errors).toEqual([{ error: new RangeError('no server'), during: 'opening the store' }]);
    await worker.close();
    expect(await failure(engine.list())).toEqual(new RangeError('no server'));
    await engine.close();
  });

  it('does not keep the engine from closing while its store cannot be opened', async () => {
    const { backend, refuse } = gated();
    const engine = createEngine({ backend });
    engine.worker();
    const closed = engine.close();
    refuse(new RangeError('no server'));

    expect(await failure(closed)).toBeUndefined();
  });

  it('takes what came while it had no room as soon as it has some', async () => {
    const finish: (() => void)[] = [];
    const node = scripted(() => new Promise((resolve) => finish.push(() => resolve(1))));
    const t = testEngine({ nodes: [node], concurrency: 1 });
    const runs = [
      await t.start(sketch([{ id: 'a' }]), {}),
      await t.start(sketch([{ id: 'a' }]), {}),
    ];
    expect(finish).toHaveLength(1);
    finish.shift()?.();
    await t.settle();
    finish.shift()?.();
    await t.settle();

    expect(await Promise.all(runs.map((run) => run.status()))).toEqual(['completed', 'completed']);
    await t.close();
  });
});
