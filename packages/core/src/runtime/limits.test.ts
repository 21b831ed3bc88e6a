import { describe, expect, it } from 'vitest';

import { isFlowgraftError } from '../model/error.js';
import { testEngine } from '../testing/test-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';
import { limitKey, limitKeysOf, limitScope, type LimitScope } from './limit-key.js';

const workflow = sketch([{ id: 'a' }], '', { id: 'order' });

/** Steps that stay until the test lets them go. */
function gated(options: Parameters<typeof testEngine>[0] = {}) {
  const open: { readonly runId: string; readonly finish: () => void }[] = [];
  const node = scripted(
    (_input, { runId }) => new Promise((resolve) => open.push({ runId, finish: () => resolve(1) })),
  );
  const t = testEngine({ nodes: [node], ...options });
  return { t, open, running: () => open.map(({ runId }) => runId) };
}

describe('limits', () => {
  it.each<[string, LimitScope]>([
    ['everything', { kind: 'global' }],
    ['a queue', { kind: 'queue', queue: 'default' }],
    ['a tenant', { kind: 'tenant', tenant: 'acme' }],
    ['a workflow', { kind: 'workflow', tenant: 'acme', workflowId: 'order' }],
    ['a key of the host’s', { kind: 'key', tenant: 'acme', key: 'customer-7' }],
  ])('hold back runs of %s until one that is held is let go of', async (_title, scope) => {
    const { t, open, running } = gated({ tenant: 'acme' });
    await t.engine.setLimit(scope, { maxHeld: 2 });
    for (const runId of ['r1', 'r2', 'r3', 'r4']) {
      await t.start(workflow, {}, { runId, limitKeys: ['customer-7'] });
    }
    expect(running()).toEqual(['r1', 'r2']);
    expect(await t.engine.limits()).toEqual([
      { scope, maxHeld: 2, maxQueued: null, held: 2, queued: 2 },
    ]);

    open[0]?.finish();
    await t.settle();
    expect(running()).toEqual(['r1', 'r2', 'r3']);
    await t.engine.setLimit(scope, {});
    await t.settle();
    expect(await t.engine.limits()).toEqual([]);
    await t.close();
  });

  it('say clearly that too many runs queue', async () => {
    const { t } = gated({ concurrency: 1 });
    await t.engine.setLimit({ kind: 'tenant', tenant: 'default' }, { maxQueued: 1 });
    await t.start(workflow, {});
    await t.start(workflow, {});
    const refused = await failure(t.start(workflow, {}));

    expect(isFlowgraftError(refused, 'QUEUE_FULL') && refused.details).toMatchObject({
      queued: 1,
      maxQueued: 1,
    });
    await t.close();
  });

  it.each([-1, 1.5, '3', Number.NaN])('refuse %s as a maximum', async (maxHeld) => {
    const t = testEngine();
    const wrong = t.engine.setLimit({ kind: 'global' }, { maxHeld: maxHeld as number });
    await expect(wrong).rejects.toThrow('maxHeld: expected a whole number >= 0 or null');
    await t.close();
  });
});

describe('limit keys', () => {
  const scopes: readonly LimitScope[] = [
    { kind: 'global' },
    { kind: 'queue', queue: 'a' },
    { kind: 'tenant', tenant: 'a' },
    { kind: 'workflow', tenant: 'a', workflowId: 'b' },
    { kind: 'key', tenant: 'a', key: 'b' },
    { kind: 'key', tenant: 'a","b', key: '' },
  ];

  it('tell scopes apart, and can be read back', () => {
    expect(new Set(scopes.map(limitKey)).size).toBe(scopes.length);
    expect(scopes.map(limitKey).map(limitScope)).toEqual(scopes);
  });

  it('of a run name each limit that may be set for it, once', () => {
    const keys = limitKeysOf({
      tenant: 'a',
      workflowId: 'w',
      queue: 'q',
      own: ['k', 'k', 'l'],
    });
    expect(keys.map(limitScope).map(({ kind }) => kind)).toEqual([
      'global',
      'queue',
      'tenant',
      'workflow',
      'key',
      'key',
    ]);
  });
});
