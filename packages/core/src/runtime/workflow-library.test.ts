import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { memory } from '../memory/memory-backend.js';
import { defineNode } from '../node/define-node.js';
import { lazyNode } from '../node/lazy-node.js';
import type { AnyNodeType } from '../node/node-type.js';
import type { ClaimResult } from '../ports/claim.js';
import type { Logger } from '../ports/logger.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';
import { altered, slow } from './store.fixture.js';

const node = (type: string): AnyNodeType => scripted((_input, { step }) => step, { type });

describe('a node type that an engine lacks', () => {
  const mixed = sketch([{ id: 'a' }, { id: 'b', type: 'test.rare' }, { id: 'c' }], 'a>b b>c');

  it('makes its run wait until an engine has it, at no cost', async () => {
    const backend = memory();
    const web = createEngine({ backend, nodes: [node('test.script'), node('test.rare')] });
    const poor = testEngine({ backend, nodes: [node('test.script')] });
    const run = await web.start(mixed);
    await poor.advance('9s');
    const before = await poor.engine.get(run.id);
    await poor.close();

    const rich = testEngine({
      backend,
      nodes: [node('test.script'), lazyNode('test.rare', 1, async () => node('test.rare'))],
      startAt: poor.clock.now(),
      seed: 2,
    });
    await rich.advance('10s');

    expect(before).toMatchObject({ status: 'queued', crashes: 0 });
    expect(await rich.engine.get(run.id)).toMatchObject({
      status: 'completed',
      output: 'c',
      crashes: 0,
    });
    const done = (await run.journal()).filter(({ type }) => type === 'step.completed');
    expect(done).toHaveLength(3);
    await Promise.all([web.close(), rich.close()]);
  });

  it('leaves runs of the workflow to others after the first, and says so once', async () => {
    const backend = memory();
    const claimed: string[] = [];
    const noted = altered(
      (sound) => ({
        claim: (request) => {
          const result = sound.claim(request) as ClaimResult;
          claimed.push(...result.runs.map(({ record }) => record.runId));
          return result;
        },
      }),
      backend,
    );
    const warnings: string[] = [];
    const logger: Logger = {
      log: (level, message) => level === 'warn' && warnings.push(message),
    };
    const web = createEngine({ backend, nodes: [node('test.rare')] });
    const poor = testEngine({ backend: noted, logger });
    const workflow = sketch([{ id: 'b', type: 'test.rare' }]);
    for (const runId of ['r1', 'r2', 'r3']) {
      await web.start(workflow, {}, { runId });
      await poor.advance('35s');
    }

    expect(claimed).toEqual(['r1']);
    expect(warnings).toEqual([expect.stringContaining('no node type test.rare@1')]);
    await Promise.all([web.close(), poor.close()]);
  });

  it('does not keep its run from being ended by force', async () => {
    const backend = memory();
    const web = createEngine({ backend, nodes: [node('test.rare')] });
    const poor = testEngine({ backend });
    const run = await web.start(sketch([{ id: 'b', type: 'test.rare' }]));
    await poor.settle();
    await poor.engine.cancel(run.id, { reason: 'no longer wanted' });
    await poor.advance('1m');
    const before = await run.status();
    await poor.engine.start(sketch([]), {});
    await poor.engine.cancel(run.id, { force: true });
    await poor.settle();

    expect([before, await run.status()]).toEqual(['queued', 'cancelled']);
    await Promise.all([web.close(), poor.close()]);
  });

  it('is not taken to have begun, although its step may run only once', async () => {
    const backend = memory();
    const ran: string[] = [];
    const rare = scripted((_input, { step }) => ran.push(step), { type: 'test.rare' });
    const web = createEngine({ backend, nodes: [rare] });
    const poor = testEngine({ backend });
    const run = await web.start(
      sketch([{ id: 'charge', type: 'test.rare', effect: 'atMostOnce' }]),
    );
    await poor.advance('1s');
    await poor.close();
    const rich = testEngine({ backend, nodes: [rare], startAt: poor.clock.now(), seed: 2 });
    await rich.advance('10s');

    expect(ran).toEqual(['charge']);
    expect(await run.status()).toBe('completed');
    await Promise.all([web.close(), rich.close()]);
  });
});

