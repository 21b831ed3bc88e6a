/** Values: whatever is stored comes back as it was. */

import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, messageTo, only, type StoreScene } from './store-contract-scene.js';

const everyKind: unknown = {
  plain: [null, true, 1.5, 'text', 'a\u0000b', '\ud800', { nested: [] }],
  numbers: [NaN, Infinity, -Infinity, -0],
  absent: [undefined, { key: undefined }],
  big: -(2n ** 70n),
  at: new Date(1_700_000_000_123),
  map: new Map<unknown, unknown>([
    ['a', new Set([1, new Date(0)])],
    [2, undefined],
  ]),
  bytes: [Uint8Array.of(0, 255), Float64Array.of(0.1), Uint8Array.of(1, 2).buffer],
  looksLikeATag: { $fg: 'date', v: 0 },
};

/** Keys that mean something on an object's prototype. */
const prototypeNames: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

/** Text in ids: all but U+0000, which few databases take outside of values. */
const texts: readonly string[] = [
  '',
  ' ',
  'é ü ß',
  '日本語',
  '🧵👩‍👩‍👧',
  '"\'`\\%_;--',
  '\u2028\ufeff',
];

/** Stores the value wherever a value can be, and looks for it there. */
async function checkKept(t: StoreScene, value: unknown): Promise<void> {
  const run = await t.createHeld({ input: value });
  checkEqual((await t.record(run)).input, value, 'input');
  const body = { kind: 'signal', name: 'go', payload: value } as const;
  await t.deliver(run, 'm1', body);
  checkEqual(only(await t.store.readInbox(run.tenant, run.runId)).body, body, 'message');
  const entry = {
    type: 'step.completed',
    at: 1,
    step: 's',
    attempt: 1,
    startedAt: 1,
    port: 'out',
    output: value,
  } as const;
  const waits = [{ step: 's', about: { kind: 'form', form: value } }];
  const next = { kind: 'park', status: 'waiting', wakeAt: t.now(), waits } as const;
  await t.write(run, { events: [entry], next });
  checkEqual((await t.record(run)).waits, waits, 'waits');
  const claimed = only(await t.claim());
  checkEqual(claimed.record.input, value, 'claimed input');
  checkEqual(claimed.journal, [entry], 'claimed journal');
  checkEqual(only(claimed.inbox).body, body, 'claimed message');
  await t.write(claimed.record, { next: { ...completed, output: value } });
  checkEqual((await t.record(run)).output, value, 'output');
  const error = { category: 'unknown', message: 'm', details: value } as const;
  const bad = await t.createHeld();
  await t.write(bad, { next: { kind: 'finish', status: 'failed', error } });
  checkEqual((await t.record(bad)).error, error, 'error');
}

