import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import type { Durability } from '../model/document.js';
import type { RunChange } from '../ports/run-change.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { counted, slow, typesOf } from './store.fixture.js';

/** A store whose commits wait to be let through. */
function gatedCommits() {
  const open: (() => void)[] = [];
  const written: RunChange[] = [];
  const backend = slow((sound) => ({
    commit: async (changes) => {
      await new Promise<void>((resolve) => open.push(resolve));
      written.push(...changes);
      return sound.commit(changes);
    },
  }));
  return { backend, open, written };
}

const chain = (durability: Durability, ids = ['a', 'b', 'c']) =>
  sketch(
    ids.map((id) => ({ id })),
    ids
      .slice(1)
      .map((id, i) => `${ids[i]}>${id}`)
      .join(' '),
    { settings: { durability } },
  );

describe('what is committed when', () => {
  it('pure steps are one commit, at the end (DR2)', async () => {
    const commits: string[][] = [];
    const node = scripted(() => 1, { effect: 'pure' });
    const t = testEngine({ backend: counted(commits), nodes: [node] });
    await t.start(chain('strict'), {});

    expect(commits).toEqual([
      ['run.started', 'step.completed a', 'step.completed b', 'step.completed c', 'run.completed'],
    ]);
    await t.close();
  });

  it('pure steps need not wait for the commit before them (DR2)', async () => {
    const { backend, open, written } = gatedCommits();
    const ran: string[] = [];
    const note = (_input: unknown, { step }: { readonly step: string }): void =>
      void ran.push(step);
    const sum = { type: 'test.sum', effect: 'pure' } as const;
    const t = testEngine({ backend, nodes: [scripted(note), scripted(note, sum)] });
    await t.start(sketch([{ id: 'a' }, { id: 'b', type: 'test.sum' }, { id: 'c' }], 'a>b b>c'), {});

    expect([ran, written]).toEqual([['a', 'b'], []]);
    open.shift()?.();
    await t.settle();
    expect(ran).toEqual(['a', 'b', 'c']);
    open.shift()?.();
    await t.settle();
    expect(written.map(typesOf)).toEqual([
      ['run.started', 'step.completed a', 'step.completed b'],
      ['step.completed c', 'run.completed'],
    ]);
    await t.close();
  });

  it('strict: each step is committed before the next starts', async () => {
    const commits: string[][] = [];
    const t = testEngine({ backend: counted(commits), nodes: [scripted(() => 1)] });
    await t.start(chain('strict'), {});

    expect(commits).toEqual([
      ['run.started', 'step.completed a'],
      ['step.completed b'],
      ['step.completed c', 'run.completed'],
    ]);
    await t.close();
  });

  it.each<[Durability, readonly string[], readonly string[]]>([
    ['strict', ['a'], ['a', 'b']],
    ['pipelined', ['a', 'b', 'c'], ['a', 'b', 'c']],
  ])('%s: steps started while the first commit is under way', async (durability, during, after) => {
    const { backend, open } = gatedCommits();
    const ran: string[] = [];
    const node = scripted(async (_input, { step }) => void ran.push(step));
    const t = testEngine({ backend, nodes: [node] });
    const run = await t.start(chain(durability), {});
    const before = [...ran];
    open.shift()?.();
    await t.settle();

    expect([before, ran]).toEqual([during, after]);
    for (let i = 0; i < 3; i++) {
      open.shift()?.();
      await t.settle();
    }
    expect(await run.status()).toBe('completed');
    await t.close();
  });

  it('at most one commit of a run is under way (DR1)', async () => {
    const { backend, open, written } = gatedCommits();
    const t = testEngine({ backend, nodes: [scripted(async () => 1)] });
    await t.start(chain('pipelined'), {});

    expect(open).toHaveLength(1);
    open.shift()?.();
    await t.settle();
    expect(open).toHaveLength(1);
    open.shift()?.();
    await t.settle();

    expect(written.map(typesOf)).toEqual([
      ['run.started', 'step.completed a'],
      ['step.completed b', 'step.completed c', 'run.completed'],
    ]);
    await t.close();
  });

  it('exit: commits at waits and at the end only', async () => {
    const commits: string[][] = [];
    const t = testEngine({ backend: counted(commits), nodes: [scripted(async () => 1)] });
    const delay = { id: 'd', type: 'flow.delay', input: { duration: '1h' } };
    const workflow = sketch([{ id: 'a' }, { id: 'b' }, delay, { id: 'c' }], 'a>b b>d d>c', {
      settings: { durability: 'exit' },
    });
    const run = await t.start(workflow, {});
    expect(commits).toEqual([
      ['run.started', 'step.completed a', 'step.completed b', 'step.waiting d'],
    ]);
    await t.advance('1h');

    expect(commits.slice(1)).toEqual([
      ['timer.fired d', 'step.completed d', 'step.completed c', 'run.completed'],
    ]);
    expect(await run.status()).toBe('completed');
    await t.close();
  });

  it.each<Durability>(['strict', 'pipelined', 'exit'])(
    '%s: a step that may run only once begins after that was committed (DR3)',
    async (durability) => {
      const { backend, open, written } = gatedCommits();
      const ran: string[] = [];
      const node = scripted((_input, { step }) => ran.push(step), { effect: 'atMostOnce' });
      const t = testEngine({ backend, nodes: [node] });
      const run = await t.start(chain(durability, ['a']), {});
      const before = [...ran];
      open.shift()?.();
      await t.settle();

      expect([before, ran]).toEqual([[], ['a']]);
      expect(written.map(typesOf)).toEqual([['run.started', 'step.started a']]);
      open.shift()?.();
      await t.settle();
      expect(await run.status()).toBe('completed');
      await t.close();
    },
  );

  it('a failed attempt waits for its next one in a commit of its own', async () => {
    const commits: string[][] = [];
    let fails = 1;
    const node = scripted(() => {
      if (fails-- > 0) throw new Error('not yet');
    });
    const t = testEngine({ backend: counted(commits), nodes: [node] });
    // So short that the run is kept meanwhile.
    await t.start(sketch([{ id: 'a', retry: { delay: '500ms', jitter: 'none' } }]), {});
    await t.advance('500ms');

    expect(commits).toEqual([
      ['run.started', 'step.retrying a'],
      ['timer.fired a'],
      ['step.completed a', 'run.completed'],
    ]);
    await t.close();
  });
});