describe('a node of an older version', () => {
  const before = defineNode({
    type: 'test.greet',
    version: 1,
    input: z.object({ name: z.string() }),
    output: z.string(),
    run: ({ name }) => `v1 ${name}`,
  });
  const after = defineNode({
    type: 'test.greet',
    version: 2,
    input: z.object({ who: z.string(), mark: z.string() }),
    output: z.string(),
    migrate: { 1: ({ name }) => ({ who: name, mark: '!' }) },
    run: ({ who, mark }) => `v2 ${who}${mark}`,
  });
  const greet = sketch([
    { id: 'g', type: 'test.greet', version: 1, input: { name: { $ref: 'input' } } },
  ]);

  it('runs with its own version where there is one, else migrated to the next', async () => {
    const old = createEngine({ nodes: [before, after] });
    const current = createEngine({ nodes: [after] });
    const lazy = createEngine({ nodes: [lazyNode('test.greet', 2, async () => after)] });

    expect(await old.run(greet, 'you')).toBe('v1 you');
    expect(await current.run(greet, 'you')).toBe('v2 you!');
    expect(await lazy.run(greet, 'you')).toBe('v2 you!');
    await Promise.all([old.close(), current.close(), lazy.close()]);
  });

  it('of a run that began under it goes on with the newer one', async () => {
    const backend = memory();
    const old = createEngine({ backend, nodes: [before] });
    const run = await old.start(greet, 'you');
    await old.close();
    const current = createEngine({ backend, nodes: [after] });

    expect(await current.drive(run.id)).toBe('v2 you!');
    await current.close();
  });
});

describe('saved workflows', () => {
  const single = sketch([{ id: 'a' }]);

  it('are saved once per tenant, before their first run', async () => {
    const saved: string[] = [];
    const backend = altered((sound) => ({
      saveWorkflow: (tenant, hash, document) => {
        saved.push(tenant);
        return sound.saveWorkflow(tenant, hash, document);
      },
    }));
    const engine = createEngine({ backend, nodes: [node('test.script')] });
    await engine.run(single, {});
    await engine.run(single, {}, { tenant: 'acme' });
    await engine.run(single.toJSON(), {});
    await engine.run(single, {});

    expect(saved).toEqual(['default', 'acme']);
    await engine.close();
  });

  it('start by id in an engine that was never given them, in the version saved last', async () => {
    const backend = memory();
    const first = createEngine({ backend, nodes: [node('test.script')] });
    await first.run(single, {});
    await first.run(sketch([{ id: 'newer' }]), {});
    await first.close();
    const second = createEngine({
      backend: slow(
        (sound) => ({
          latestWorkflow: async (tenant, id) => sound.latestWorkflow(tenant, id),
          loadWorkflow: async (tenant, hash) => sound.loadWorkflow(tenant, hash),
        }),
        backend,
      ),
      nodes: [node('test.script')],
    });

    expect(await second.run('sketch', {})).toBe('newer');
    expect(await failure(second.run('sketch', {}, { tenant: 'acme' }))).toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
      details: { workflowId: 'sketch', hash: undefined },
    });
    await second.close();
  });

  it('are read once, however many of their runs are claimed', async () => {
    const backend = memory();
    const web = createEngine({ backend, nodes: [node('test.script')] });
    const read: string[] = [];
    const t = testEngine({
      backend: slow(
        (sound) => ({
          loadWorkflow: async (tenant, hash) => {
            read.push(tenant);
            return sound.loadWorkflow(tenant, hash);
          },
        }),
        backend,
      ),
      nodes: [node('test.script')],
    });
    const runs = await Promise.all([1, 2].map(async () => web.start(single)));
    await t.settle();
    runs.push(await web.start(single), await web.start(single, {}, { tenant: 'acme' }));
    await t.settle();

    expect(await Promise.all(runs.map(async (run) => run.status()))).toEqual(
      runs.map(() => 'completed'),
    );
    expect(read).toEqual(['default', 'acme']);
    await Promise.all([web.close(), t.close()]);
  });

  it('that a run needs and the store has lost are told as an error; the run is kept', async () => {
    const backend = memory();
    const web = createEngine({ backend, nodes: [node('test.script')] });
    const run = await web.start(single);
    const errors: unknown[] = [];
    let isLost = true;
    const t = testEngine({
      backend: altered(
        (sound) => ({
          loadWorkflow: (tenant, hash) => (isLost ? null : sound.loadWorkflow(tenant, hash)),
        }),
        backend,
      ),
      nodes: [node('test.script')],
    });
    t.engine.on('error', (event) => errors.push(event));
    await t.settle();

    expect(errors).toMatchObject([
      {
        error: { code: 'WORKFLOW_NOT_FOUND', details: { workflowId: 'sketch' } },
        during: `taking run "${run.id}"`,
      },
    ]);
    isLost = false;
    await t.advance('1s');
    expect(await run.status()).toBe('completed');
    await Promise.all([web.close(), t.close()]);
  });
});
