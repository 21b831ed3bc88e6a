/** Limits on how many runs of a key are held: what they hold back, and what makes room. */

import type { RunRecord } from '../ports/stored-run.js';
import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, failed, idsOf, only, type StoreScene } from './store-contract-scene.js';

const limitKeys = ['k'];

/** `held` is the only run that a limit of one lets be held; `next` is kept waiting, and a claim has met it. */
async function fullLimit(t: StoreScene): Promise<{ held: RunRecord; next: RunRecord }> {
  await t.setLimit('k', 1);
  const held = await t.createHeld({ limitKeys });
  const { record: next } = await t.create({ limitKeys });
  checkEqual(idsOf(await t.claim('w2')), [], 'claimed while the limit is full');
  return { held, next };
}

/** Each way in which a worker stops holding a run; the run is not due before long. */
const lettingGo: readonly (readonly [
  string,
  (t: StoreScene, run: RunRecord) => Promise<unknown>,
])[] = [
  ['it has parked', (t, run) => t.park(run, null)],
  ['it has parked until later', (t, run) => t.park(run, t.now() + 500 * t.tick)],
  ['it has completed', (t, run) => t.write(run, { next: completed })],
  ['it has failed', (t, run) => t.write(run, { next: failed })],
  ['it was dropped', async (t, run) => t.store.drop([run], t.now() + 500 * t.tick)],
];

