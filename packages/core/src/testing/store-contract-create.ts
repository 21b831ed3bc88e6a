/** Creating runs: idempotent, all or none, and held at once when asked for. */

import { check, checkEqual, checkFails } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, idsOf, only } from './store-contract-scene.js';

export const createRules: readonly StoreRule[] = [
  rule('ST2.1', 'a created run is kept with all that was said of it', async (t) => {
    const given = t.newRun({
      input: { order: 7 },
      priority: 3,
      queue: 'slow',
      region: 'eu',
      labels: ['gpu', 'big'],
      limitKeys: ['tenant', 'global'],
      tags: ['b', 'a'],
      idempotencyKey: 'order-7',
      parent: { runId: 'parent', step: 'call', depth: 2 },
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    const { record, created } = only(await t.createAll([given]));
    check(created, 'a new run is created');
    for (const found of [record, await t.record(given)]) {
      for (const [key, value] of Object.entries(given)) {
        checkEqual(found[key as keyof typeof found], value, key);
      }
      checkEqual(
        [found.status, found.epoch, found.seq, found.crashes, found.worker, found.waits],
        ['queued', 0, 0, 0, null, []],
        'status, epoch, seq, crashes, worker and waits of a new run',
      );
      checkEqual([found.startedAt, found.finishedAt], [null, null], 'startedAt and finishedAt');
      checkEqual([found.output, found.error], [undefined, undefined], 'output and error');
    }
  }),

  rule('ST2.2', 'a run that names nothing optional has nothing optional', async (t) => {
    const found = await t.record((await t.create()).record);
    checkEqual(
      [found.idempotencyKey, found.parent, found.traceparent, found.region],
      [undefined, undefined, undefined, undefined],
      'idempotencyKey, parent, traceparent and region',
    );
  }),

  rule(
    'ST2.3',
    'a taken idempotency key gives the earlier run, also when it has ended',
    async (t) => {
      const earlier = await t.createHeld({ idempotencyKey: 'k' });
      await t.write(earlier, { next: completed });
      const { record, created } = await t.create({ idempotencyKey: 'k', input: 'other' });
      checkEqual(
        [created, record.runId, record.status],
        [false, earlier.runId, 'completed'],
        'second create',
      );
      checkEqual(idsOf((await t.store.listRuns({})).runs), [earlier.runId], 'runs');
    },
  ),

  rule('ST2.4', 'a taken run id gives the run that has it', async (t) => {
    const given = t.newRun({ input: 'first' });
    await t.store.create([given]);
    const { record, created } = only(await t.createAll([{ ...given, input: 'second' }]));
    checkEqual([created, record.input], [false, 'first'], 'second create');
    checkEqual((await t.store.listRuns({})).runs.length, 1, 'number of runs');
  }),

  rule('ST2.5', 'a key used twice in one call creates one run', async (t) => {
    const pair = [t.newRun({ idempotencyKey: 'k' }), t.newRun({ idempotencyKey: 'k' }), t.newRun()];
    const results = await t.createAll(pair);
    checkEqual(
      results.map(({ created }) => created),
      [true, false, true],
      'created',
    );
    checkEqual(results[1]?.record.runId, pair[0]?.runId, 'the run of the second');
  }),

  rule('ST2.6', 'a key used by many at once creates one run', async (t) => {
    const other = await t.openAgain();
    const attempts = Array.from({ length: 20 }, async (_, index) => {
      const store = index % 2 === 0 ? t.store : other;
      return only(await t.createAll([t.newRun({ idempotencyKey: 'k' })], {}, store));
    });
    const results = await Promise.all(attempts);
    checkEqual(results.filter(({ created }) => created).length, 1, 'runs created');
    checkEqual(new Set(idsOf(results)).size, 1, 'different runs returned');
  }),

  rule('ST2.7', 'an empty key is a key', async (t) => {
    const first = await t.create({ idempotencyKey: '' });
    const second = await t.create({ idempotencyKey: '' });
    checkEqual([second.created, second.record.runId], [false, first.record.runId], 'second create');
  }),

  rule('ST1.1', 'runs are created all or none', async (t) => {
    const good = t.newRun();
    const bad = Object.defineProperty(t.newRun(), 'input', {
      enumerable: true,
      get: () => {
        throw new Error('unreadable input');
      },
    });
    await checkFails(() => t.store.create([good, bad]), 'creating a run that cannot be read');
    checkEqual((await t.store.listRuns({})).runs, [], 'runs after a failed create');
    check((await t.create(good)).created, 'the run can be created afterwards');
  }),

  rule('ST3.1', 'a run created with a claim is held at once', async (t) => {
    const record = await t.createHeld();
    for (const found of [record, await t.record(record)]) {
      checkEqual([found.status, found.worker, found.epoch], ['running', 'w1', 1], 'the run');
      checkEqual(found.wakeAt, null, 'wakeAt');
      check(found.startedAt !== null, 'startedAt is set');
    }
    checkEqual(idsOf(await t.claim('w2')), [], 'what another worker can claim');
    await t.write(record);
  }),

  rule(
    'ST3.2',
    'a claim in create takes neither a run that was there nor one that starts later',
    async (t) => {
      const there = t.newRun({ idempotencyKey: 'k' });
      await t.store.create([there]);
      const later = t.newRun({ startAt: t.now() + 5 * t.tick });
      const runs = await t.createAll([{ ...t.newRun(), idempotencyKey: 'k' }, later], {
        claim: t.lease('w1'),
      });
      checkEqual(
        runs.map(({ record }) => record.worker),
        [null, null],
        'holders',
      );
      checkEqual(
        runs.map(({ record }) => record.status),
        ['queued', 'queued'],
        'statuses',
      );
      checkEqual(idsOf(await t.claim('w2')), [there.runId], 'what another worker can claim');
    },
  ),
];
