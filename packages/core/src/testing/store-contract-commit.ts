/** Commits: whole or not at all, and only by who holds the run. */

import type { RunRecord } from '../ports/stored-run.js';
import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import {
  changeOf,
  completed,
  events,
  failed,
  idsOf,
  messageTo,
  only,
  parked,
  type StoreScene,
} from './store-contract-scene.js';

const stale = { ok: false, reason: 'stale' } as const;

/** What a commit can touch: a held run with mail, another run, and a child that is not there yet. */
interface Stage {
  readonly run: RunRecord;
  readonly other: RunRecord;
  readonly everything: Parameters<StoreScene['commit']>[1];
  /** What is to be seen of all that. */
  readonly look: () => Promise<unknown>;
}

async function stageOf(t: StoreScene): Promise<Stage> {
  const run = await t.createHeld();
  const { record: other } = await t.create({ startAt: t.now() + 50 * t.tick });
  await t.deliver(run, 'm1');
  await t.deliver(run, 'm2');
  const child = t.newRun({ runId: 'child', parent: { runId: run.runId, step: 'call', depth: 1 } });
  const everything = {
    events: events(2),
    consumed: ['m1'],
    children: [child],
    messages: [messageTo(other, 'from-run')],
    next: parked(null),
  };
  const look = async (): Promise<unknown> => ({
    record: await t.record(run),
    journal: await t.store.readJournal(run.tenant, run.runId),
    inbox: (await t.store.readInbox(run.tenant, run.runId)).map(({ id }) => id),
    child: await t.store.getRun('acme', 'child'),
    mail: (await t.store.readInbox(other.tenant, other.runId)).map(({ id }) => id),
  });
  return { run, other, everything, look };
}