export const limitRules: readonly StoreRule[] = [
  rule('ST11.1', 'no more runs of a key are held than its limit allows', async (t) => {
    await t.setLimit('k', 2);
    await t.createAll(Array.from({ length: 5 }, () => t.newRun({ limitKeys })));
    const first = await t.claim();
    checkEqual([first.length, (await t.limit('k')).held], [2, 2], 'claimed, and counted as held');
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed by another');
    await t.write(only(first.slice(1)).record, { next: completed });
    checkEqual((await t.claim('w2')).length, 1, 'claimed when one has ended');
    checkEqual((await t.limit('k')).held, 2, 'held');
  }),

  rule('ST11.2', 'a run needs room in all its limits', async (t) => {
    await t.store.setLimits([
      { key: 'wide', maxHeld: 3, maxQueued: null },
      { key: 'narrow', maxHeld: 1, maxQueued: null },
    ]);
    const both = ['wide', 'narrow'];
    await t.createAll(
      [both, both, ['wide'], ['other', 'wide'], ['wide']].map((keys, index) =>
        t.newRun({ runId: `r${index}`, limitKeys: keys }),
      ),
    );
    const claimed = await t.claim();
    checkEqual(idsOf(claimed), ['r0', 'r2', 'r3'], 'claimed');
    const held = async (): Promise<number[]> =>
      (await t.store.listLimits()).map((limit) => limit.held);
    checkEqual(await held(), [1, 3], 'held of narrow and wide');
    const [r0, r2] = claimed.map(({ record }) => record);
    check(r0 !== undefined && r2 !== undefined, 'two runs are held');
    await t.write(r2, { next: completed });
    checkEqual(idsOf(await t.claim()), ['r4'], 'claimed when wide has room');
    await t.write(r0, { next: completed });
    checkEqual(idsOf(await t.claim()), ['r1'], 'claimed when both have room');
    checkEqual(await held(), [1, 3], 'held in the end');
  }),

  rule('ST11.3', 'what a limit holds back keeps no others waiting', async (t) => {
    await t.setLimit('k', 1);
    await t.createAll(Array.from({ length: 4 }, () => t.newRun({ limitKeys, priority: 5 })));
    await t.createAll([t.newRun({ runId: 'a' }), t.newRun({ runId: 'b', limitKeys: ['free'] })]);
    await t.create({ runId: 'c', tenant: 'globex' });
    const claimed = idsOf(await t.claim('w1', { limit: 4 }));
    checkEqual(claimed.length, 4, 'runs claimed');
    for (const runId of ['a', 'b', 'c']) check(claimed.includes(runId), `${runId} is claimed`);
    await t.create({ runId: 'd' });
    checkEqual(idsOf(await t.claim('w1', { limit: 1 })), ['d'], 'claimed of one that comes later');
  }),

  ...lettingGo.map(([what, letGo], index) =>
    rule(`ST11.4${'abcde'[index] ?? ''}`, `a run makes room when ${what}`, async (t) => {
      const { held, next } = await fullLimit(t);
      await letGo(t, held);
      checkEqual((await t.limit('k')).held, 0, 'held');
      checkEqual(idsOf(await t.claim('w2')), [next.runId], 'claimed');
      checkEqual((await t.limit('k')).held, 1, 'held then');
    }),
  ),

  rule('ST11.5', 'what a worker releases makes room', async (t) => {
    await fullLimit(t);
    await t.store.release('w1');
    checkEqual((await t.limit('k')).held, 0, 'held');
    checkEqual((await t.claim('w2')).length, 1, 'runs claimed');
    checkEqual((await t.limit('k')).held, 1, 'held then');
  }),

  rule('ST11.6', 'what a lost worker held makes room', async (t) => {
    await fullLimit(t);
    await t.create();
    await t.wait(10);
    checkEqual((await t.claim('w3')).length, 2, 'runs claimed: one of the key, and the other');
    checkEqual((await t.limit('k')).held, 1, 'held');
    await t.store.release('w3');
    checkEqual((await t.limit('k')).held, 0, 'held by nobody');
  }),

  rule('ST11.7', 'when there is room, hints tell of a run that was held back', async (t) => {
    const { held, next } = await fullLimit(t);
    const hinted: string[] = [];
    const stop = t.store.subscribe(({ runId, hasEnded }) => {
      if (!hasEnded) hinted.push(runId);
    });
    await t.write(held, { next: completed });
    await t.wait(1);
    stop();
    check(
      hinted.includes(next.runId),
      `a hint at the run that was held back, found ${hinted.join()}`,
    );
  }),

  rule('ST11.8', 'a run that is held back is queued, and calls nobody at any time', async (t) => {
    const { held, next } = await fullLimit(t);
    checkEqual((await t.record(next)).status, 'queued', 'status');
    for (const runIds of [undefined, [next.runId]]) {
      const result = await t.store.claim({ ...t.lease('w1', 99), limit: 5, runIds });
      checkEqual([idsOf(result.runs), result.nextWakeAt], [[], null], 'claimed, and next');
    }
    await t.write(held, { next: completed });
    checkEqual(idsOf(await t.claim('w2')), [next.runId], 'claimed when there is room');
  }),

  rule('ST11.9', 'limits hold for claims of certain runs', async (t) => {
    const { held, next } = await fullLimit(t);
    const runIds = [next.runId];
    checkEqual(idsOf(await t.claim('w2', { runIds })), [], 'claimed by id');
    await t.write(held, { next: completed });
    checkEqual(idsOf(await t.claim('w2', { runIds })), [next.runId], 'claimed when there is room');
    checkEqual((await t.limit('k')).held, 1, 'held');
  }),

  rule('ST11.10', 'a run that is created held needs room, and else is queued', async (t) => {
    await t.setLimit('k', 1);
    const runs = [t.newRun({ limitKeys }), t.newRun({ limitKeys }), t.newRun()];
    const made = await t.createAll(runs, { claim: t.lease('w1') });
    checkEqual(
      made.map(({ record, created }) => [created, record.worker, record.status]),
      [
        [true, 'w1', 'running'],
        [true, null, 'queued'],
        [true, 'w1', 'running'],
      ],
      'created, worker and status',
    );
    const { held, queued } = await t.limit('k');
    checkEqual([held, queued], [1, 1], 'held and queued');
    await t.store.release('w1');
    checkEqual((await t.claim('w2')).length, 2, 'runs claimed later');
  }),

  rule('ST11.15', 'a parked run needs room to be taken up again', async (t) => {
    await t.setLimit('k', 1);
    const parkedRun = await t.createHeld({ limitKeys });
    await t.park(parkedRun, null);
    const other = await t.createHeld({ limitKeys });
    await t.deliver(parkedRun, 'm1');
    const { runs, nextWakeAt } = await t.store.claim({ ...t.lease('w1', 99), limit: 5 });
    checkEqual([idsOf(runs), nextWakeAt], [[], null], 'claimed, and next');
    await t.write(other, { next: completed });
    const claimed = only(await t.claim('w2'));
    checkEqual(claimed.record.runId, parkedRun.runId, 'claimed when there is room');
    checkEqual(claimed.inbox.length, 1, 'its messages');
  }),

  rule('ST11.16', 'room goes to what would have gone first', async (t) => {
    const { held, next: low } = await fullLimit(t);
    const { record: high } = await t.create({ limitKeys, priority: 5, workflowHash: 'other' });
    const { record: late } = await t.create({ limitKeys });
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed while the limit is full');
    let record = held;
    for (const expected of [high, low, late]) {
      await t.write(record, { next: completed });
      record = only(await t.claim('w2')).record;
      checkEqual(record.runId, expected.runId, 'claimed');
    }
  }),

  rule('ST11.17', 'no room is kept for a run that another worker must take', async (t) => {
    await t.setLimit('k', 1);
    const kinds = [
      [{ queue: 'slow' }, { queues: ['slow'] }, { queues: ['default'] }],
      [{ region: 'eu' }, { regions: ['eu'] }, {}],
      [{ labels: ['gpu'] }, { labels: ['gpu'] }, {}],
      [{ workflowHash: 'new' }, {}, { without: ['new'] }],
    ] as const;
    for (const [kind, theirs, ours] of kinds) {
      const held = await t.createHeld({ limitKeys });
      const { record: foreign } = await t.create({ limitKeys, ...kind });
      checkEqual(idsOf(await t.claim('w2', theirs)), [], 'claimed by the other worker');
      const { record: own } = await t.create({ limitKeys });
      checkEqual(idsOf(await t.claim('w2', ours)), [], 'claimed while the limit is full');
      await t.write(held, { next: completed });
      const taken = only(await t.claim('w2', ours)).record;
      checkEqual(taken.runId, own.runId, `claimed beside one of ${JSON.stringify(kind)}`);
      await t.write(taken, { next: completed });
      const last = only(await t.claim('w2', theirs)).record;
      checkEqual(last.runId, foreign.runId, 'claimed by the other worker then');
      await t.write(last, { next: completed });
    }
  }),

  rule('ST11.18', 'claims at once keep to a limit together', async (t) => {
    const other = await t.openAgain();
    await t.setLimit('k', 5);
    await t.createAll(Array.from({ length: 20 }, () => t.newRun({ limitKeys })));
    const rounds = 2;
    for (let round = 0; round < rounds; round += 1) {
      const claims = Array.from({ length: 6 }, async (_, index) => {
        const store = index % 2 === 0 ? t.store : other;
        return (await store.claim({ ...t.lease(`w${index}`, 50), limit: 3 })).runs;
      });
      const taken = (await Promise.all(claims)).flat();
      check(taken.length <= 5, `runs taken at once: expected 5 at most, found ${taken.length}`);
      const all = [...taken, ...(await t.claim('w9', {}))].map(({ record }) => record);
      checkEqual([all.length, (await t.limit('k')).held], [5, 5], 'taken in all, and held');
      await Promise.all(all.map((record) => t.write(record, { next: completed })));
      const { held, queued } = await t.limit('k');
      checkEqual([held, queued], [0, 15 - 5 * round], 'held and queued when all have ended');
    }
  }),
];
