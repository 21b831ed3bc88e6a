/** What is known of workers: their reports, and when they were last heard of. */

import type { HeldRun } from '../ports/stored-run.js';
import type { WorkerRecord, WorkerReport } from '../ports/workers.js';
import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, only, type StoreScene } from './store-contract-scene.js';

const report: WorkerReport = {
  startedAt: 1_700_000_000_000,
  concurrency: 8,
  queues: null,
  regions: ['eu'],
  labels: ['gpu', 'é'],
  load: { held: 2, cpu: 0.25, memoryBytes: 5e9, lagMs: 1.5 },
};

async function beat(t: StoreScene, worker: string, of?: WorkerReport, ticks = 10): Promise<void> {
  await t.store.heartbeat({ ...t.lease(worker, ticks), holding: [], report: of });
}

function namesOf(workers: readonly WorkerRecord[]): string[] {
  return workers.map(({ worker }) => worker);
}

export const workerRules: readonly StoreRule[] = [
  rule('ST3.18', 'a worker is listed with what it last said of itself', async (t) => {
    checkEqual(await t.store.listWorkers(), [], 'workers of an empty store');
    const small = { ...report, queues: ['slow'], load: { held: 0, lagMs: 0 } };
    await beat(t, 'w2', report);
    await beat(t, 'w1', report);
    await beat(t, 'w1', small);
    await beat(t, 'w2');
    await t.claim('w3');
    const workers = await t.store.listWorkers();
    checkEqual(
      workers.map((worker) => [worker.worker, worker.report]),
      [
        ['w1', small],
        ['w2', report],
        ['w3', null],
      ],
      'names and reports',
    );
  }),

  rule('ST3.19', 'a worker is listed with when it was last heard of', async (t) => {
    await beat(t, 'w1', report);
    await t.wait(3);
    const heard = t.now();
    await beat(t, 'w1', undefined, 4);
    const { seenAt, leaseEndsAt } = only(await t.store.listWorkers());
    check(Math.abs(seenAt - heard) < t.tick / 2, 'seenAt is the time of the last heartbeat');
    checkEqual(leaseEndsAt - seenAt, 4 * t.tick, 'length of the lease');
    await t.wait(1);
    await t.claim('w1');
    const claimed = only(await t.store.listWorkers());
    check(Math.abs(claimed.seenAt - t.now()) < t.tick / 2, 'seenAt after a claim');
  }),

  rule('ST3.20', 'a lost worker is listed until its runs are taken', async (t) => {
    await beat(t, 'w1', report);
    const run = await t.createHeld({}, 'w1');
    await t.wait(10);
    const lost = only(await t.store.listWorkers());
    checkEqual([lost.worker, lost.report], ['w1', report], 'the lost worker');
    check(lost.leaseEndsAt <= t.now(), 'its lease has ended');
    checkEqual(only(await t.claim('w2')).record.runId, run.runId, 'the run that is taken');
    checkEqual(namesOf(await t.store.listWorkers()), ['w2'], 'workers then');
  }),

  rule('ST3.21', 'a lost worker that holds nothing is forgotten', async (t) => {
    await beat(t, 'w1', report);
    await beat(t, 'w2', report, 50);
    await t.wait(10);
    checkEqual(namesOf(await t.store.listWorkers()), ['w2'], 'workers when the lease has ended');
    await t.claim('w2');
    await beat(t, 'w1');
    const [w1] = await t.store.listWorkers();
    checkEqual([w1?.worker, w1?.report], ['w1', null], 'the worker, when it is heard of again');
  }),

  rule('ST3.22', 'a worker that releases what it holds is forgotten', async (t) => {
    await beat(t, 'w1', report);
    await beat(t, 'w2');
    await t.createHeld({}, 'w1');
    await t.store.release('w1');
    checkEqual(namesOf(await t.store.listWorkers()), ['w2'], 'workers');
  }),

  rule('ST3.23', 'a heartbeat tells of runs that are held and were not named', async (t) => {
    const [named, stray, later] = [
      await t.createHeld({ runId: 'named' }),
      await t.createHeld({ runId: 'stray' }),
      await t.createHeld({ runId: 'later', tenant: 'bolt' }),
    ];
    await t.createHeld({ runId: 'of another' }, 'w2');
    const nameOf = ({ tenant, runId, epoch }: HeldRun): HeldRun => ({ tenant, runId, epoch });
    const straysOf = async (holding: readonly HeldRun[]): Promise<string[]> => {
      const { strays } = await t.store.heartbeat({ ...t.lease('w1'), holding });
      return strays.map(({ tenant, runId, epoch }) => `${tenant} ${runId} ${epoch}`).toSorted();
    };
    checkEqual(
      await straysOf([nameOf(named), { ...nameOf(later), epoch: later.epoch + 1 }]),
      ['acme stray 1', 'bolt later 1'],
      'runs not named, or named under another epoch',
    );
    checkEqual(await straysOf([named, stray, later].map(nameOf)), [], 'strays when all are named');
    await t.write(stray, { next: completed });
    checkEqual(await straysOf([nameOf(named), nameOf(later)]), [], 'strays when one has ended');
  }),
];
