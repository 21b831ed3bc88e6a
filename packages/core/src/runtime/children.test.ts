import { describe, expect, it } from 'vitest';

import * as z from 'zod';

import { memory } from '../memory/memory-backend.js';
import { NodeError } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { defineWorkflow } from '../workflow/define-workflow.js';
import { scripted, sketch } from './engine.fixture.js';
import { altered } from './store.fixture.js';

const child = sketch([{ id: 'work', input: { from: { $ref: 'input.name' } } }], '', {
  id: 'child',
});
const parent = sketch(
  [{ id: 'call', type: 'flow.subWorkflow', input: { workflowId: 'child', input: { name: 'x' } } }],
  '',
  { id: 'parent' },
);

describe('sub-workflows', () => {
  it('run as runs of their own, whose output becomes the step’s', async () => {
    const node = scripted((input) => ({ got: input['from'] }));
    const t = testEngine({ nodes: [node], workflows: [child] });
    const run = await t.start(parent, {});

    expect(await run.result()).toEqual({ got: 'x' });
    const { runs } = await t.engine.list({ workflowId: 'child' });
    expect(runs).toMatchObject([{ status: 'completed', parent: { runId: run.id, step: 'call' } }]);
    await t.close();
  });

  it('fail their step, with the child’s error as cause', async () => {
    const node = scripted(() => {
      throw new NodeError({ category: 'notFound', message: 'nothing here' });
    });
    const t = testEngine({ nodes: [node], workflows: [child] });
    const run = await t.start(parent, {});

    expect((await t.engine.get(run.id))?.error).toMatchObject({
      category: 'notFound',
      step: 'call',
      cause: { message: 'nothing here', step: 'work' },
    });
    await t.close();
  });

  it('are cancelled with their parent, which ends after them', async () => {
    const node = scripted(
      (_input, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stop'))),
        ),
    );
    const t = testEngine({ nodes: [node], workflows: [child] });
    const run = await t.start(parent, {});

    await run.cancel();
    await t.settle();

    const { runs } = await t.engine.list();
    expect(runs.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    await t.close();
  });

  it('that start themselves without end are stopped', async () => {
    const loop = sketch(
      [{ id: 'again', type: 'flow.subWorkflow', input: { workflowId: 'loop' } }],
      '',
      { id: 'loop' },
    );
    const t = testEngine({ workflows: [loop] });
    const run = await t.start(loop, {});
    await t.settle();

    expect((await t.engine.get(run.id))?.status).toBe('failed');
    const { runs } = await t.engine.list({ limit: 1000 });
    expect(runs).toHaveLength(51);
    await t.close();
  });

  it('of an unknown workflow fail their step', async () => {
    const t = testEngine();
    const run = await t.start(parent, {});

    expect((await t.engine.get(run.id))?.error).toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
      step: 'call',
    });
    await t.close();
  });

  it('of a run that is driven here and now are driven with it', async () => {
    const node = scripted(async (input) => ({ got: input['from'] }));
    const engine = createEngine({ nodes: [node], workflows: [child] });
    const beside = sketch(
      [
        {
          id: 'call',
          type: 'flow.subWorkflow',
          input: { workflowId: 'child', input: { name: 'y' } },
        },
        { id: 'busy' },
      ],
      '',
      { id: 'beside' },
    );

    expect(await engine.run(parent, {})).toEqual({ got: 'x' });
    expect(await engine.run(beside, {})).toEqual({ call: { got: 'y' }, busy: {} });
    const run = await engine.start(parent, {});
    expect(await run.drive()).toEqual({ got: 'x' });
    await engine.close();
  });

  it('that another process started are driven with a parked run', async () => {
    const backend = memory();
    const waits = sketch([{ id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } }], '', {
      id: 'child',
    });
    const before = testEngine({ backend, workflows: [waits] });
    const { id } = await before.start(parent, {});
    const { runs } = await before.engine.list({ workflowId: 'child' });
    await before.close();
    const engine = createEngine({ backend, workflows: [waits] });

    await engine.signal(runs[0]?.runId ?? '', 'go', 'now');

    expect(await engine.drive(id)).toBe('now');
    await engine.close();
  });

  it('are stored with the workflow that starts them, for processes that do not know them', async () => {
    const backend = memory();
    const node = scripted(() => 'done');
    const inner = defineWorkflow({
      id: 'inner',
      input: z.object({}),
      build: (w) => w.node('a', node, {}),
    });
    const outer = defineWorkflow({
      id: 'outer',
      input: z.object({}),
      build: (w) => w.subWorkflow('call', inner, {}),
    });
    const web = createEngine({ backend, nodes: [node] });
    const run = await web.start(outer, {});
    const worker = testEngine({ backend, nodes: [node], seed: 2 });
    await worker.settle();

    expect(await run.status()).toBe('completed');
    await Promise.all([web.close(), worker.close()]);
  });

  it('wait for a store that fails, and do not fail their step for it', async () => {
    let failures = 1;
    const backend = altered((sound) => ({
      loadWorkflow: (tenant, hash) => {
        if (failures-- > 0) throw new Error('connection lost');
        return sound.loadWorkflow(tenant, hash);
      },
    }));
    const node = scripted(() => 'done');
    const t = testEngine({ backend, nodes: [node] });
    t.engine.on('error', () => undefined);
    await t.engine.start(child, { name: 'saved' }, { delay: '1h' });
    const run = await t.start(parent, {});
    await t.advance('5s');

    expect(await run.status()).toBe('completed');
    await t.close();
  });
});
