/** Tenants: nothing of one is found, changed or told under another, also when ids are the same or guessed. */

import { checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, events, idsOf, messageTo } from './store-contract-scene.js';

const document = { schema: 1, id: 'order', nodes: [], edges: [] } as const;

export const isolationRules: readonly StoreRule[] = [
  rule('ST6.1', "another tenant's run cannot be read", async (t) => {
    const run = await t.createHeld();
    await t.deliver(run, 'm1');
    await t.write(run, { events: events(1) });
    checkEqual(await t.store.getRun('globex', run.runId), null, 'getRun');
    checkEqual(await t.store.readJournal('globex', run.runId), [], 'readJournal');
    checkEqual(await t.store.readInbox('globex', run.runId), [], 'readInbox');
  }),

  rule('ST6.2', "another tenant's run cannot be sent to", async (t) => {
    const run = await t.createHeld();
    checkEqual(await t.deliver({ ...run, tenant: 'globex' }, 'm1'), 'notFound', 'deliver');
    const sender = await t.createHeld({ tenant: 'globex' });
    await t.write(sender, {
      messages: [messageTo(run, 'm2'), { ...messageTo(run, 'm3'), tenant: 'globex' }],
    });
    checkEqual(await t.store.readInbox('acme', run.runId), [], 'inbox');
  }),

  rule('ST6.3', "another tenant's run cannot be written", async (t) => {
    const run = await t.createHeld();
    const outcome = await t.commit({ ...run, tenant: 'globex' }, { next: completed });
    checkEqual(outcome, { ok: false, reason: 'stale' }, 'commit');
    checkEqual((await t.record(run)).status, 'running', 'status');
    const beat = { ...t.lease('w1'), holding: [{ ...run, tenant: 'globex' }] };
    checkEqual((await t.store.heartbeat(beat)).lost, [run.runId], 'heartbeat');
  }),

  rule('ST6.4', 'two tenants may use the same run id', async (t) => {
    const a = await t.createHeld({ runId: 'same', input: 'a' });
    const b = await t.createHeld({ runId: 'same', input: 'b', tenant: 'globex' });
    await t.deliver(a, 'm1');
    await t.write(a, { events: events(1), next: completed });
    checkEqual((await t.record(a)).input, 'a', 'input of the one');
    const other = await t.record(b);
    checkEqual([other.input, other.status, other.seq], ['b', 'running', 0], 'the other');
    checkEqual(await t.store.readInbox('globex', 'same'), [], 'inbox of the other');
    await t.store.release('w1');
    const claimed = await t.claim('w2', { runIds: ['same'] });
    checkEqual(
      claimed.map(({ record }) => record.tenant),
      ['globex'],
      'claimed',
    );
  }),

  rule('ST6.5', "an idempotency key is a tenant's own", async (t) => {
    const a = await t.create({ idempotencyKey: 'k' });
    const b = await t.create({ idempotencyKey: 'k', tenant: 'globex' });
    checkEqual([a.created, b.created], [true, true], 'created');
    checkEqual(b.record.tenant, 'globex', 'tenant of the second');
  }),

  rule(
    'ST6.6',
    "a list shows the tenant's runs, and all tenants' only when none is named",
    async (t) => {
      const { record: a } = await t.create({ tags: ['x'] });
      const { record: b } = await t.create({ tenant: 'globex', tags: ['x'] });
      const listed = async (tenant?: string): Promise<string[]> =>
        idsOf((await t.store.listRuns({ tenant, tag: 'x', workflowId: 'order' })).runs);
      checkEqual(await listed('acme'), [a.runId], 'of acme');
      checkEqual(await listed('globex'), [b.runId], 'of globex');
      checkEqual(await listed('initech'), [], 'of a tenant without runs');
      checkEqual(await listed(), [b.runId, a.runId], 'of all');
    },
  ),

  rule('ST6.7', "a workflow is a tenant's own", async (t) => {
    await t.store.saveWorkflow('acme', 'hash-1', document);
    checkEqual(await t.store.loadWorkflow('globex', 'hash-1'), null, 'loadWorkflow');
    checkEqual(await t.store.latestWorkflow('globex', 'order'), null, 'latestWorkflow');
    await t.store.saveWorkflow('globex', 'hash-2', document);
    checkEqual(await t.store.latestWorkflow('acme', 'order'), 'hash-1', 'latest of the other');
    for (const [tenant, hash] of [
      ['acme', 'hash-1'],
      ['globex', 'hash-2'],
    ] as const) {
      const page = await t.store.listWorkflows({ tenant });
      checkEqual(page.workflows, [{ workflowId: 'order', hash }], `workflows of ${tenant}`);
    }
    const none = await t.store.listWorkflows({ tenant: 'initech' });
    checkEqual(none, { workflows: [], cursor: null }, 'workflows of a tenant without any');
  }),

  rule(
    'ST6.8',
    "a list of waits shows the tenant's, and all tenants' only when none is named",
    async (t) => {
      for (const tenant of ['acme', 'globex']) {
        const waits = [{ step: tenant, about: { kind: 'approval', assignees: ['ann'] } }];
        const run = await t.createHeld({ tenant });
        await t.write(run, { next: { kind: 'park', status: 'waiting', wakeAt: null, waits } });
      }
      const listed = async (tenant?: string): Promise<string[]> => {
        const filter = { tenant, assignee: 'ann', kind: 'approval' };
        return (await t.store.listWaits(filter)).waits.map(({ step }) => step);
      };
      checkEqual(await listed('acme'), ['acme'], 'of acme');
      checkEqual(await listed('initech'), [], 'of a tenant without runs');
      checkEqual(await listed(), ['globex', 'acme'], 'of all');
    },
  ),

  rule(
    'ST6.9',
    "a purge removes the tenant's runs, and all tenants' only when none is named",
    async (t) => {
      const tenants = ['acme', 'globex', 'initech'];
      for (const tenant of tenants) {
        await t.write(await t.createHeld({ tenant, runId: 'same', idempotencyKey: 'k' }), {
          events: events(1),
          next: completed,
        });
      }
      const finishedBefore = t.now() + t.tick;
      const purge = async (tenant?: string): Promise<number> =>
        t.store.purge({ tenant, status: ['completed'], finishedBefore, limit: 10 });
      checkEqual(await purge('globex'), 1, 'runs of globex removed');
      checkEqual((await t.record({ tenant: 'acme', runId: 'same' })).seq, 1, 'the run of another');
      const journal = await t.store.readJournal('initech', 'same');
      checkEqual(journal, events(1), 'journal of another');
      checkEqual((await t.create({ idempotencyKey: 'k' })).created, false, 'the key of another');
      checkEqual(await purge(), 2, 'runs of all removed');
    },
  ),
];