export const commitRules: readonly StoreRule[] = [
  rule('ST1.2', 'a commit writes all that it says', async (t) => {
    const { run, other, everything } = await stageOf(t);
    await t.write(run, everything);
    const record = await t.record(run);
    checkEqual([record.status, record.seq, record.worker], ['waiting', 2, null], 'the run');
    checkEqual(await t.store.readJournal(run.tenant, run.runId), events(2), 'journal');
    const inbox = await t.store.readInbox(run.tenant, run.runId);
    checkEqual(
      inbox.map(({ id }) => id),
      ['m2'],
      'inbox',
    );
    checkEqual(
      (await t.record({ tenant: 'acme', runId: 'child' })).parent,
      { runId: run.runId, step: 'call', depth: 1 },
      'parent of the child',
    );
    const mail = await t.store.readInbox(other.tenant, other.runId);
    checkEqual(
      mail.map(({ id }) => id),
      ['from-run'],
      'mail of the other run',
    );
    const claimable = idsOf(await t.claim('w2'));
    checkEqual(claimable.sort(), ['child', other.runId, run.runId].sort(), 'claimable runs');
  }),

  rule('ST1.3', 'a commit under another epoch writes nothing', async (t) => {
    const { run, everything, look } = await stageOf(t);
    const before = await look();
    for (const epoch of [run.epoch - 1, run.epoch + 1]) {
      checkEqual(
        await t.commit(run, { ...everything, epoch }),
        stale,
        `commit with epoch ${epoch}`,
      );
      checkEqual(await look(), before, 'what is stored');
    }
  }),

  rule('ST1.4', 'a commit that does not follow on from the journal writes nothing', async (t) => {
    const { run, everything, look } = await stageOf(t);
    await t.write(run, { events: events(2) });
    const before = await look();
    for (const seq of [0, 1, 3]) {
      checkEqual(await t.commit(run, { ...everything, seq }), stale, `commit with seq ${seq}`);
      checkEqual(await look(), before, 'what is stored');
    }
    await t.write(run, { ...everything, seq: 2 });
  }),

  rule('ST1.5', 'a commit of a run that nobody holds is refused', async (t) => {
    const { record: queued } = await t.create();
    checkEqual(await t.commit(queued, { events: events(1) }), stale, 'of a new run');
    const waiting = await t.createHeld();
    await t.park(waiting, null);
    checkEqual(await t.commit(waiting, { next: completed }), stale, 'of a parked run');
    const ended = await t.createHeld();
    await t.write(ended, { next: completed });
    checkEqual(await t.commit(ended, { next: failed }), stale, 'of a run that has ended');
    checkEqual((await t.record(ended)).status, 'completed', 'status of the ended run');
    checkEqual(await t.commit({ ...ended, runId: 'nobody' }), stale, 'of an unknown run');
  }),

  rule('ST1.6', 'of several changes, only the stale ones are refused', async (t) => {
    const [a, b, c] = [await t.createHeld(), await t.createHeld(), await t.createHeld()];
    const outcomes = await t.store.commit([
      changeOf(a, { events: events(1) }),
      changeOf(b, { events: events(1), epoch: 9, messages: [messageTo(a, 'no')] }),
      changeOf(c, { events: events(2), next: completed }),
    ]);
    checkEqual(
      outcomes.map(({ ok }) => ok),
      [true, false, true],
      'outcomes',
    );
    const seqs = await Promise.all([a, b, c].map(async (run) => (await t.record(run)).seq));
    checkEqual(seqs, [1, 0, 2], 'journal lengths');
    checkEqual(await t.store.readInbox(a.tenant, a.runId), [], 'mail of the first run');
    checkEqual(await t.store.commit([]), [], 'outcomes of no changes');
  }),

  rule('ST1.7', 'changes of one run in one call follow each other', async (t) => {
    const run = await t.createHeld();
    const [one, two] = events(2);
    check(one !== undefined && two !== undefined, 'there are two entries');
    const outcomes = await t.store.commit([
      changeOf(run, { events: [one] }),
      changeOf(run, { events: [two], seq: 1, next: completed }),
    ]);
    checkEqual(
      outcomes.map(({ ok }) => ok),
      [true, true],
      'outcomes',
    );
    checkEqual(await t.store.readJournal(run.tenant, run.runId), [one, two], 'journal');
  }),

  rule(
    'ST1.8',
    'a commit that holds returns what is unread; one that lets go returns nothing',
    async (t) => {
      const run = await t.createHeld();
      checkEqual(await t.commit(run), { ok: true, inbox: [] }, 'commit without mail');
      await t.deliver(run, 'm1');
      await t.deliver(run, 'm2');
      await t.deliver(run, 'm3');
      const outcome = await t.commit(run, { consumed: ['m2'] });
      check(outcome.ok, 'the commit is accepted');
      checkEqual(outcome.inbox, await t.store.readInbox(run.tenant, run.runId), 'inbox');
      checkEqual(
        outcome.inbox.map(({ id }) => id),
        ['m1', 'm3'],
        'ids in the inbox',
      );
      checkEqual(await t.commit(run, { next: parked(null) }), { ok: true, inbox: [] }, 'park');
      const again = only(await t.claim('w1')).record;
      checkEqual(await t.commit(again, { next: completed }), { ok: true, inbox: [] }, 'finish');
    },
  ),

  rule('ST1.9', 'a run that ends keeps how it ended', async (t) => {
    const good = await t.createHeld();
    await t.write(good, { events: events(1), next: { ...completed, output: { total: 4 } } });
    const ended = await t.record(good);
    checkEqual(
      [ended.status, ended.output, ended.worker],
      ['completed', { total: 4 }, null],
      'completed',
    );
    check(
      ended.finishedAt !== null && ended.wakeAt === null,
      'finishedAt is set and wakeAt is not',
    );
    const error = {
      category: 'network',
      message: 'gone',
      code: 'ECONNRESET',
      step: 'fetch',
    } as const;
    const bad = await t.createHeld();
    await t.write(bad, { next: { kind: 'finish', status: 'failed', error } });
    checkEqual((await t.record(bad)).error, error, 'error');
    checkEqual((await t.record(bad)).output, undefined, 'output of a failed run');
    const stopped = await t.createHeld();
    await t.write(stopped, { next: { kind: 'finish', status: 'cancelled' } });
    checkEqual((await t.record(stopped)).status, 'cancelled', 'status');
  }),

  rule('ST1.10', 'a parked run shows what it waits for until it is claimed', async (t) => {
    const run = await t.createHeld();
    const waits = [
      {
        step: 'ask',
        signal: 'approved',
        about: { kind: 'approval', assignees: ['ann'], dueAt: 5 },
      },
      { step: 'sleep', wakeAt: t.now() },
    ];
    const next = { kind: 'park', status: 'queued', wakeAt: t.now(), waits } as const;
    await t.write(run, { next });
    const record = await t.record(run);
    checkEqual([record.status, record.waits], ['queued', waits], 'status and waits');
    checkEqual(only(await t.claim('w2')).record.waits, [], 'waits in the claim');
    checkEqual((await t.record(run)).waits, [], 'waits while it is held');
  }),

  rule('ST1.11', 'a run that was parked and claimed shows no waits when it ends', async (t) => {
    const run = await t.createHeld();
    const waits = [{ step: 'ask', signal: 'approved' }];
    await t.write(run, { next: { kind: 'park', status: 'waiting', wakeAt: t.now(), waits } });
    await t.write(only(await t.claim()).record, { next: completed });
    checkEqual((await t.record(run)).waits, [], 'waits');
  }),

  rule('ST5.14', 'children start like any other run, and once', async (t) => {
    const run = await t.createHeld();
    const child = t.newRun({ idempotencyKey: 'child-key' });
    const later = t.newRun({ startAt: t.now() + 5 * t.tick });
    await t.write(run, { children: [child, later] });
    await t.write(run, { children: [child, { ...t.newRun(), idempotencyKey: 'child-key' }] });
    checkEqual(idsOf(await t.claim('w2')), [child.runId], 'claimable at once');
    await t.wait(5);
    checkEqual(idsOf(await t.claim('w2')), [later.runId], 'claimable later');
    checkEqual((await t.store.listRuns({})).runs.length, 3, 'number of runs');
  }),

  rule('ST2.8', 'the journal is read in order, from any entry', async (t) => {
    const run = await t.createHeld();
    await t.write(run, { events: events(3) });
    await t.write(run, { seq: 3, events: [] });
    await t.write(run, { seq: 3, events: events(2, 3) });
    await t.write(run, { seq: 5, events: events(1, 5) });
    for (const from of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const found = await t.store.readJournal(run.tenant, run.runId, from);
      checkEqual(found, events(Math.max(0, 6 - from), from), `journal from ${from}`);
    }
    checkEqual(await t.store.readJournal(run.tenant, run.runId), events(6), 'whole journal');
    checkEqual(await t.store.readJournal(run.tenant, 'nobody'), [], 'journal of an unknown run');
  }),

  rule('ST2.9', 'a long journal is kept whole', async (t) => {
    const run = await t.createHeld();
    for (let seq = 0; seq < 10_000; seq += 500)
      await t.write(run, { seq, events: events(500, seq) });
    await t.park({ ...run, seq: 10_000 }, t.now());
    const claimed = only(await t.claim('w2'));
    checkEqual([claimed.record.seq, claimed.journal.length], [10_000, 10_000], 'seq and entries');
    checkEqual(claimed.journal, events(10_000), 'journal');
    const whole = await t.store.readJournal(run.tenant, run.runId);
    checkEqual(whole, claimed.journal, 'journal that is read');
    const end = await t.store.readJournal(run.tenant, run.runId, 9_998);
    checkEqual(end, events(2, 9_998), 'end of the journal');
  }),
];
