import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import type { HeartbeatResult } from '../ports/claim.js';
import { testEngine } from '../testing/test-engine.js';
import { virtualClock } from '../testing/virtual-clock.js';
import { createEngine } from './create-engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { altered, slow } from './store.fixture.js';

const waitBeside = sketch([
  { id: 'busy' },
  { id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } },
]);

const deaf = { subscribe: () => () => undefined };

describe('mail for a run that is held where no hint comes', () => {
  it('comes with the outcome of the next commit', async () => {
    const backend = memory();
    const finish: ((value: unknown) => void)[] = [];
    const node = scripted(() => new Promise((resolve) => finish.push(resolve)));
    const clock = virtualClock();
    const engine = createEngine({ backend: altered(() => deaf, backend), clock, nodes: [node] });
    const wait = { id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } };
    const workflow = sketch([{ id: 'first' }, { id: 'second' }, wait]);
    const result = engine.run(workflow, {}, { runId: 'r' });
    await clock.settle();
    const other = createEngine({ backend });
    await other.signal('r', 'go', 'now', { id: 's' });

    finish.shift()?.(1);
    await clock.settle();
    const journal = await other.journal('r');
    finish.shift()?.(2);

    const taken = journal.filter(({ type }) => type === 'signal.received');
    expect(taken).toMatchObject([{ id: 's', payload: 'now' }]);
    expect(await result).toEqual({ first: 1, second: 2, w: 'now' });
    await Promise.all([engine.close(), other.close()]);
  });

  it('comes with the heartbeat', async () => {
    const backend = memory();
    let finish = (_value: unknown): void => undefined;
    const node = scripted(() => new Promise((resolve) => (finish = resolve)));
    const clock = virtualClock();
    const engine = createEngine({
      backend: altered(() => deaf, backend),
      clock,
      nodes: [node],
      lease: '30s',
    });
    const result = engine.run(waitBeside, {}, { runId: 'r' });
    await clock.settle();
    const other = createEngine({ backend, clock });
    await other.signal('r', 'go', 'now');
    await clock.advance(10_000);
    const journal = await other.journal('r');
    finish('done');

    expect(journal.map(({ type }) => type)).toContain('signal.received');
    expect(await result).toEqual({ busy: 'done', w: 'now' });
    await Promise.all([engine.close(), other.close()]);
  });

  it('that cannot be read is told as an error, and read with a later heartbeat', async () => {
    let isDown = true;
    const backend = memory();
    const clock = virtualClock();
    const node = scripted(() => new Promise(() => undefined));
    const engine = createEngine({
      backend: altered(
        (sound) => ({
          ...deaf,
          readInbox: async (tenant, runId) => {
            if (isDown) throw new RangeError('down');
            return sound.readInbox(tenant, runId);
          },
        }),
        backend,
      ),
      clock,
      nodes: [node],
      lease: '30s',
    });
    const errors: unknown[] = [];
    engine.on('error', (event) => errors.push(event));
    void engine.run(waitBeside, {}, { runId: 'r' }).catch(() => undefined);
    await clock.settle();
    const other = createEngine({ backend, clock });
    await other.signal('r', 'go', 'now');
    await clock.advance(10_000);
    isDown = false;
    await clock.advance(10_000);

    expect(errors).toEqual([{ error: new RangeError('down'), during: 'reading an inbox' }]);
    expect((await other.journal('r')).at(-1)).toMatchObject({ type: 'step.completed', step: 'w' });
    const closed = engine.close({ drainMs: 0 });
    await clock.advance(1);
    await Promise.all([closed, other.close()]);
  });
});

describe('mail that comes twice', () => {
  it('by a hint and with the outcome of a commit, is taken once', async () => {
    const open: (() => void)[] = [];
    const backend = slow((sound) => ({
      commit: async (changes) => {
        await new Promise<void>((resolve) => open.push(resolve));
        return sound.commit(changes);
      },
    }));
    const finish: ((value: unknown) => void)[] = [];
    const node = scripted(() => new Promise((resolve) => finish.push(resolve)));
    const t = testEngine({ backend, nodes: [node] });
    const wait = (id: string) => ({
      id,
      type: 'flow.waitForSignal',
      input: { signal: 'go' },
    });
    const workflow = sketch(
      [{ id: 'first' }, { id: 'second' }, wait('one'), wait('two')],
      'one>two',
    );
    const run = await t.start(workflow, {});
    // The waiting step is written; then a commit is under way while the signal comes.
    open.shift()?.();
    await t.settle();
    finish.shift()?.(1);
    await t.settle();
    await run.signal('go', 'once');
    await t.settle();
    for (let i = 0; i < 4; i++) {
      open.shift()?.();
      await t.settle();
    }

    const journal = await run.journal();
    expect(journal.filter(({ type }) => type === 'signal.received')).toHaveLength(1);
    const waiting = (await run.progress()).steps.filter(({ status }) => status === 'waiting');
    expect(waiting).toMatchObject([{ step: 'two' }]);
    await t.close();
  });
});

