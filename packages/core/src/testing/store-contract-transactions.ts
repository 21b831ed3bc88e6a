/** Transactions: runs that are created in the host's, and checkpoints that commit together with a step's work. */

import type { StoreTransaction } from '../ports/run-change.js';
import { check, checkEqual, checkFails, ContractViolation } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import {
  changeOf,
  completed,
  createdOf,
  events,
  idsOf,
  only,
  type StoreProbe,
  type StoreScene,
  type StoreSubject,
} from './store-contract-scene.js';

type InTransaction = NonNullable<StoreSubject['transaction']>;

/** A case for stores with transactions; one that says it has none keeps the rule without doing anything. */
function txRule(id: string, title: string, run: TxCase): StoreRule {
  return rule(id, title, async (t) => {
    if (!t.store.capabilities.transactions) return;
    await run(t, t.needs('transaction'));
  });
}

type TxCase = (t: StoreScene, transaction: InTransaction) => Promise<void>;

function beginRule(id: string, title: string, run: BeginCase): StoreRule {
  return rule(id, title, async (t) => {
    if (!t.store.capabilities.transactions) return;
    const begin = (): Promise<StoreTransaction> => {
      if (t.store.begin === undefined) {
        throw new ContractViolation('a store with transactions has begin');
      }
      return t.store.begin();
    };
    await run(t, begin, t.needs('probe'));
  });
}

type BeginCase = (
  t: StoreScene,
  begin: () => Promise<StoreTransaction>,
  probe: StoreProbe,
) => Promise<void>;

