/** Limits on how many runs of a key may queue: what counts, and what is refused. */

import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, idsOf, only } from './store-contract-scene.js';

const limitKeys = ['k'];

export const queueLimitRules: readonly StoreRule[] = [
  rule('ST11.20', 'a run queues from its creation until it first begins', async (t) => {
    await t.setLimit('k', null, 100);
    const counts = async (): Promise<number[]> => {
      const { held, queued } = await t.limit('k');
      return [held, queued];
    };
    await t.createHeld({ limitKeys });
    checkEqual(await counts(), [1, 0], 'held and queued of a run that was created held');
    await t.createAll([t.newRun({ limitKeys }), t.newRun({ limitKeys })]);
    await t.create({ limitKeys, startAt: t.now() + 99 * t.tick });
    checkEqual(await counts(), [1, 3], 'with three that were not');
    const [run] = (await t.claim('w2', { limit: 1 })).map(({ record }) => record);
    check(run !== undefined, 'a run is claimed');
    checkEqual(await counts(), [2, 2], 'when one has begun');
    await t.store.drop([run], t.now());
    checkEqual(await counts(), [1, 2], 'when it was dropped');
    const again = only(await t.claim('w2', { runIds: [run.runId] })).record;
    await t.write(again, { next: completed });
    checkEqual(await counts(), [1, 2], 'when it has ended');
  }),

  rule('ST11.21', 'a run that is one too many is refused, and no other of the call', async (t) => {
    await t.setLimit('k', null, 2);
    await t.create({ limitKeys });
    const runs = [
      t.newRun({ limitKeys, idempotencyKey: 'a' }),
      t.newRun({ limitKeys, idempotencyKey: 'b' }),
      t.newRun(),
    ];
    const outcomes = await t.store.create(runs);
    const state = { key: 'k', maxHeld: null, maxQueued: 2, held: 0, queued: 2 };
    checkEqual(outcomes[1], { refusedBy: state }, 'outcome of the second');
    checkEqual(
      outcomes.map((outcome) => 'created' in outcome && outcome.created),
      [true, false, true],
      'created',
    );
    checkEqual(await t.store.getRun('acme', runs[1]?.runId ?? ''), null, 'the refused run');
    checkEqual((await t.store.listRuns({})).runs.length, 3, 'number of runs');
    checkEqual((await t.limit('k')).queued, 2, 'queued');
    await t.claim('w1', { limit: 1, runIds: [runs[0]?.runId ?? ''] });
    const later = await t.create({ limitKeys, idempotencyKey: 'b' });
    check(later.created, 'the key of the refused run is free');
  }),

  rule('ST11.22', 'each limit of a run can refuse it', async (t) => {
    await t.store.setLimits([
      { key: 'wide', maxHeld: null, maxQueued: 5 },
      { key: 'k', maxHeld: 3, maxQueued: 0 },
    ]);
    const [outcome] = await t.store.create([t.newRun({ limitKeys: ['wide', 'k'] })]);
    const state = { key: 'k', maxHeld: 3, maxQueued: 0, held: 0, queued: 0 };
    checkEqual(outcome, { refusedBy: state }, 'outcome');
    checkEqual((await t.limit('wide')).queued, 0, 'queued of the other limit');
  }),

  rule('ST11.23', 'a run that is there already is not refused', async (t) => {
    await t.setLimit('k', null, 1);
    const run = t.newRun({ limitKeys, idempotencyKey: 'a' });
    await t.createAll([run]);
    const again = only(await t.createAll([run]));
    const twin = await t.create({ limitKeys, idempotencyKey: 'a' });
    checkEqual([again.created, twin.created], [false, false], 'created');
    checkEqual(idsOf([again, twin]), [run.runId, run.runId], 'runs');
  }),

  rule('ST11.24', 'children are not refused, and count', async (t) => {
    await t.setLimit('k', null, 0);
    const parent = await t.createHeld();
    await t.write(parent, { children: [t.newRun({ runId: 'child', limitKeys })] });
    checkEqual((await t.limit('k')).queued, 1, 'queued');
    checkEqual(idsOf(await t.claim('w2')), ['child'], 'claimed');
    checkEqual((await t.limit('k')).queued, 0, 'queued then');
  }),

  rule('ST11.25', 'runs created by many at once keep to a limit together', async (t) => {
    const other = await t.openAgain();
    await t.setLimit('k', null, 4);
    const attempts = Array.from({ length: 12 }, async (_, index) => {
      const store = index % 2 === 0 ? t.store : other;
      return only(await store.create([t.newRun({ limitKeys })]));
    });
    const outcomes = await Promise.all(attempts);
    checkEqual(outcomes.filter((outcome) => 'record' in outcome).length, 4, 'runs created');
    checkEqual((await t.limit('k')).queued, 4, 'queued');
  }),

  rule(
    'ST11.26',
    'a run that is created held does not queue, so that none refuses it',
    async (t) => {
      await t.setLimit('k', 2, 1);
      await t.create({ limitKeys });
      const claim = t.lease('w1');
      const create = async (): Promise<boolean> => {
        const outcome = only(await t.store.create([t.newRun({ limitKeys })], { claim }));
        return 'created' in outcome && outcome.record.worker === 'w1';
      };
      checkEqual([await create(), await create()], [true, true], 'created while there is room');
      const outcome = only(await t.store.create([t.newRun({ limitKeys })], { claim }));
      const state = { key: 'k', maxHeld: 2, maxQueued: 1, held: 2, queued: 1 };
      checkEqual(outcome, { refusedBy: state }, 'outcome when there is none');
    },
  ),
];
