/** Claiming: what is due, in which order, and to one worker only. */

import { check, checkEqual, checkFails } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, failed, idsOf, only } from './store-contract-scene.js';

const daysBeyond32Bits = 100 * 24 * 3600 * 1000;

export const claimRules: readonly StoreRule[] = [
  rule('ST3.3', 'a claim gives the run to the worker and raises its epoch by one', async (t) => {
    const { record } = await t.create();
    const first = only(await t.claim('w1')).record;
    const { startedAt } = first;
    checkEqual([first.status, first.worker, first.epoch], ['running', 'w1', 1], 'first claim');
    checkEqual([first.wakeAt, first.crashes], [null, 0], 'wakeAt and crashes');
    await t.wait(1);
    await t.park(first, t.now());
    const second = only(await t.claim('w2')).record;
    checkEqual([second.worker, second.epoch], ['w2', 2], 'second claim');
    checkEqual(second.startedAt, startedAt, 'startedAt of the second claim');
    checkEqual((await t.record(record)).epoch, 2, 'stored epoch');
    checkEqual(first.epoch, 1, 'epoch in the record of the first claim');
  }),

  rule('ST3.4', 'a held run is claimed by nobody, not even by its holder', async (t) => {
    const record = await t.createHeld();
    await t.deliver(record, 'm1');
    checkEqual(idsOf(await t.claim('w1')), [], 'claim by the holder');
    checkEqual(idsOf(await t.claim('w2')), [], 'claim by another');
    checkEqual(idsOf(await t.claim('w2', { runIds: [record.runId] })), [], 'claim by id');
  }),

  rule('ST3.5', 'many claims at once take each run once', async (t) => {
    const other = await t.openAgain();
    await t.store.create(Array.from({ length: 30 }, () => t.newRun()));
    const claims = Array.from({ length: 10 }, async (_, index) => {
      const store = index % 2 === 0 ? t.store : other;
      return (await store.claim({ ...t.lease(`w${index}`), limit: 4 })).runs;
    });
    const taken = idsOf((await Promise.all(claims)).flat());
    checkEqual([taken.length, new Set(taken).size], [30, 30], 'runs taken, and different ones');
  }),

  rule('ST5.1', 'a new run can be claimed at once', async (t) => {
    const { record } = await t.create();
    checkEqual(idsOf(await t.claim()), [record.runId], 'claimed');
  }),

  rule('ST5.2', 'a run with a later start can be claimed from then on', async (t) => {
    const startAt = t.now() + 5 * t.tick;
    const { record } = await t.create({ startAt });
    checkEqual([record.status, record.wakeAt], ['queued', startAt], 'the run');
    checkEqual(idsOf(await t.claim()), [], 'claimed before');
    await t.wait(5);
    checkEqual(idsOf(await t.claim()), [record.runId], 'claimed after');
  }),

  rule('ST5.3', 'a parked run can be claimed from its wakeAt on', async (t) => {
    const record = await t.createHeld();
    const wakeAt = t.now() + 5 * t.tick;
    await t.park(record, wakeAt);
    const parked = await t.record(record);
    checkEqual([parked.status, parked.wakeAt, parked.worker], ['waiting', wakeAt, null], 'the run');
    await t.wait(4);
    checkEqual(idsOf(await t.claim()), [], 'claimed before');
    await t.wait(1);
    checkEqual(idsOf(await t.claim()), [record.runId], 'claimed after');
  }),

  rule('ST5.4', 'a run parked without wakeAt is not claimed by itself', async (t) => {
    const record = await t.createHeld();
    await t.park(record, null);
    await t.wait(50);
    const { runs, nextWakeAt } = await t.store.claim({ ...t.lease('w2'), limit: 1 });
    checkEqual([idsOf(runs), nextWakeAt], [[], null], 'claimed, and next');
  }),

  rule(
    'ST5.5',
    'a message wakes a parked run before its time, and one without a time',
    async (t) => {
      const timed = await t.createHeld();
      const untimed = await t.createHeld();
      await t.park(timed, t.now() + daysBeyond32Bits);
      await t.park(untimed, null);
      checkEqual(idsOf(await t.claim('w2')), [], 'claimed before the messages');
      await t.deliver(untimed, 'm1');
      await t.wait(1);
      await t.deliver(timed, 'm1');
      checkEqual(idsOf(await t.claim('w2')), [untimed.runId, timed.runId], 'claimed');
    },
  ),

  rule('ST5.6', 'a run parked with unread mail can be claimed at once', async (t) => {
    const record = await t.createHeld();
    await t.deliver(record, 'm1');
    await t.deliver(record, 'm2');
    await t.park(record, t.now() + daysBeyond32Bits, { consumed: ['m1'] });
    checkEqual(idsOf(await t.claim('w2')), [record.runId], 'claimed');
  }),

  rule('ST5.7', 'a run parked with all its mail read waits', async (t) => {
    const record = await t.createHeld();
    await t.deliver(record, 'm1');
    await t.park(record, null, { consumed: ['m1'] });
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed');
  }),

  rule('ST5.8', 'higher priority goes first, then what has been due for longest', async (t) => {
    const due = (ticks: number, priority: number): Promise<unknown> =>
      t.create({ runId: `p${priority}t${ticks}`, priority, startAt: t.now() + ticks * t.tick });
    await due(3, 0);
    await due(2, 10);
    await due(1, -5);
    await due(1, 0);
    await due(3, 10);
    await due(9, 99);
    await t.wait(5);
    const first = idsOf(await t.claim('w1', { limit: 3 }));
    const rest = idsOf(await t.claim('w1', { limit: 3 }));
    checkEqual(first, ['p10t2', 'p10t3', 'p0t1'], 'first three');
    checkEqual(rest, ['p0t3', 'p-5t1'], 'the rest');
  }),

  rule('ST5.9', 'a claim takes no more than its limit', async (t) => {
    await t.store.create(Array.from({ length: 5 }, () => t.newRun()));
    checkEqual((await t.claim('w1', { limit: 2 })).length, 2, 'first claim');
    checkEqual((await t.claim('w1', { limit: 2 })).length, 2, 'second claim');
    checkEqual((await t.claim('w1', { limit: 2 })).length, 1, 'third claim');
    await checkFails(() => t.store.claim({ ...t.lease('w1'), limit: 0 }), 'a claim of no runs');
  }),

  rule('ST5.10', 'a claim says when the next free run is due', async (t) => {
    const start = t.now();
    const next = async (limit = 1, runIds?: readonly string[]): Promise<number | null> =>
      (await t.store.claim({ ...t.lease('w1', 100), limit, runIds })).nextWakeAt;
    checkEqual(await next(), null, 'in an empty store');
    const later = await t.create({ startAt: start + 9 * t.tick, priority: 5 });
    const sooner = await t.create({ startAt: start + 5 * t.tick });
    checkEqual(await next(), sooner.record.wakeAt, 'with two to come');
    checkEqual(await next(1, [later.record.runId]), later.record.wakeAt, 'of one run');
    checkEqual(await next(1, ['nobody']), null, 'of no run');
    await t.wait(9);
    const left = await next(1);
    check(left !== null && left <= t.now(), 'a due run beyond the limit is due already');
    checkEqual(await next(5), null, 'when all are held');
  }),

  rule('ST5.11', 'a claim for certain runs takes those of them that are due', async (t) => {
    const wanted = await t.create({ priority: 1 });
    const also = await t.create({ priority: 2 });
    const future = await t.create({ startAt: t.now() + 5 * t.tick });
    await t.create({ priority: 9 });
    const runIds = [wanted, also, future].map(({ record }) => record.runId);
    const claimed = await t.claim('w1', { runIds: [...runIds, 'nobody', ...runIds] });
    checkEqual(idsOf(claimed), [also.record.runId, wanted.record.runId], 'claimed');
    checkEqual(await t.claim('w1', { runIds: [] }), [], 'claimed of no runs');
  }),

  rule('ST5.12', 'a run that has ended is claimed no more', async (t) => {
    for (const next of [completed, failed, { kind: 'finish', status: 'cancelled' }] as const) {
      await t.write(await t.createHeld(), { next });
    }
    await t.wait(50);
    const { runs, nextWakeAt } = await t.store.claim({ ...t.lease('w2'), limit: 10 });
    checkEqual([idsOf(runs), nextWakeAt], [[], null], 'claimed, and next');
  }),

  rule('ST5.13', 'a claim hands over the journal and the unread messages', async (t) => {
    const record = await t.createHeld();
    await t.deliver(record, 'm1');
    await t.deliver(record, 'm2');
    const entry = { type: 'timer.fired', at: 1, step: 'a' } as const;
    await t.park(record, t.now(), { events: [entry], consumed: ['m1'] });
    const claimed = only(await t.claim('w2'));
    checkEqual(claimed.journal, [entry], 'journal');
    checkEqual(
      claimed.inbox.map(({ id }) => id),
      ['m2'],
      'inbox',
    );
    checkEqual(claimed.record.seq, 1, 'seq');
  }),
];