describe('a step that is cancelled before it begins', () => {
  it.each(['atMostOnce', 'idempotent'] as const)(
    'never runs when that is committed meanwhile (%s)',
    async (effect) => {
      const { backend, open } = gatedCommits();
      const ran: string[] = [];
      const node = scripted((_input, { step }) => void ran.push(step), { effect });
      const once = { type: 'test.first' };
      const first = scripted((_input, { step }) => void ran.push(step), once);
      const t = testEngine({ backend, nodes: [node, first] });
      const workflow = sketch([{ id: 'a', ...once }, { id: 'b' }], 'a>b');
      const run = await t.start(workflow, {});
      if (effect === 'atMostOnce') {
        open.shift()?.();
        await t.settle();
      }

      await run.cancel('stop');
      await t.settle();
      for (let i = 0; i < 4; i++) {
        open.shift()?.();
        await t.settle();
      }

      expect(ran).toEqual(['a']);
      expect(await run.status()).toBe('cancelled');
      await t.close();
    },
  );

  it('never runs when it was waiting for its turn', async () => {
    const ran: string[] = [];
    const node = scripted((_input, { step, signal }) => {
      ran.push(step);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const t = testEngine({ nodes: [node] });
    const workflow = sketch([{ id: 'a' }, { id: 'b' }, { id: 'c' }], '', {
      settings: { concurrency: 1 },
    });
    const run = await t.start(workflow, {});
    await run.cancel();
    await t.settle();

    expect(ran).toEqual(['a']);
    expect(await run.status()).toBe('cancelled');
    await t.close();
  });
});

describe('settings.concurrency', () => {
  it.each([
    [1, 1],
    [2, 2],
    [undefined, 5],
  ])('of %s lets %i of five steps run at once', async (concurrency, expected) => {
    const finish: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const node = scripted(async () => {
      most = Math.max(most, (running += 1));
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
    });
    const t = testEngine({ nodes: [node] });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const run = await t.start(
      sketch(
        ids.map((id) => ({ id })),
        '',
        { settings: { concurrency } },
      ),
      {},
    );
    for (let i = 0; i < 5; i++) {
      finish.shift()?.();
      await t.settle();
    }

    expect(most).toBe(expected);
    expect(await run.status()).toBe('completed');
    await t.close();
  });
});

describe('a step that may run once, while the engine closes', () => {
  it('is made when its beginning is being written, so that nobody has to ask', async () => {
    const data = memory();
    const ran: string[] = [];
    const node = scripted((_input, { step }) => void ran.push(step), { effect: 'atMostOnce' });
    let commits = 0;
    let letCommit = (): void => undefined;
    const backend = slow(
      (sound) => ({
        commit: async (changes) => {
          if (commits++ === 0) await new Promise<void>((resolve) => (letCommit = resolve));
          return sound.commit(changes);
        },
      }),
      data,
    );
    const t = testEngine({ backend, nodes: [node] });
    const run = await t.start(sketch([{ id: 'charge' }, { id: 'next' }], 'charge>next'), {});

    const closed = t.engine.close({ drain: '10s' });
    await t.settle();
    letCommit();
    await t.settle();
    await closed;

    expect(ran).toEqual(['charge']);
    const after = testEngine({ backend: data, nodes: [node], seed: 2, startAt: t.clock.now() });
    await after.advance('1s');
    expect((await after.engine.get(run.id))?.status).toBe('completed');
    expect(ran).toEqual(['charge', 'next']);
    await after.close();
  });
});
