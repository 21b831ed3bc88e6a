import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { memory } from '../memory/memory-backend.js';
import { isFlowgraftError } from '../model/error.js';
import { NodeError } from '../model/run-error.js';
import { defineNode } from '../node/define-node.js';
import { lazyNode } from '../node/lazy-node.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { add, addLater, scripted, sketch } from './engine.fixture.js';

const chain = sketch(
  [
    { id: 'a', type: 'test.add', input: { n: { $ref: 'input.n' } } },
    { id: 'b', type: 'test.addLater', input: { n: { $ref: 'nodes.a.output.n' } } },
  ],
  'a>b',
  { output: { $ref: 'nodes.b.output.n' } },
);

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('engine.run', () => {
  it('drives a run here and now and gives its output', async () => {
    const engine = createEngine({ nodes: [add, addLater] });

    expect(await engine.run(chain, { n: 1 })).toBe(3);

    await engine.close();
  });

  it('rejects with RUN_FAILED, naming the step and the error', async () => {
    const node = scripted(() => {
      throw new NodeError({ category: 'permanent', message: 'no stock' });
    });
    const engine = createEngine({ nodes: [node] });

    const error = await failure(engine.run(sketch([{ id: 'pick' }]), {}));

    expect(isFlowgraftError(error, 'RUN_FAILED') && error.details).toMatchObject({
      step: 'pick',
      error: { category: 'permanent', message: 'no stock' },
    });
    await engine.close();
  });

  it('gives the earlier run’s result for the same idempotency key, per tenant', async () => {
    let count = 0;
    const engine = createEngine({ nodes: [scripted(() => ++count)] });
    const workflow = sketch([{ id: 'a' }]);
    const start = (tenant: string): Promise<unknown> =>
      engine.run(workflow, {}, { tenant, idempotencyKey: 'k' });

    expect([await start('acme'), await start('acme'), await start('globex')]).toEqual([1, 1, 2]);
    await engine.close();
  });

  it('refuses an input that does not fit the workflow’s schema', async () => {
    const engine = createEngine({ nodes: [add, addLater] });
    const typed = sketch([{ id: 'a', type: 'test.add', input: { n: { $ref: 'input.n' } } }], '', {
      input: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    });

    const error = await failure(engine.run(typed, { n: 'one' }));

    expect(isFlowgraftError(error, 'INPUT_INVALID')).toBe(true);
    await engine.close();
  });

  it('refuses a workflow with unknown node types, saying which', async () => {
    const engine = createEngine();

    const error = await failure(engine.run(sketch([{ id: 'a' }]), {}));

    expect(isFlowgraftError(error, 'WORKFLOW_INVALID') && error.details.issues[0]).toMatchObject({
      code: 'UNKNOWN_NODE_TYPE',
      nodeId: 'a',
    });
    await engine.close();
  });

  it('loads a lazy node type once, when a workflow first needs it', async () => {
    let loads = 0;
    const lazy = lazyNode('test.add', 1, async () => {
      loads += 1;
      return add;
    });
    const engine = createEngine({ nodes: [lazy] });
    const workflow = sketch([{ id: 'a', type: 'test.add', input: { n: 1 } }]);

    await Promise.all([engine.run(workflow, {}), engine.run(workflow, {})]);

    expect(loads).toBe(1);
    await engine.close();
  });

  it('checks what a node gives against its output schema', async () => {
    const liar = defineNode({
      type: 'test.script',
      version: 1,
      input: z.object({}),
      output: z.object({ n: z.number() }),
      run: () => ({ n: 'one' }) as never,
    });
    const engine = createEngine({ nodes: [liar] });

    const error = await failure(engine.run(sketch([{ id: 'a' }]), {}));

    expect(isFlowgraftError(error, 'RUN_FAILED') && error.details.error).toMatchObject({
      category: 'validation',
      code: 'STEP_OUTPUT',
    });
    await engine.close();
  });

  it('fails a step whose output cannot be stored, at once and on every backend', async () => {
    const engine = createEngine({ nodes: [scripted(() => ({ f: () => 1 }))] });

    const error = await failure(engine.run(sketch([{ id: 'a' }]), {}));

    expect(isFlowgraftError(error, 'RUN_FAILED') && error.details.error.code).toBe(
      'VALUE_UNSUPPORTED',
    );
    await engine.close();
  });

  it('runs a 10,000-step chain of synchronous nodes without exhausting the stack', async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `s${i}`);
    const nodes = ids.map((id) => ({ id }));
    const edges = ids
      .slice(1)
      .map((id, i) => `${ids[i]}>${id}`)
      .join(' ');
    const engine = createEngine({ nodes: [scripted(() => 1)] });

    expect(await engine.run(sketch(nodes, edges), {})).toBe(1);
    await engine.close();
  });
});