export const transactionRules: readonly StoreRule[] = [
  rule('ST12.1', 'a store without transactions refuses one', async (t) => {
    if (t.store.capabilities.transactions) return;
    check(!('begin' in t.store) || t.store.begin === undefined, 'it has no begin');
    const error = await checkFails(
      async () => t.store.create([t.newRun()], { tx: {} }),
      'creating a run in a transaction',
    );
    check(error instanceof TypeError, `a TypeError, found ${String(error)}`);
    checkEqual((await t.store.listRuns({})).runs, [], 'runs');
  }),

  txRule('ST12.2', 'what is created in a transaction is there when it commits', async (t, inTx) => {
    const other = await t.openAgain();
    const run = t.newRun({ idempotencyKey: 'k', input: { n: 1n }, tags: ['x'], limitKeys: ['l'] });
    await t.setLimit('l', 5, 5);
    await inTx(async (tx) => {
      const { record, created } = createdOf(only(await t.store.create([run], { tx })));
      checkEqual([created, record.runId], [true, run.runId], 'created, and its id');
      checkEqual(await other.getRun(run.tenant, run.runId), null, 'the run before the commit');
      const { runs } = await other.claim({ ...t.lease('w2'), limit: 5 });
      checkEqual(idsOf(runs), [], 'claimed before the commit');
    }, true);
    checkEqual((await t.record(run)).input, { n: 1n }, 'input');
    checkEqual((await t.limit('l')).queued, 1, 'queued');
    checkEqual(idsOf((await t.store.listRuns({ tag: 'x' })).runs), [run.runId], 'runs of its tag');
    checkEqual(idsOf(await t.claim()), [run.runId], 'claimed');
  }),

  txRule(
    'ST12.3',
    'what is created in a transaction never was when it does not commit',
    async (t, inTx) => {
      await t.setLimit('l', 5, 5);
      const run = t.newRun({ idempotencyKey: 'k', limitKeys: ['l'], tags: ['x'] });
      await inTx(async (tx) => {
        await t.createAll([run, t.newRun()], { tx });
      }, false);
      checkEqual((await t.store.listRuns({})).runs, [], 'runs');
      checkEqual((await t.limit('l')).queued, 0, 'queued');
      checkEqual(idsOf(await t.claim()), [], 'claimed');
      check((await t.create({ idempotencyKey: 'k' })).created, 'the key is free');
      check(only(await t.createAll([run])).created === false, 'the key is taken by then');
    },
  ),

  txRule(
    'ST12.4',
    'in a transaction, ids and keys that are taken give the earlier run',
    async (t, inTx) => {
      const { record } = await t.create({ idempotencyKey: 'k' });
      await inTx(async (tx) => {
        const twin = t.newRun({ idempotencyKey: 'k' });
        const same = t.newRun({ idempotencyKey: 'new' });
        const outcomes = await t.createAll([twin, same], { tx });
        const again = await t.createAll([t.newRun({ idempotencyKey: 'new' })], { tx });
        checkEqual(idsOf(outcomes), [record.runId, same.runId], 'runs');
        checkEqual(
          [...outcomes, ...again].map(({ created }) => created),
          [false, true, false],
          'created',
        );
        checkEqual(idsOf(again), [same.runId], 'the run that the transaction has created');
      }, true);
      checkEqual((await t.store.listRuns({})).runs.length, 2, 'number of runs');
    },
  ),

  txRule('ST12.5', 'in a transaction, limits refuse runs', async (t, inTx) => {
    await t.setLimit('l', null, 1);
    await inTx(async (tx) => {
      const runs = [t.newRun({ limitKeys: ['l'] }), t.newRun({ limitKeys: ['l'] })];
      const outcomes = await t.store.create(runs, { tx });
      checkEqual(
        outcomes.map((outcome) => 'refusedBy' in outcome),
        [false, true],
        'refused',
      );
    }, true);
    checkEqual((await t.limit('l')).queued, 1, 'queued');
  }),

  beginRule(
    'ST12.6',
    "a step's work commits together with its checkpoint",
    async (t, begin, probe) => {
      const run = await t.createHeld();
      const tx = await begin();
      await probe.write(tx.client, 'work');
      checkEqual(await probe.read(), [], 'what others see of the work before the commit');
      const outcome = await tx.commit(changeOf(run, { events: events(2) }));
      checkEqual(outcome, { ok: true, inbox: [] }, 'outcome');
      checkEqual(await probe.read(), ['work'], 'work');
      checkEqual(await t.store.readJournal(run.tenant, run.runId), events(2), 'journal');
      await tx.rollback();
      checkEqual(await probe.read(), ['work'], 'work after a late rollback');
      await t.write(run, { seq: 2, next: completed });
    },
  ),

  beginRule(
    'ST12.7',
    'of a transaction with a stale change nothing stays',
    async (t, begin, probe) => {
      const run = await t.createHeld();
      for (const stale of [{ epoch: run.epoch + 1 }, { seq: 3 }]) {
        const tx = await begin();
        await probe.write(tx.client, 'work');
        const child = t.newRun();
        const outcome = await tx.commit(
          changeOf(run, { ...stale, events: events(1), children: [child] }),
        );
        checkEqual(outcome, { ok: false, reason: 'stale' }, 'outcome');
        await tx.rollback();
        checkEqual(await t.store.getRun(child.tenant, child.runId), null, 'the child');
      }
      checkEqual(await probe.read(), [], 'work');
      checkEqual(await t.store.readJournal(run.tenant, run.runId), [], 'journal');
    },
  ),

  beginRule(
    'ST12.8',
    'of a transaction that is rolled back nothing stays',
    async (t, begin, probe) => {
      const run = await t.createHeld();
      const tx = await begin();
      await probe.write(tx.client, 'work');
      await tx.rollback();
      await tx.rollback();
      checkEqual(await probe.read(), [], 'work');
      const again = await begin();
      await probe.write(again.client, 'again');
      const outcome = await again.commit(changeOf(run, { next: completed }));
      checkEqual(outcome.ok, true, 'a later commit is accepted');
      checkEqual(await probe.read(), ['again'], 'work of the later transaction');
    },
  ),

  beginRule(
    'ST12.9',
    'a run that was taken over meanwhile keeps nothing of the transaction',
    async (t, begin, probe) => {
      const run = await t.createHeld();
      const tx = await begin();
      await probe.write(tx.client, 'work');
      await t.wait(10);
      const taken = only(await t.claim('w2')).record;
      const outcome = await tx.commit(changeOf(run, { events: events(1), next: completed }));
      checkEqual(outcome, { ok: false, reason: 'stale' }, 'outcome');
      checkEqual(await probe.read(), [], 'work');
      await t.write(taken, { events: events(1) });
    },
  ),

  beginRule(
    'ST12.10',
    'a commit in a transaction and a claim by another exclude each other',
    async (t, begin, probe) => {
      const other = await t.openAgain();
      const run = await t.createHeld();
      const tx = await begin();
      await probe.write(tx.client, 'work');
      await t.wait(10);
      const [outcome, { runs }] = await Promise.all([
        tx.commit(changeOf(run, { events: events(1), next: completed })),
        other.claim({ ...t.lease('w2'), limit: 1 }),
      ]);
      const isTaken = runs.length > 0;
      check(outcome.ok !== isTaken, 'either the commit is accepted or the run is taken');
      checkEqual(await probe.read(), isTaken ? [] : ['work'], 'work');
      const { status } = await t.record(run);
      checkEqual(status, isTaken ? 'running' : 'completed', 'status');
    },
  ),
];
