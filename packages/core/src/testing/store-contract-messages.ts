/** Messages: kept before anybody waits for them, once per id, taken once, in order. */

import type { MessageBody } from '../ports/stored-run.js';
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
} from './store-contract-scene.js';

const bodies: readonly MessageBody[] = [
  { kind: 'signal', name: 'paid', payload: { amount: 4 } },
  { kind: 'cancel', reason: 'changed mind' },
  { kind: 'child', step: 'call', childId: 'c1', outcome: { status: 'completed', output: 1 } },
  { kind: 'resolve', step: 'charge', resolution: { action: 'fail', message: 'not charged' } },
];

const resume: MessageBody = { kind: 'resume' };

export const messageRules: readonly StoreRule[] = [
  rule('ST4.1', 'messages wait in order of arrival, as they were sent', async (t) => {
    const { record } = await t.create({ startAt: t.now() + 50 * t.tick });
    const sent = bodies.map((body, index) => messageTo(record, `m${index}`, body));
    checkEqual(
      await t.store.deliver(sent),
      sent.map(() => 'accepted'),
      'outcomes',
    );
    await t.wait(1);
    await t.deliver(record, 'a-last');
    const [claimed, read] = [
      only(await t.claim()).inbox,
      await t.store.readInbox('acme', record.runId),
    ];
    for (const inbox of [claimed, read]) {
      const found = inbox.map(({ id, tenant, runId, body }) => ({ id, tenant, runId, body }));
      checkEqual(found, [...sent, messageTo(record, 'a-last')], 'inbox');
    }
  }),

  rule(
    'ST4.2',
    'a message id is stored once, also when it was read, and when the run has ended',
    async (t) => {
      const run = await t.createHeld();
      const twice = [messageTo(run, 'm1'), messageTo(run, 'm1')];
      checkEqual(await t.store.deliver(twice), ['accepted', 'duplicate'], 'in one call');
      checkEqual(await t.deliver(run, 'm1', bodies[1]), 'duplicate', 'in another call');
      checkEqual((await t.store.readInbox('acme', run.runId)).length, 1, 'messages');
      await t.write(run, { consumed: ['m1'] });
      checkEqual(await t.deliver(run, 'm1'), 'duplicate', 'after it was read');
      checkEqual(await t.store.readInbox('acme', run.runId), [], 'inbox');
      await t.write(run, { next: completed });
      checkEqual(await t.deliver(run, 'm1'), 'duplicate', 'after the end');
    },
  ),

  rule('ST4.3', 'the same id goes to several runs', async (t) => {
    const [a, b] = [await t.createHeld(), await t.createHeld()];
    checkEqual(
      [await t.deliver(a, 'm1'), await t.deliver(b, 'm1')],
      ['accepted', 'accepted'],
      'outcomes',
    );
  }),

  rule('ST4.4', 'a read message does not come again', async (t) => {
    const run = await t.createHeld();
    for (const id of ['m1', 'm2', 'm3']) await t.deliver(run, id);
    await t.park(run, t.now(), { consumed: ['m3', 'm1', 'unknown'] });
    const claimed = only(await t.claim());
    checkEqual(
      claimed.inbox.map(({ id }) => id),
      ['m2'],
      'inbox',
    );
    await t.park(claimed.record, null, { consumed: ['m2'] });
    checkEqual(idsOf(await t.claim()), [], 'claimed when all is read');
  }),

  rule(
    'ST4.5',
    'a message to nobody is not stored, one to a run that has ended is refused',
    async (t) => {
      checkEqual(
        await t.deliver({ ...(await t.createHeld()), runId: 'nobody' }, 'm1'),
        'notFound',
        'to nobody',
      );
      for (const next of [completed, failed, { kind: 'finish', status: 'cancelled' }] as const) {
        const run = await t.createHeld();
        await t.write(run, { next });
        for (const body of bodies) {
          checkEqual(
            await t.deliver(run, body.kind, body),
            'refused',
            `${body.kind} after ${next.status}`,
          );
        }
        checkEqual(await t.store.readInbox('acme', run.runId), [], 'inbox');
        checkEqual((await t.record(run)).status, next.status, 'status');
      }
    },
  ),

  rule(
    'ST4.6',
    'a failed run that is resumed is queued again, its journal whole, its epoch going on',
    async (t) => {
      const run = await t.createHeld();
      await t.deliver(run, 'unread');
      await t.write(run, { events: events(2), next: failed });
      checkEqual(await t.deliver(run, 'r1', resume), 'accepted', 'resume');
      const queued = await t.record(run);
      checkEqual(
        [queued.status, queued.finishedAt, queued.error],
        ['queued', null, undefined],
        'the run',
      );
      checkEqual(
        [queued.output, queued.seq, queued.epoch],
        [undefined, 2, 1],
        'output, seq and epoch',
      );
      check(queued.wakeAt !== null && queued.wakeAt <= t.now(), 'it wants to be claimed now');
      const claimed = only(await t.claim('w2'));
      checkEqual([claimed.journal, claimed.record.epoch], [events(2), 2], 'journal and epoch');
      checkEqual(
        claimed.inbox.map(({ id }) => id),
        ['unread', 'r1'],
        'inbox',
      );
      await t.write(claimed.record, {
        events: events(1, 2),
        consumed: ['unread', 'r1'],
        next: failed,
      });
      checkEqual(await t.deliver(run, 'r1', resume), 'duplicate', 'the same resume once more');
      checkEqual((await t.record(run)).status, 'failed', 'status after a duplicate');
      checkEqual(await t.deliver(run, 'r2', resume), 'accepted', 'another resume');
    },
  ),

  rule('ST4.7', 'only a failed run is resumed', async (t) => {
    const { record: queued } = await t.create({ startAt: t.now() + 50 * t.tick });
    const held = await t.createHeld();
    const waiting = await t.createHeld();
    await t.park(waiting, null);
    const ended = await t.createHeld();
    await t.write(ended, { next: completed });
    for (const run of [queued, held, waiting, ended]) {
      const { status } = await t.record(run);
      checkEqual(await t.deliver(run, 'r1', resume), 'refused', `resume of a ${status} run`);
      checkEqual((await t.record(run)).status, status, 'status');
    }
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed');
  }),

  rule(
    'ST4.8',
    "a commit's messages reach runs that are there, once, and are dropped for others",
    async (t) => {
      const run = await t.createHeld();
      const waiting = await t.createHeld();
      await t.park(waiting, null);
      const ended = await t.createHeld();
      await t.write(ended, { next: completed });
      const messages = [
        messageTo({ ...ended, runId: 'nobody' }, 'm1'),
        messageTo(ended, 'm1'),
        messageTo(waiting, 'm1'),
        messageTo(waiting, 'm1'),
        messageTo(waiting, 'm2'),
      ];
      await t.write(run, { events: events(1), messages, next: completed });
      checkEqual((await t.record(ended)).status, 'completed', 'status of the ended run');
      checkEqual(await t.store.readInbox('acme', ended.runId), [], 'inbox of the ended run');
      const claimed = only(await t.claim('w2'));
      checkEqual(claimed.record.runId, waiting.runId, 'the run that was woken');
      checkEqual(
        claimed.inbox.map(({ id }) => id),
        ['m1', 'm2'],
        'its inbox',
      );
    },
  ),

  rule('ST4.9', 'a held run gets its mail with its next commit', async (t) => {
    const [sender, receiver] = [await t.createHeld(), await t.createHeld()];
    const outcomes = await t.store.commit([
      changeOf(sender, { messages: [messageTo(receiver, 'm1')] }),
      changeOf(receiver, { events: events(1) }),
    ]);
    checkEqual(
      outcomes.map(({ ok }) => ok),
      [true, true],
      'outcomes',
    );
    const outcome = await t.commit(receiver, { seq: 1 });
    check(outcome.ok && outcome.inbox.length === 1, 'the message is in the inbox');
  }),

  rule('ST4.10', 'messages sent by many at once are all stored, once', async (t) => {
    const other = await t.openAgain();
    const run = await t.createHeld();
    const sends = Array.from({ length: 40 }, async (_, index) => {
      const store = index % 2 === 0 ? t.store : other;
      return only(await store.deliver([messageTo(run, `m${index % 20}`)]));
    });
    const outcomes = await Promise.all(sends);
    checkEqual(outcomes.filter((outcome) => outcome === 'accepted').length, 20, 'accepted');
    checkEqual((await t.store.readInbox('acme', run.runId)).length, 20, 'messages');
  }),
];
