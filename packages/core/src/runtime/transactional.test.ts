import { describe, expect, it } from 'vitest';

import * as z from 'zod';

import { memory } from '../memory/memory-backend.js';
import { FlowgraftError, isFlowgraftError } from '../model/error.js';
import { defineNode } from '../node/define-node.js';
import type { NodeContext } from '../node/node-context.js';
import type { RunChange } from '../ports/run-change.js';
import type { Store } from '../ports/store.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { altered, typesOf } from './store.fixture.js';

type Begin = NonNullable<Store['begin']>;

const failure = { operation: 'test', store: 'test' };

/** A table whose rows show when the transaction that wrote them is committed. */
function database() {
  const rows: string[] = [];
  const log: string[] = [];
  let fate: 'fine' | 'stale' | 'breaks' | 'cut' | 'down' | 'ended' = 'fine';
  const begin =
    (sound: Store): Begin =>
    async () => {
      const written: string[] = [];
      if (fate === 'down') throw new FlowgraftError('STORE_FAILED', 'down', failure);
      let isOpen = true;
      log.push('begin');
      return {
        client: { insert: (row: string) => written.push(row) },
        async check() {
          if (fate === 'ended') throw new TypeError('ended by the step itself');
        },
        async commit(change: RunChange) {
          isOpen = false;
          if (fate === 'stale') return { ok: false, reason: 'stale' };
          if (fate === 'breaks') throw new Error('connection lost');
          const [outcome] = await sound.commit([change]);
          if (outcome?.ok === true) rows.push(...written);
          log.push(`commit ${typesOf(change).join(', ')}`);
          return outcome ?? { ok: false, reason: 'stale' };
        },
        async rollback() {
          if (isOpen) log.push('rollback');
          isOpen = false;
          if (fate === 'cut') throw new FlowgraftError('STORE_FAILED', 'cut', failure);
        },
      };
    };
  const backend = altered((sound) => ({
    begin: begin(sound),
    capabilities: { ...sound.capabilities, transactions: true, immediate: false },
  }));
  return { backend, rows, log, meet: (next: typeof fate) => (fate = next) };
}

function inserting(work: (ctx: NodeContext, insert: (row: string) => void) => unknown) {
  return defineNode({
    type: 'test.insert',
    version: 1,
    effect: 'transactional',
    input: z.object({}),
    output: z.unknown(),
    retry: { attempts: 2, delay: '1s', jitter: 'none', on: ['unknown'] },
    run: (_input, ctx) => work(ctx, (row) => (ctx.tx as Client).insert(row)),
  });
}

interface Client {
  insert(row: string): void;
}

const one = sketch([{ id: 'a', type: 'test.insert' }]);

