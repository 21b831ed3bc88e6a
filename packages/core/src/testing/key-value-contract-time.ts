/** Rules of a `KeyValue`: values that end by themselves. */

import type { KeyValue } from '../ports/key-value.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, type KeyValueSubject, tickOf, written } from './key-value-subject.js';

export const timeRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV3.1',
    title: 'a value is there until its time is over, and then it is as if it had never been',
    async run(subject) {
      const { keyValue, advance } = subject;
      const ttlMs = 3 * tickOf(subject);
      await keyValue.set(acme, 'a', 1, { ttlMs });
      const expected = await keyValue.set(acme, 'b', 1, { ttlMs });
      await keyValue.set(acme, 'stays', 1);
      checkEqual(await keysOf(keyValue), ['a', 'b', 'stays'], 'the list before');
      await advance(ttlMs + tickOf(subject));
      checkEqual(await keyValue.get(acme, 'a'), null, 'what is read');
      checkEqual(await keysOf(keyValue), ['stays'], 'the list');
      checkEqual(await keyValue.delete(acme, 'a'), false, 'deleting it');
      const late = await keyValue.compareAndSet(acme, 'b', { expected, value: 2 });
      checkEqual(late, null, 'writing at the version it had');
      written(
        await keyValue.compareAndSet(acme, 'b', { expected: null, value: 2 }),
        'writing where nothing is',
      );
    },
  },
  {
    rule: 'KV3.2',
    title: 'tells when a value ends',
    async run(subject) {
      const { keyValue } = subject;
      const ttlMs = 10 * tickOf(subject);
      await checkEnd(
        subject,
        ttlMs,
        async () => void (await keyValue.set(acme, 'a', 1, { ttlMs })),
      );
      await checkEnd(subject, 2 * ttlMs, async () => {
        const expected = (await keyValue.get(acme, 'a'))?.version ?? null;
        const change = { expected, value: 1, ttlMs: 2 * ttlMs };
        written(await keyValue.compareAndSet(acme, 'a', change), 'writing at its version');
      });
      await keyValue.delete(acme, 'a');
      await checkEnd(
        subject,
        ttlMs,
        async () => void (await keyValue.increment(acme, 'a', { by: 1, ttlMs })),
      );
    },
  },
  {
    rule: 'KV3.3',
    title: 'a write without a time makes a value stay',
    async run(subject) {
      const { keyValue, advance } = subject;
      const ttlMs = 2 * tickOf(subject);
      await keyValue.set(acme, 'set', 1, { ttlMs });
      await keyValue.set(acme, 'set', 2);
      const expected = await keyValue.set(acme, 'compared', 1, { ttlMs });
      await keyValue.compareAndSet(acme, 'compared', { expected, value: 2 });
      await advance(2 * ttlMs);
      for (const key of ['set', 'compared']) {
        const entry = await keyValue.get(acme, key);
        checkEqual([entry?.value, entry?.expiresAt], [2, null], `${key}, later`);
      }
      checkEqual(await keysOf(keyValue), ['compared', 'set'], 'the list, later');
    },
  },
  {
    rule: 'KV3.4',
    title: 'a write with a time begins that time anew',
    async run(subject) {
      const { keyValue, advance } = subject;
      const ttlMs = 3 * tickOf(subject);
      const expected = await keyValue.set(acme, 'compared', 1, { ttlMs });
      await keyValue.set(acme, 'set', 1, { ttlMs });
      await keyValue.set(acme, 'stayed', 1);
      await advance(2 * tickOf(subject));
      await keyValue.set(acme, 'set', 2, { ttlMs });
      await keyValue.compareAndSet(acme, 'compared', { expected, value: 2, ttlMs });
      await keyValue.set(acme, 'stayed', 2, { ttlMs });
      await advance(2 * tickOf(subject));
      checkEqual(await keysOf(keyValue), ['compared', 'set', 'stayed'], 'within the new time');
      await advance(2 * tickOf(subject));
      checkEqual(await keysOf(keyValue), [], 'after the new time');
    },
  },
  {
    rule: 'KV3.5',
    title: 'a counter ends when the increment that began it said, and then begins anew',
    async run(subject) {
      const { keyValue, advance } = subject;
      const ttlMs = 3 * tickOf(subject);
      for (const key of ['a', 'b']) await keyValue.increment(acme, key, { by: 1, ttlMs });
      const begun = await keyValue.get(acme, 'a');
      await advance(2 * tickOf(subject));
      const second = await keyValue.increment(acme, 'a', { by: 1, ttlMs });
      checkEqual(second, { applied: true, value: 2 }, 'the second increment');
      const end = (await keyValue.get(acme, 'a'))?.expiresAt;
      checkEqual(end, begun?.expiresAt, 'its end after the second increment');
      await advance(2 * tickOf(subject));
      checkEqual(await keyValue.get(acme, 'a'), null, 'the counter after its time');
      for (const key of ['b', 'a']) {
        const anew = await keyValue.increment(acme, key, { by: 5, max: 5 });
        checkEqual(anew, { applied: true, value: 5 }, `an increment of ${key} after that`);
        checkEqual((await keyValue.get(acme, key))?.expiresAt, null, `the end of the new ${key}`);
      }
    },
  },
  {
    rule: 'KV3.6',
    title: 'an increment with a time leaves a number that stays as it is',
    async run(subject) {
      const { keyValue, advance } = subject;
      await keyValue.set(acme, 'a', 1);
      await keyValue.increment(acme, 'a', { by: 1, ttlMs: tickOf(subject) });
      await advance(2 * tickOf(subject));
      const entry = await keyValue.get(acme, 'a');
      checkEqual([entry?.value, entry?.expiresAt], [2, null], 'value and end, later');
    },
  },
  {
    rule: 'KV3.7',
    title: 'what ended does not fill pages, however much of it there is',
    async run(subject) {
      const { keyValue, advance } = subject;
      for (let index = 0; index < 60; index += 1) {
        await keyValue.set(acme, `k${index}`, index, { ttlMs: tickOf(subject) });
      }
      for (const key of ['k', 'k3', 'k9', 'z']) await keyValue.set(acme, key, key);
      await advance(2 * tickOf(subject));
      const { entries, cursor } = await keyValue.list(acme, { prefix: 'k', limit: 3 });
      checkEqual([entries.map(({ key }) => key), cursor], [['k', 'k3', 'k9'], null], 'the page');
    },
  },
  {
    rule: 'KV3.8',
    title: 'refuses times that are none, and writes nothing',
    async run({ keyValue }) {
      for (const ttlMs of [0, -1, NaN, Infinity, -Infinity, 1e300]) {
        const acts: readonly (() => unknown)[] = [
          () => keyValue.set(acme, 'a', 1, { ttlMs }),
          () => keyValue.compareAndSet(acme, 'a', { expected: null, value: 1, ttlMs }),
          () => keyValue.increment(acme, 'a', { by: 1, ttlMs }),
        ];
        for (const act of acts) {
          const error = await checkFails(act, `ttlMs ${ttlMs}`);
          check(error instanceof TypeError, `ttlMs ${ttlMs}: found ${String(error)}`);
        }
        checkEqual(await keyValue.get(acme, 'a'), null, `the key, after ttlMs ${ttlMs}`);
      }
    },
  },
];

async function keysOf(keyValue: KeyValue): Promise<readonly string[]> {
  const { entries } = await keyValue.list(acme, { prefix: '' });
  return entries.map(({ key }) => key);
}

/** Fails the case unless `a` ends `ttlMs` after it was written, as far as clocks agree. */
async function checkEnd(
  subject: KeyValueSubject,
  ttlMs: number,
  write: () => Promise<void>,
): Promise<void> {
  const earliest = subject.clock.now() + ttlMs - tickOf(subject);
  await write();
  const latest = subject.clock.now() + ttlMs + tickOf(subject);
  const end = (await subject.keyValue.get(acme, 'a'))?.expiresAt ?? NaN;
  check(end >= earliest && end <= latest, `ends at ${end}, not ${earliest} to ${latest}`);
}
