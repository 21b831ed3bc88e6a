/** Rules of a `KeyValue`: versions are never used again. */

import { check, checkEqual } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, atOnce, type KeyValueSubject, tickOf, written } from './key-value-subject.js';

export const versionRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV2.1',
    title: 'each write gives the key a higher version, by whatever operation',
    async run({ keyValue }) {
      let last = await keyValue.set(acme, 'a', 1);
      const rises = (version: number, what: string): void => {
        check(version > last, `${what}: version ${version} is not above ${last}`);
        last = version;
      };
      rises(await keyValue.set(acme, 'a', 1), 'setting the same value again');
      const change = { expected: last, value: 1 };
      rises(written(await keyValue.compareAndSet(acme, 'a', change), 'comparing'), 'comparing');
      await keyValue.increment(acme, 'a', { by: 1 });
      rises((await keyValue.get(acme, 'a'))?.version ?? 0, 'incrementing');
      await keyValue.increment(acme, 'a', { by: 0 });
      rises((await keyValue.get(acme, 'a'))?.version ?? 0, 'incrementing by 0');
    },
  },
  {
    rule: 'KV2.2',
    title: 'versions go on rising after a delete',
    async run({ keyValue }) {
      let last = await keyValue.set(acme, 'a', 1);
      for (const act of ['set', 'compareAndSet', 'increment'] as const) {
        await keyValue.delete(acme, 'a');
        if (act === 'set') await keyValue.set(acme, 'a', 1);
        else if (act === 'increment') await keyValue.increment(acme, 'a', { by: 1 });
        else await keyValue.compareAndSet(acme, 'a', { expected: null, value: 1 });
        const version = (await keyValue.get(acme, 'a'))?.version ?? 0;
        check(version > last, `${act} after a delete: version ${version} is not above ${last}`);
        last = version;
      }
    },
  },
  {
    rule: 'KV2.3',
    title: 'an old version fits nothing that was written after it',
    async run({ keyValue }) {
      const old = await keyValue.set(acme, 'a', 'same');
      await keyValue.delete(acme, 'a');
      await keyValue.set(acme, 'a', 'same');
      const before = await keyValue.get(acme, 'a');
      const refused = await keyValue.compareAndSet(acme, 'a', { expected: old, value: 'x' });
      checkEqual(refused, null, 'writing at the old version');
      checkEqual(await keyValue.delete(acme, 'a', old), false, 'deleting at the old version');
      checkEqual(await keyValue.get(acme, 'a'), before, 'the entry after that');
    },
  },
  {
    rule: 'KV2.4',
    title: 'versions go on rising after a value ended by itself',
    async run(subject) {
      const { keyValue, advance } = subject;
      const old = await keyValue.set(acme, 'a', 1, { ttlMs: tickOf(subject) });
      await advance(2 * tickOf(subject));
      const version = await keyValue.compareAndSet(acme, 'a', { expected: null, value: 1 });
      check((version ?? 0) > old, `version ${String(version)} is not above ${old}`);
    },
  },
  {
    rule: 'KV2.5',
    title: 'versions rise in the order of the writes, however many take turns with a key',
    async run(subject) {
      let last = 0;
      let holders = 0;
      await atOnce(subject, 20, async (store, index) => {
        const key = 'lock';
        for (let tries = 0; tries < 200; tries += 1) {
          const version = await store.compareAndSet(acme, key, { expected: null, value: index });
          if (version === null) continue;
          holders += 1;
          check(version > last, `the holder after ${last} has version ${version}`);
          last = version;
          checkEqual(await store.delete(acme, key, version), true, 'giving it back');
          return;
        }
      });
      check(holders > 1, `only ${holders} of 20 ever held the key`);
    },
  },
];