describe('a transactional step', () => {
  it('commits its work and its outcome in one transaction (DR5)', async () => {
    const { backend, rows, log } = database();
    const node = inserting(async ({ step }, insert) => {
      insert(step);
      return step;
    });
    const t = testEngine({ backend, nodes: [node] });
    const run = await t.start(one, {});

    expect(await run.result()).toBe('a');
    expect(rows).toEqual(['a']);
    expect(log).toEqual(['begin', 'commit run.started, step.completed a, run.completed']);
    await t.close();
  });

  it('that fails leaves nothing of its work, and is tried again in another transaction', async () => {
    const { backend, rows, log } = database();
    const node = inserting(({ attempt }, insert) => {
      insert(`row ${attempt}`);
      if (attempt === 1) throw new Error('not yet');
      return attempt;
    });
    const t = testEngine({ backend, nodes: [node] });
    const run = await t.start(one, {});
    await t.advance('2s');

    expect(await run.result()).toBe(2);
    expect(rows).toEqual(['row 2']);
    expect(log.slice(0, 3)).toEqual(['begin', 'rollback', 'begin']);
    await t.close();
  });

  it('whose run was lost meanwhile leaves nothing of its work', async () => {
    const { backend, rows, meet } = database();
    meet('stale');
    const t = testEngine({ backend, nodes: [inserting((_ctx, insert) => insert('row'))] });
    const lost: string[] = [];
    t.engine.on('lease.lost', ({ runId }) => lost.push(runId));
    const run = await t.start(one, {});

    expect([rows, lost]).toEqual([[], [run.id]]);
    await t.close();
  });

  it('whose commit nobody can tell the outcome of runs again', async () => {
    const { backend, rows, meet } = database();
    meet('breaks');
    const t = testEngine({ backend, nodes: [inserting((_ctx, insert) => insert('row'))] });
    const run = await t.start(one, {});
    meet('fine');
    await t.advance('2s');

    expect(await run.status()).toBe('completed');
    expect(rows).toEqual(['row']);
    await t.close();
  });

  it('that ended its transaction itself has failed', async () => {
    const { backend, rows, meet } = database();
    meet('ended');
    const t = testEngine({ backend, nodes: [inserting((_ctx, insert) => insert('row'))] });
    const run = await t.start(one, {});
    await t.advance('1m');

    expect((await t.engine.get(run.id))?.error).toMatchObject({
      message: expect.stringContaining('ended by the step itself') as string,
    });
    expect(rows).toEqual([]);
    await t.close();
  });

  it.each(['down', 'cut'] as const)('does not fail because the store is %s', async (trouble) => {
    const { backend, rows, meet } = database();
    meet(trouble);
    let calls = 0;
    const node = inserting((_ctx, insert) => {
      calls += 1;
      insert('row');
      if (trouble === 'cut' && calls === 1) throw new Error('Connection terminated');
    });
    const t = testEngine({ backend, nodes: [node] });
    t.engine.on('error', () => undefined);
    const run = await t.start(one, {});
    meet('fine');
    await t.advance('2s');

    expect(await run.status()).toBe('completed');
    expect((await run.journal()).map(({ type }) => type)).not.toContain('step.retrying');
    expect(rows).toEqual(['row']);
    await t.close();
  });

  it.each(['timeout', 'cancel', 'close'] as const)('is rolled back by a %s', async (end) => {
    const { backend, rows, log } = database();
    const node = inserting((_ctx, insert) => {
      insert('row');
      return new Promise(() => undefined);
    });
    const t = testEngine({ backend, nodes: [node], stepTimeout: '1s', cancelGrace: '1s' });
    const run = await t.start(one, {});
    if (end === 'cancel') await run.cancel();
    if (end === 'close') await t.close();
    else await t.advance('5s');

    expect([rows, log[1]]).toEqual([[], 'rollback']);
    await t.close();
  });

  it('beside others of the same run each has a commit of its own', async () => {
    const { backend, rows, log } = database();
    const node = inserting(async ({ step }, insert) => insert(step));
    const t = testEngine({ backend, nodes: [node] });
    const nodes = ['a', 'b', 'c'].map((id) => ({ id, type: 'test.insert' }));
    const run = await t.start(sketch(nodes), {});

    expect(await run.status()).toBe('completed');
    expect(rows.toSorted()).toEqual(['a', 'b', 'c']);
    expect(log.filter((line) => line.startsWith('commit'))).toHaveLength(3);
    await t.close();
  });

  it('that has completed and waits for its commit is not stopped any more (F9)', async () => {
    const { backend: sound, rows } = database();
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const backend = altered((store) => {
      return {
        begin: async () => {
          const tx = await (store.begin?.() as ReturnType<Begin>);
          return { ...tx, commit: async (change) => gate.then(() => tx.commit(change)) };
        },
      };
    }, sound);
    let fail: (reason: Error) => void = () => undefined;
    const node = inserting(({ step }, insert) => {
      insert(step);
      return step;
    });
    const failing = scripted(() => new Promise((_resolve, reject) => (fail = reject)));
    const t = testEngine({ backend, nodes: [node, failing] });
    const nodes = [
      { id: 'a', type: 'test.insert' },
      { id: 'b', type: 'test.insert' },
      { id: 'c', retry: { attempts: 1 } },
    ];
    const run = await t.start(sketch(nodes), {});
    // The commit of a is under way, b has ended.
    fail(new TypeError('down'));
    await t.settle();
    letGo();
    await t.settle();

    const facts = await t.engine.journal(run.id);
    expect(facts.filter((fact) => 'step' in fact && fact.step === 'b')).toMatchObject([
      { type: 'step.completed' },
    ]);
    expect(facts.at(-1)?.type).toBe('run.failed');
    expect(rows).toEqual(['a', 'b']);
    await t.close();
  });

  it('fails on a store that has no transactions, saying so', async () => {
    const t = testEngine({
      backend: memory(),
      nodes: [inserting((_ctx, insert) => insert('row'))],
    });
    const run = await t.start(one, {});
    await t.advance('1m');

    expect((await t.engine.get(run.id))?.error).toMatchObject({ code: 'PORT_MISSING', step: 'a' });
    await t.close();
  });

  it('is the only one that has a transaction', async () => {
    const { backend } = database();
    const seen: unknown[] = [];
    const node = defineNode({
      type: 'test.script',
      version: 1,
      input: z.object({}),
      output: z.unknown(),
      run: (_input, ctx) => {
        try {
          return ctx.tx;
        } catch (thrown) {
          return seen.push(isFlowgraftError(thrown, 'PORT_MISSING'));
        }
      },
    });
    const t = testEngine({ backend, nodes: [node, scripted(() => 1, { type: 'other' })] });
    await t.start(sketch([{ id: 'a' }]), {});

    expect(seen).toEqual([true]);
    await t.close();
  });
});
