/** Removing ended runs: with all that belongs to them, and no others. */

import type { PurgeRequest, RunRecord } from '../ports/stored-run.js';
import { check, checkEqual, checkFails } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, events, failed, idsOf, only, type StoreScene } from './store-contract-scene.js';

/** A run that has ended. */
async function ended(
  t: StoreScene,
  run: Parameters<StoreScene['createHeld']>[0] = {},
  next: typeof completed | typeof failed = completed,
): Promise<RunRecord> {
  const record = await t.createHeld(run);
  await t.write(record, { next });
  return record;
}

async function purge(t: StoreScene, request: Partial<PurgeRequest> = {}): Promise<number> {
  return t.store.purge({
    status: ['completed', 'failed', 'cancelled'],
    finishedBefore: t.now() + t.tick,
    limit: 100,
    ...request,
  });
}

async function left(t: StoreScene): Promise<string[]> {
  return idsOf((await t.store.listRuns({})).runs);
}

export const purgeRules: readonly StoreRule[] = [
  rule('ST2.18', 'a purged run is gone with all that belonged to it', async (t) => {
    const run = await t.createHeld({ tags: ['x'] });
    await t.deliver(run, 'read');
    await t.deliver(run, 'unread');
    await t.write(run, { events: events(2), consumed: ['read'], next: failed });
    checkEqual(await purge(t), 1, 'number of runs removed');
    checkEqual(await t.store.getRun(run.tenant, run.runId), null, 'the run');
    checkEqual(await t.store.readJournal(run.tenant, run.runId), [], 'journal');
    checkEqual(await t.store.readInbox(run.tenant, run.runId), [], 'messages');
    checkEqual((await t.store.listRuns({ tag: 'x' })).runs, [], 'runs with its tag');
    checkEqual(await t.deliver(run, 'late'), 'notFound', 'a message to it');
    checkEqual(await t.deliver(run, 'r1', { kind: 'resume' }), 'notFound', 'a resume of it');
    checkEqual(await purge(t), 0, 'number of runs removed then');
  }),

  rule('ST2.19', 'after a purge, run id and idempotency key are free again', async (t) => {
    const run = await t.createHeld({ idempotencyKey: 'k', tags: ['x'] });
    await t.deliver(run, 'm1');
    await t.write(run, { events: events(2), next: completed });
    await purge(t);
    const again = await t.create({ runId: run.runId, idempotencyKey: 'k', input: 'again' });
    checkEqual([again.created, again.record.seq], [true, 0], 'created, and entries in its journal');
    checkEqual(await t.deliver(run, 'm1'), 'accepted', 'a message with an id that was used');
    const claimed = only(await t.claim());
    checkEqual([claimed.journal, claimed.inbox.length], [[], 1], 'journal and messages');
    checkEqual((await t.create({ idempotencyKey: 'k' })).created, false, 'created once more');
  }),

  rule(
    'ST2.20',
    'a purge removes runs that have ended, of those statuses, before then',
    async (t) => {
      const early = await ended(t);
      const bad = await ended(t, {}, failed);
      const resumed = await ended(t, {}, failed);
      await t.deliver(resumed, 'r1', { kind: 'resume' });
      const { record: queued } = await t.create();
      const held = await t.createHeld();
      const waiting = await t.createHeld();
      await t.park(waiting, null);
      await t.wait(2);
      const then = t.now() - t.tick;
      const late = await ended(t);
      checkEqual(await purge(t, { status: [] }), 0, 'removed of no status');
      checkEqual(await purge(t, { status: ['cancelled'] }), 0, 'removed of those cancelled');
      checkEqual(await purge(t, { status: ['completed'], finishedBefore: then }), 1, 'removed');
      const rest = idsOf([late, waiting, held, queued, resumed, bad]);
      checkEqual(await left(t), rest, `left when ${early.runId} is removed`);
      checkEqual(await purge(t), 2, 'removed of all');
      checkEqual(await left(t), idsOf([waiting, held, queued, resumed]), 'left then');
      await t.write(held, { next: completed });
    },
  ),

  rule(
    'ST2.21',
    'a purge removes no more than its limit, what ended first before the rest',
    async (t) => {
      const runs = [await t.createHeld(), await t.createHeld(), await t.createHeld()];
      const [a, b, c] = runs;
      check(a !== undefined && b !== undefined && c !== undefined, 'there are three runs');
      for (const run of [c, a, b]) {
        await t.write(run, { next: run === a ? failed : completed });
        await t.wait(0.2);
      }
      checkEqual(await purge(t, { limit: 2 }), 2, 'removed first');
      checkEqual(await left(t), [b.runId], 'left');
      checkEqual(await purge(t, { limit: 2 }), 1, 'removed then');
      await checkFails(() => purge(t, { limit: 0 }), 'a purge of no runs');
    },
  ),

  rule('ST2.22', 'a page after a purge goes on where the one before ended', async (t) => {
    const runs: RunRecord[] = [];
    for (let index = 0; index < 6; index += 1) runs.unshift(await ended(t));
    const first = await t.store.listRuns({ limit: 2 });
    await t.wait(1);
    checkEqual(await purge(t, { limit: 3, finishedBefore: t.now() }), 3, 'removed');
    const { record: late } = await t.create();
    checkEqual(late.runId, (await left(t))[0], 'the newest run');
    const second = await t.store.listRuns({ limit: 9, cursor: first.cursor ?? undefined });
    checkEqual(idsOf([...first.runs, ...second.runs]), idsOf(runs.slice(0, 3)), 'runs');
  }),
];