export const valueRules: readonly StoreRule[] = [
  rule('ST2.10', 'values of every kind come back from wherever they were stored', async (t) => {
    await checkKept(t, everyKind);
  }),

  rule('ST2.11', 'values that are no objects come back too', async (t) => {
    for (const value of [null, 0, '', false, 'null', 7n]) await checkKept(t, value);
  }),

  rule('ST2.12', 'keys and ids with the names of prototype members are ordinary', async (t) => {
    await checkKept(t, JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'));
    check(!('polluted' in {}), 'Object.prototype is as it was');
    for (const name of prototypeNames) {
      const worker = name;
      const run = await t.createHeld(
        { tenant: name, runId: name, idempotencyKey: name, tags: [name] },
        worker,
      );
      checkEqual([run.tenant, run.runId, run.worker], [name, name, name], 'the run');
      checkEqual(await t.deliver(run, name), 'accepted', 'delivery');
      await t.write(run, { consumed: [name], next: completed });
      checkEqual((await t.store.listRuns({ tag: name })).runs.length, 1, 'runs with the tag');
      checkEqual(await t.store.latestWorkflow(name, name), null, 'workflow');
    }
    checkEqual(await t.store.getRun('valueOf', 'valueOf'), null, 'a run of no tenant');
  }),

  rule('ST2.13', 'any text is kept in values and tells ids apart', async (t) => {
    await checkKept(t, texts);
    for (const text of texts) await checkKept(t, text);
    const runs = texts.map((text) =>
      t.newRun({ tenant: `t${text}`, runId: `r${text}`, idempotencyKey: text, tags: [text] }),
    );
    await t.store.create(runs);
    for (const { tenant, runId } of runs) {
      const run = await t.record({ tenant, runId });
      const accepted = await t.store.deliver([messageTo(run, runId)]);
      checkEqual(accepted, ['accepted'], `delivery to ${runId}`);
      checkEqual((await t.store.listRuns({ tenant })).runs.length, 1, `runs of ${tenant}`);
    }
  }),

  rule('ST2.14', 'a megabyte is kept', async (t) => {
    await checkKept(t, 'xyz€'.repeat(260_000));
    await checkKept(
      t,
      new Uint8Array(1_000_000).map((_, index) => index % 251),
    );
  }),

  rule(
    'ST2.15',
    'a workflow is kept under its hash, and the last saved is the latest',
    async (t) => {
      const first = { schema: 1, id: 'order', nodes: [], edges: [] } as const;
      const second = { ...first, name: 'Order, again', ui: { zoom: 1.5, notes: [null, 'é'] } };
      checkEqual(await t.store.loadWorkflow('acme', 'hash-1'), null, 'before it is saved');
      checkEqual(await t.store.latestWorkflow('acme', 'order'), null, 'latest before');
      await t.store.saveWorkflow('acme', 'hash-1', first);
      await t.store.saveWorkflow('acme', 'hash-2', second);
      checkEqual(await t.store.loadWorkflow('acme', 'hash-1'), first, 'first');
      checkEqual(await t.store.loadWorkflow('acme', 'hash-2'), second, 'second');
      checkEqual(await t.store.latestWorkflow('acme', 'order'), 'hash-2', 'latest');
      await t.store.saveWorkflow('acme', 'hash-1', first);
      checkEqual(
        await t.store.latestWorkflow('acme', 'order'),
        'hash-1',
        'latest when saved again',
      );
      await t.store.saveWorkflow('acme', 'hash-3', { ...first, id: 'refund' });
      checkEqual(await t.store.latestWorkflow('acme', 'order'), 'hash-1', 'latest of another id');
    },
  ),

  rule(
    'ST2.23',
    'what the hash of a workflow leaves out, such as names and places, is kept as it was saved last',
    async (t) => {
      const first = { schema: 1, id: 'order', nodes: [], edges: [] } as const;
      const renamed = { ...first, name: 'Order', ui: { zoom: 2 } };
      await t.store.saveWorkflow('acme', 'hash-1', first);
      await t.store.saveWorkflow('acme', 'hash-1', renamed);
      checkEqual(await t.store.loadWorkflow('acme', 'hash-1'), renamed, 'the workflow');
    },
  ),

  rule('ST2.24', 'a draft is kept under its hash, and leaves the latest as it is', async (t) => {
    const document = { schema: 1, id: 'order', nodes: [], edges: [] } as const;
    const changed = { ...document, name: 'tried' };
    const draft = { draft: true };
    await t.store.saveWorkflow('acme', 'hash-1', changed, draft);
    checkEqual(await t.store.loadWorkflow('acme', 'hash-1'), changed, 'the draft');
    checkEqual(await t.store.latestWorkflow('acme', 'order'), null, 'latest before any');
    checkEqual((await t.store.listWorkflows({ tenant: 'acme' })).workflows, [], 'the list');
    await t.store.saveWorkflow('acme', 'hash-2', document);
    await t.store.saveWorkflow('acme', 'hash-1', document, draft);
    checkEqual(await t.store.loadWorkflow('acme', 'hash-1'), document, 'the draft, saved again');
    checkEqual(await t.store.latestWorkflow('acme', 'order'), 'hash-2', 'latest');
    await t.store.saveWorkflow('acme', 'hash-2', changed, draft);
    checkEqual(await t.store.latestWorkflow('acme', 'order'), 'hash-2', 'latest, saved as a draft');
    await t.store.saveWorkflow('acme', 'hash-1', document, { draft: false });
    checkEqual(await t.store.latestWorkflow('acme', 'order'), 'hash-1', 'latest when no draft');
  }),
];
