/** Leases: who holds what for how long, and what the loss of a holder means. */

import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, events, idsOf, only } from './store-contract-scene.js';

export const leaseRules: readonly StoreRule[] = [
  rule(
    'ST3.6',
    'when a lease has ended, its runs go to another worker and count a crash',
    async (t) => {
      const records = [await t.createHeld(), await t.createHeld()];
      await t.wait(9);
      checkEqual(idsOf(await t.claim('w2')), [], 'claimed while the lease lasts');
      await t.wait(1);
      const taken = await t.claim('w2');
      checkEqual(new Set(idsOf(taken)), new Set(idsOf(records)), 'claimed when it has ended');
      for (const { record } of taken) {
        checkEqual([record.crashes, record.epoch, record.worker], [1, 2, 'w2'], 'the run');
      }
      await t.wait(10);
      checkEqual(
        only(await t.claim('w3', { limit: 1 })).record.crashes,
        2,
        'crashes after another',
      );
    },
  ),

  rule('ST3.7', 'a run that was lost can be claimed by its id', async (t) => {
    const record = await t.createHeld();
    await t.wait(10);
    const taken = only(await t.claim('w2', { runIds: [record.runId] })).record;
    checkEqual([taken.crashes, taken.epoch], [1, 2], 'crashes and epoch');
  }),

  rule('ST3.8', 'a lost holder can write no more', async (t) => {
    const old = await t.createHeld();
    await t.write(old, { events: events(1) });
    await t.wait(10);
    const held = only(await t.claim('w2')).record;
    const outcome = await t.commit({ ...old, seq: 1 }, { events: events(1, 9), next: completed });
    checkEqual(outcome, { ok: false, reason: 'stale' }, 'commit of the lost holder');
    await t.write(held, { events: events(1, 1) });
    checkEqual(await t.store.readJournal(old.tenant, old.runId), events(2), 'journal');
  }),

  rule('ST3.9', 'a heartbeat renews the lease', async (t) => {
    const { tenant, runId, epoch } = await t.createHeld();
    for (let round = 0; round < 3; round += 1) {
      await t.wait(6);
      const beat = { ...t.lease('w1'), holding: [{ tenant, runId, epoch }] };
      const { lost, mail } = await t.store.heartbeat(beat);
      checkEqual([lost, mail], [[], []], 'lost and mail');
    }
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed by another');
  }),

  rule('ST3.10', 'claiming and creating renew the lease', async (t) => {
    const record = await t.createHeld();
    await t.wait(6);
    checkEqual(idsOf(await t.claim('w1')), [], 'nothing to claim');
    await t.wait(6);
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed by another after a claim');
    await t.createHeld();
    await t.wait(6);
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed by another after a create');
    await t.write(record);
  }),

  rule('ST3.11', 'a heartbeat says which runs are lost', async (t) => {
    const kept = await t.createHeld();
    const parkedRun = await t.createHeld();
    const ended = await t.createHeld();
    await t.park(parkedRun, null);
    await t.write(ended, { next: completed });
    const others = await t.createHeld({}, 'w2');
    const wrongEpoch = { ...(await t.createHeld()), epoch: 7 };
    const unknown = { ...kept, runId: 'nobody' };
    const { lost } = await t.store.heartbeat({
      ...t.lease('w1'),
      holding: [kept, parkedRun, ended, others, wrongEpoch, unknown],
    });
    const expected = idsOf([parkedRun, ended, others, wrongEpoch, unknown]);
    checkEqual([...lost].sort(), expected.sort(), 'lost');
  }),

  rule('ST3.12', 'a worker that lost its runs is told so', async (t) => {
    const record = await t.createHeld();
    await t.wait(10);
    await t.claim('w2');
    const { lost, mail } = await t.store.heartbeat({ ...t.lease('w1'), holding: [record] });
    checkEqual([lost, mail], [[record.runId], []], 'lost and mail');
  }),

  rule('ST3.13', 'a heartbeat says which held runs have mail', async (t) => {
    const withMail = await t.createHeld();
    const without = await t.createHeld();
    await t.deliver(withMail, 'm1');
    const beat = { ...t.lease('w1'), holding: [withMail, without] };
    checkEqual((await t.store.heartbeat(beat)).mail, [withMail.runId], 'mail');
    await t.write(withMail, { consumed: ['m1'] });
    checkEqual((await t.store.heartbeat(beat)).mail, [], 'mail when it is read');
  }),

  rule('ST3.14', 'what a worker releases can be claimed at once, without a crash', async (t) => {
    const record = await t.createHeld();
    const others = await t.createHeld({}, 'w2');
    await t.park(await t.createHeld(), null);
    await t.store.release('w1');
    const released = await t.record(record);
    checkEqual([released.status, released.worker], ['queued', null], 'the released run');
    check(released.wakeAt !== null && released.wakeAt <= t.now(), 'it wants to be claimed now');
    const outcome = await t.commit(record, { events: events(1) });
    checkEqual(outcome, { ok: false, reason: 'stale' }, 'commit after the release');
    const taken = only(await t.claim('w3')).record;
    checkEqual([taken.runId, taken.crashes, taken.epoch], [record.runId, 0, 2], 'the claimed run');
    checkEqual((await t.record(others)).worker, 'w2', 'holder of another run');
    await t.wait(1);
    await t.store.release('nobody');
  }),

  rule(
    'ST3.16',
    'a run that is dropped can be claimed from then on, without a crash',
    async (t) => {
      const record = await t.createHeld();
      const kept = await t.createHeld();
      const wakeAt = t.now() + 3 * t.tick;
      await t.store.drop([record], wakeAt);
      const dropped = await t.record(record);
      checkEqual([dropped.status, dropped.worker], ['queued', null], 'the dropped run');
      const outcome = await t.commit(record, { events: events(1) });
      checkEqual(outcome, { ok: false, reason: 'stale' }, 'commit after the drop');
      const early = await t.store.claim({ ...t.lease('w2'), limit: 5 });
      checkEqual(
        [idsOf(early.runs), early.nextWakeAt],
        [[], wakeAt],
        'claimed too early, and next',
      );
      await t.wait(3);
      const taken = only(await t.claim('w2')).record;
      checkEqual(
        [taken.runId, taken.crashes, taken.epoch],
        [record.runId, 0, 2],
        'the claimed run',
      );
      checkEqual((await t.record(kept)).worker, 'w1', 'holder of another run');
    },
  ),

  rule('ST3.17', 'only the holder under that epoch is dropped', async (t) => {
    const old = await t.createHeld();
    const parkedRun = await t.createHeld();
    await t.park(parkedRun, null);
    await t.wait(10);
    await t.claim('w2');
    await t.store.drop([old, parkedRun, { ...old, runId: 'nobody' }], t.now());
    checkEqual((await t.record(old)).worker, 'w2', 'holder of the run claimed since');
    checkEqual((await t.record(parkedRun)).status, 'waiting', 'the parked run');
  }),

  rule('ST3.15', 'a run that was parked before its worker was lost counts no crash', async (t) => {
    const record = await t.createHeld();
    await t.park(record, t.now() + 20 * t.tick);
    await t.wait(20);
    checkEqual(only(await t.claim('w2')).record.crashes, 0, 'crashes');
  }),

  rule('ST7.1', "times are those of the store's clock", async (t) => {
    const created = t.now();
    const { record } = await t.create();
    await t.wait(1);
    const claimed = t.now();
    const held = only(await t.claim()).record;
    await t.deliver(record, 'm1');
    await t.wait(1);
    const finished = t.now();
    await t.write(held, { next: completed });
    const { createdAt, startedAt, finishedAt } = await t.record(record);
    checkEqual(roughly(t.tick, createdAt, created), true, 'createdAt is the time of create');
    checkEqual(roughly(t.tick, startedAt, claimed), true, 'startedAt is the time of the claim');
    checkEqual(roughly(t.tick, finishedAt, finished), true, 'finishedAt is the time of the end');
    const message = only(await t.store.readInbox(record.tenant, record.runId));
    checkEqual(roughly(t.tick, message.sentAt, claimed), true, 'sentAt is the time of delivery');
  }),

  rule('ST7.2', 'a lease is counted from when the worker was last heard of', async (t) => {
    const record = await t.createHeld();
    await t.wait(5);
    await t.store.heartbeat({ ...t.lease('w1', 3), holding: [record] });
    await t.wait(2);
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed within the shorter lease');
    await t.wait(1);
    checkEqual(idsOf(await t.claim('w2')), [record.runId], 'claimed after it');
  }),
];

/** A store with a clock of its own takes a moment; less than half a tick. */
function roughly(tick: number, actual: number | null, expected: number): boolean {
  return actual !== null && Math.abs(actual - expected) < tick / 2;
}
