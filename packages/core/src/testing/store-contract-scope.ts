/** What a worker serves: queues, regions, labels, and the workflows that it leaves to others. */

import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, idsOf, only } from './store-contract-scene.js';

export const scopeRules: readonly StoreRule[] = [
  rule('ST5.15', 'a claim takes runs of its queues, and of any when it names none', async (t) => {
    await t.createAll(['a', 'b', 'c', 'd'].map((queue) => t.newRun({ runId: queue, queue })));
    checkEqual(idsOf(await t.claim('w1', { queues: ['none'] })), [], 'of a queue without runs');
    checkEqual(idsOf(await t.claim('w1', { queues: [] })), [], 'of no queue');
    const some = idsOf(await t.claim('w1', { queues: ['c', 'a'] }));
    checkEqual(some.toSorted(), ['a', 'c'], 'of two queues');
    checkEqual(idsOf(await t.claim()).toSorted(), ['b', 'd'], 'of any queue');
  }),

  rule('ST5.16', 'a run of a region goes to workers of that region only', async (t) => {
    await t.createAll([
      t.newRun({ runId: 'eu', region: 'eu' }),
      t.newRun({ runId: 'us', region: 'us' }),
      t.newRun({ runId: 'empty', region: '' }),
      t.newRun({ runId: 'any' }),
    ]);
    checkEqual(idsOf(await t.claim()), ['any'], 'by a worker of no region');
    const eu = idsOf(await t.claim('w1', { regions: ['eu', 'asia'] }));
    checkEqual(eu, ['eu'], 'by a worker of two regions');
    const rest = idsOf(await t.claim('w1', { regions: ['us', ''] }));
    checkEqual(rest.toSorted(), ['empty', 'us'], 'by another');
  }),

  rule('ST5.17', 'a run goes to workers that have all its labels only', async (t) => {
    await t.createAll([
      t.newRun({ runId: 'both', labels: ['gpu', 'big'] }),
      t.newRun({ runId: 'one', labels: ['gpu'] }),
      t.newRun({ runId: 'none' }),
    ]);
    checkEqual(idsOf(await t.claim('w1', { labels: ['big'] })), ['none'], 'by one with the wrong');
    const gpu = idsOf(await t.claim('w1', { labels: ['fast', 'gpu'] }));
    checkEqual(gpu, ['one'], 'by one with some');
    const both = idsOf(await t.claim('w1', { labels: ['big', 'gpu'] }));
    checkEqual(both, ['both'], 'by one with all');
  }),

  rule('ST5.18', 'runs of workflows that a claim leaves out keep no others waiting', async (t) => {
    await t.createAll([
      t.newRun({ runId: 'a', workflowHash: 'new', priority: 9 }),
      t.newRun({ runId: 'b', workflowHash: 'newer', priority: 8 }),
      t.newRun({ runId: 'c', workflowHash: 'old' }),
      t.newRun({ runId: 'd', workflowHash: 'new', tenant: 'globex' }),
      t.newRun({ runId: 'e', workflowHash: 'old', tenant: 'globex' }),
    ]);
    const without = ['new', 'newer', 'unknown'];
    const runIds = ['a', 'c', 'd'];
    checkEqual(idsOf(await t.claim('w1', { without, runIds })), ['c'], 'claimed by id');
    checkEqual(idsOf(await t.claim('w1', { without, limit: 1 })), ['e'], 'claimed');
    checkEqual(idsOf(await t.claim('w1', { without })), [], 'claimed when all others are held');
    const rest = idsOf(await t.claim('w2', { without: [] }));
    checkEqual(rest.toSorted(), ['a', 'b', 'd'], 'claimed by another');
  }),

  rule('ST5.19', 'a claim for certain runs looks at no queue, region or label', async (t) => {
    const { record } = await t.create({ queue: 'slow', region: 'eu', labels: ['gpu'] });
    const request = { runIds: [record.runId], queues: ['default'], regions: ['us'], labels: [] };
    checkEqual(idsOf(await t.claim('w1', request)), [record.runId], 'claimed');
  }),

  rule('ST5.20', 'due runs that a worker does not serve call it at no time', async (t) => {
    const later = t.now() + 20 * t.tick;
    const scope = { queues: ['default'], without: ['new'], limit: 5 };
    const next = async (runIds?: readonly string[]): Promise<number | null> => {
      const result = await t.store.claim({ ...t.lease('w1', 99), ...scope, runIds });
      checkEqual(idsOf(result.runs), [], 'claimed');
      return result.nextWakeAt;
    };
    await t.createAll([
      t.newRun({ queue: 'slow' }),
      t.newRun({ region: 'eu' }),
      t.newRun({ labels: ['gpu'] }),
      t.newRun({ runId: 'left-out', workflowHash: 'new' }),
    ]);
    checkEqual(await next(), null, 'next, of those that are due');
    checkEqual(await next(['left-out']), null, 'next, of a due run that is left out');
    await t.create({ startAt: later });
    checkEqual(await next(), later, 'next, with one to come');
  }),

  rule('ST5.21', 'a claim takes as many as it may, wherever they are', async (t) => {
    await t.createAll([
      t.newRun({ queue: 'a' }),
      t.newRun({ queue: 'b', tenant: 'globex' }),
      t.newRun({ queue: 'b', region: 'eu' }),
      t.newRun({ labels: ['x'], priority: 3 }),
      t.newRun({ labels: ['y', 'x'], tenant: 'globex', workflowHash: 'other' }),
      t.newRun({ priority: -3, limitKeys: ['k'] }),
      t.newRun({ startAt: t.now() }),
    ]);
    const scope = { regions: ['eu'], labels: ['x', 'y'] };
    checkEqual((await t.claim('w1', { ...scope, limit: 5 })).length, 5, 'first claim');
    checkEqual((await t.claim('w1', { ...scope, limit: 5 })).length, 2, 'second claim');
  }),

  rule('ST5.22', 'a parked run still goes to workers that serve it only', async (t) => {
    const run = await t.createHeld({ queue: 'slow', region: 'eu', labels: ['gpu'] });
    await t.park(run, null);
    await t.deliver(run, 'm1');
    checkEqual(idsOf(await t.claim('w1')), [], 'by a worker that does not');
    const scope = { queues: ['slow'], regions: ['eu'], labels: ['gpu'] };
    checkEqual(idsOf(await t.claim('w1', scope)), [run.runId], 'by one that does');
  }),

  rule('ST5.23', 'a claim says when the lease of another that holds something ends', async (t) => {
    const next = async (worker: string): Promise<number | null> =>
      (await t.store.claim({ ...t.lease(worker, 5), limit: 1 })).nextWakeAt;
    const run = await t.createHeld({}, 'w1');
    await t.store.heartbeat({ ...t.lease('idle', 2), holding: [] });
    const found = await next('w2');
    const expected = t.now() + 10 * t.tick;
    check(
      found !== null && Math.abs(found - expected) < t.tick / 2,
      `next: expected about ${expected}, found ${found}`,
    );
    await t.write(run, { next: completed });
    checkEqual(await next('w2'), null, 'next when nobody holds anything');
  }),

  rule('ST5.24', 'due runs are counted by what a worker serves, up to a limit', async (t) => {
    await t.createHeld();
    await t.park(await t.createHeld(), null);
    await t.createAll([
      t.newRun(),
      t.newRun({ tenant: 'globex' }),
      t.newRun({ startAt: t.now() + 2 * t.tick }),
      t.newRun({ startAt: t.now() + 50 * t.tick }),
      t.newRun({ queue: 'slow' }),
      t.newRun({ region: 'eu' }),
      t.newRun({ labels: ['gpu'] }),
    ]);
    checkEqual(await t.store.countDue({}, 100), 3, 'of a worker of any queue');
    checkEqual(await t.store.countDue({ queues: ['default'] }, 100), 2, 'of one queue');
    const all = { regions: ['eu'], labels: ['gpu', 'big'] };
    checkEqual(await t.store.countDue(all, 100), 5, 'of a worker that serves all');
    checkEqual(await t.store.countDue(all, 4), 4, 'up to a limit');
    await t.wait(2);
    checkEqual(await t.store.countDue({ queues: ['default'] }, 100), 3, 'later');
    await t.setLimit('k', 0);
    await t.create({ limitKeys: ['k'] });
    const claimed = await t.claim('w1', { queues: ['default'] });
    checkEqual(claimed.length, 3, 'runs claimed');
    const left = await t.store.countDue({ queues: ['default'] }, 100);
    checkEqual(left, 0, 'when one is left that a limit holds back');
  }),

  rule('ST7.3', "claims and heartbeats tell the store's time", async (t) => {
    const claimed = await t.store.claim({ ...t.lease('w1'), limit: 1 });
    check(Math.abs(claimed.now - t.now()) < t.tick / 2, 'the time of a claim');
    await t.wait(3);
    const beat = await t.store.heartbeat({ ...t.lease('w1'), holding: [] });
    check(Math.abs(beat.now - t.now()) < t.tick / 2, 'the time of a heartbeat');
    await t.create({ runId: 'r' });
    const byId = await t.store.claim({ ...t.lease('w1'), limit: 1, runIds: ['r'] });
    check(Math.abs(byId.now - t.now()) < t.tick / 2, 'the time of a claim by id');
    checkEqual(only(byId.runs).record.runId, 'r', 'the run');
  }),
];