describe('engine.start and worker', () => {
  it('leaves the run to a worker, of this engine or of another over the same store', async () => {
    const backend = memory();
    const web = createEngine({ backend, nodes: [add, addLater] });
    const back = createEngine({ backend, nodes: [add, addLater] });
    const run = await web.start(chain, { n: 1 });
    expect(await run.status()).toBe('queued');

    back.worker();

    expect(await run.result()).toBe(3);
    await Promise.all([web.close(), back.close()]);
  });

  it('takes higher priority first, then in the order of starting', async () => {
    const order: unknown[] = [];
    const node = scripted((input) => {
      order.push(input['name']);
    });
    const engine = createEngine({ nodes: [node] });
    const workflow = sketch([{ id: 'a', input: { name: { $ref: 'input' } } }]);
    for (const [name, priority] of [
      ['a', 0],
      ['b', 5],
      ['c', 0],
    ] as const) {
      await engine.start(workflow, name, { priority });
    }
    const last = await engine.start(workflow, 'd');

    engine.worker({ concurrency: 1 });
    await last.result();

    expect(order).toEqual(['b', 'a', 'c', 'd']);
    await engine.close();
  });

  it('begins a delayed run when its time has come', async () => {
    const t = testEngine({ nodes: [add, addLater] });
    const run = await t.start(chain, { n: 1 }, { delay: '2h' });
    await t.advance('1h');
    expect(await run.status()).toBe('queued');

    await t.advance('1h');

    expect(await run.status()).toBe('completed');
    await t.close();
  });

  it('starts a workflow by its id, once registered or saved', async () => {
    const engine = createEngine({ nodes: [add, addLater], workflows: [chain] });

    expect(await engine.run('sketch', { n: 1 })).toBe(3);
    const error = await failure(engine.run('nowhere', {}));
    expect(isFlowgraftError(error, 'WORKFLOW_NOT_FOUND')).toBe(true);
    await engine.close();
  });
});

describe('asking about runs', () => {
  it('finds a run only under its own tenant', async () => {
    const engine = createEngine({ nodes: [add, addLater] });
    const run = await engine.start(chain, { n: 1 }, { tenant: 'acme' });

    expect(await engine.get(run.id, { tenant: 'globex' })).toBeNull();
    expect((await engine.list({ tenant: 'globex' })).runs).toEqual([]);
    const errors = await Promise.all([
      failure(engine.journal(run.id)),
      failure(engine.cancel(run.id)),
      failure(engine.signal(run.id, 's')),
      failure(engine.resume(run.id)),
      failure(engine.progress(run.id)),
      failure(engine.handle(run.id)),
    ]);
    expect(errors.every((error) => isFlowgraftError(error, 'RUN_NOT_FOUND'))).toBe(true);
    await engine.close();
  });

  it('lists newest first and filters by status, workflow and tag', async () => {
    const engine = createEngine({ nodes: [add, addLater] });
    const first = await engine.start(chain, { n: 1 }, { tags: ['x'] });
    const second = await engine.start(chain, { n: 1 });

    expect((await engine.list()).runs.map(({ runId }) => runId)).toEqual([second.id, first.id]);
    expect((await engine.list({ tag: 'x' })).runs.map(({ runId }) => runId)).toEqual([first.id]);
    expect((await engine.list({ status: ['completed'] })).runs).toEqual([]);
    expect((await engine.list({ workflowId: 'other' })).runs).toEqual([]);
    await engine.close();
  });

  it('reports progress step by step', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const workflow = sketch(
      [{ id: 'a' }, { id: 'wait', type: 'flow.delay', input: { duration: '1h' } }, { id: 'b' }],
      'a>wait wait>b',
    );
    const run = await t.start(workflow, {});

    expect(await run.progress()).toEqual({
      status: 'waiting',
      fraction: 1 / 3,
      resolved: 1,
      total: 3,
      steps: [
        { step: 'a', nodeId: 'a', status: 'completed' },
        { step: 'wait', nodeId: 'wait', status: 'waiting' },
      ],
    });
    await t.close();
  });
});

describe('options', () => {
  it.each([
    [{ lease: 'soon' }, 'lease'],
    [{ poll: 0 }, 'poll'],
    [{ tenant: '' }, 'tenant'],
    [{ backend: {} as never }, 'backend'],
  ])('refuses %j, naming the option', (options, name) => {
    expect(() => createEngine(options)).toThrow(name);
  });

  it.each([
    [{ idempotencyKey: '' }],
    [{ priority: 1.5 }],
    [{ tags: 'x' as never }],
    [{ tenant: 'x'.repeat(256) }],
  ])('refuses to start with %j', async (options) => {
    const engine = createEngine({ nodes: [add, addLater] });

    expect(await failure(engine.start(chain, { n: 1 }, options))).toBeInstanceOf(TypeError);
    expect(await failure(engine.run(chain, { n: 1 }, options))).toBeInstanceOf(TypeError);
    await engine.close();
  });

  it('refuses a worker without room', () => {
    expect(() => createEngine().worker({ concurrency: 0 })).toThrow('concurrency');
  });
});