describe('the heartbeat', () => {
  it.each([new RangeError('down'), 'down'])(
    'that fails is told and sent again: %s',
    async (thrown) => {
      let failures = 1;
      let beats = 0;
      const backend = altered((sound) => ({
        heartbeat: async (beat) => {
          beats += 1;
          if (failures-- > 0) return Promise.reject(thrown);
          return sound.heartbeat(beat);
        },
      }));
      const node = scripted(() => new Promise(() => undefined));
      const t = testEngine({ backend, nodes: [node], lease: '30s' });
      const errors: unknown[] = [];
      t.engine.on('error', (event) => errors.push(event));
      const run = await t.start(sketch([{ id: 'a' }]), {});
      await t.advance('20s');

      expect(beats).toBe(2);
      expect(errors).toMatchObject([{ error: { message: 'down' }, during: 'the heartbeat' }]);
      expect(await run.status()).toBe('running');
      await t.close();
    },
  );

  it('that says that a run is lost stops it, once', async () => {
    const aborted: unknown[] = [];
    const backend = altered((sound) => ({
      heartbeat: (beat) => {
        const answer = sound.heartbeat(beat) as HeartbeatResult;
        return { ...answer, lost: beat.holding.map(({ runId }) => runId) };
      },
    }));
    const node = scripted(
      (_input, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => aborted.push(signal.reason))),
    );
    const t = testEngine({ backend, nodes: [node], lease: '30s' });
    const lost: unknown[] = [];
    t.engine.on('lease.lost', (event) => lost.push(event));
    const run = await t.start(sketch([{ id: 'a' }]), {});
    await t.advance('10s');

    expect(lost).toEqual([{ tenant: 'default', runId: run.id, workflowId: 'sketch' }]);
    expect(aborted).toHaveLength(1);
    await t.close();
  });

  it('is not sent while nothing is held', async () => {
    let beats = 0;
    const backend = altered((sound) => ({
      heartbeat: (beat) => {
        beats += 1;
        return sound.heartbeat(beat);
      },
    }));
    const t = testEngine({ backend, nodes: [scripted(async () => 1)] });
    await t.start(sketch([{ id: 'a' }]), {});
    await t.advance('10m');

    expect(beats).toBe(0);
    await t.close();
  });
});

describe('runs given up', () => {
  it('are not asked for again once the engine is closed', async () => {
    const refusals: (() => void)[] = [];
    const backend = altered(() => ({
      commit: () => {
        throw new RangeError('commit');
      },
      drop: () =>
        new Promise<void>((_resolve, reject) =>
          refusals.push(() => reject(new RangeError('drop'))),
        ),
    }));
    const t = testEngine({ backend, nodes: [scripted(() => 1)] });
    await t.start(sketch([{ id: 'a' }]), {});
    await t.close();
    refusals.shift()?.();
    await t.settle();

    expect(t.clock.pending).toBe(0);
  });
});

describe('a child whose workflow is looked up slowly', () => {
  const child = sketch([{ id: 'work' }], '', { id: 'child' });
  const parent = sketch(
    [{ id: 'call', type: 'flow.subWorkflow', input: { workflowId: 'child' } }],
    '',
    { id: 'parent' },
  );

  function opening() {
    const open: (() => void)[] = [];
    const backend = slow((sound) => ({
      latestWorkflow: async (tenant, id) => {
        await new Promise<void>((resolve) => open.push(resolve));
        return sound.latestWorkflow(tenant, id);
      },
    }));
    return { backend, open };
  }

  it('starts when it is found', async () => {
    const { backend, open } = opening();
    const t = testEngine({ backend, nodes: [scripted(() => 'made')] });
    const saved = await t.start(child, {});
    const run = await t.start(parent, {});
    expect([await saved.status(), await run.status()]).toEqual(['completed', 'running']);
    open.shift()?.();
    await t.settle();

    expect(await run.result()).toBe('made');
    await t.close();
  });

  it('fails its step when it is not', async () => {
    const { backend, open } = opening();
    const t = testEngine({ backend });
    const run = await t.start(parent, {});
    open.shift()?.();
    await t.settle();

    expect((await t.engine.get(run.id))?.error).toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
      step: 'call',
    });
    await t.close();
  });

  it('is forgotten when the run was let go meanwhile', async () => {
    const { backend, open } = opening();
    const t = testEngine({ backend, nodes: [scripted(() => 1)] });
    await t.start(child, {});
    await t.start(parent, {});
    await t.close();
    open.shift()?.();
    await t.settle();

    expect(t.clock.pending).toBe(0);
  });
});
