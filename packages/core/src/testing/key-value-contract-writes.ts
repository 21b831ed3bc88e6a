/** Rules of a `KeyValue`: what one operation on one key does, also when many collide. */

import type { KeyValue } from '../ports/key-value.js';
import { check, checkEqual } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, atOnce, type KeyValueSubject, written } from './key-value-subject.js';

const crowd = 100;

export const writeRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV1.1',
    title: 'a value is there as it was written last, and nothing where none was',
    async run({ keyValue }) {
      checkEqual(await keyValue.get(acme, 'a'), null, 'a key that was never written');
      for (const value of ['first', 'second']) {
        const version = await keyValue.set(acme, 'a', value);
        const entry = { key: 'a', value, version, expiresAt: null };
        checkEqual(await keyValue.get(acme, 'a'), entry, 'the entry');
      }
      checkEqual(await keyValue.get(acme, 'b'), null, 'another key');
    },
  },
  {
    rule: 'KV1.2',
    title: 'compare-and-set writes at the expected version only',
    async run({ keyValue }) {
      const first = await keyValue.set(acme, 'a', 1);
      for (const expected of [null, first + 1, first - 1]) {
        const refused = await keyValue.compareAndSet(acme, 'a', { expected, value: 2 });
        checkEqual(refused, null, `writing at version ${String(expected)}, not ${first}`);
      }
      await checkAt(keyValue, 1, first);
      const second = await keyValue.compareAndSet(acme, 'a', { expected: first, value: 3 });
      await checkAt(keyValue, 3, written(second, 'writing at the version it has'));
    },
  },
  {
    rule: 'KV1.3',
    title: 'compare-and-set of nothing writes only where nothing is',
    async run({ keyValue }) {
      const missing = await keyValue.compareAndSet(acme, 'a', { expected: 1, value: 'one' });
      checkEqual(missing, null, 'writing at a version of a key that has none');
      checkEqual(await keyValue.get(acme, 'a'), null, 'the key after that');
      const first = await keyValue.compareAndSet(acme, 'a', { expected: null, value: 'two' });
      await checkAt(keyValue, 'two', written(first, 'writing where nothing is'));
    },
  },
  {
    rule: 'KV1.4',
    title: 'of many that compare and set at once, one writes, and its value stays',
    async run(subject) {
      const { keyValue } = subject;
      let expected: number | null = null;
      for (let round = 0; round < 3; round += 1) {
        const at = expected;
        const outcomes = await atOnce(subject, crowd, (store, value) =>
          store.compareAndSet(acme, 'a', { expected: at, value }),
        );
        const winners = outcomes.flatMap((version, value) => (version === null ? [] : [value]));
        checkEqual(winners.length, 1, `how many wrote at version ${String(at)}`);
        expected = written(outcomes[winners[0] as number] as number, 'the winner');
        await checkAt(keyValue, winners[0], expected);
      }
    },
  },
  {
    rule: 'KV1.5',
    title: 'delete removes once, and at the expected version only',
    async run({ keyValue }) {
      checkEqual(await keyValue.delete(acme, 'a'), false, 'deleting what was never there');
      const version = await keyValue.set(acme, 'a', 1);
      checkEqual(await keyValue.delete(acme, 'a', version + 1), false, 'at another version');
      await checkAt(keyValue, 1, version);
      checkEqual(await keyValue.delete(acme, 'a', version), true, 'at its version');
      checkEqual(await keyValue.get(acme, 'a'), null, 'the key after that');
      checkEqual(await keyValue.delete(acme, 'a', version), false, 'a second time');
      await keyValue.set(acme, 'a', 2);
      checkEqual(await keyValue.delete(acme, 'a'), true, 'at whatever version');
      checkEqual(await keyValue.get(acme, 'a'), null, 'the key in the end');
    },
  },
  {
    rule: 'KV1.6',
    title: 'of many that delete at once, one has deleted',
    async run(subject) {
      const version = await subject.keyValue.set(acme, 'a', 1);
      const outcomes = await atOnce(subject, crowd, (store, index) =>
        store.delete(acme, 'a', index % 3 === 0 ? undefined : version),
      );
      checkEqual(outcomes.filter(Boolean).length, 1, 'how many deleted it');
    },
  },
];

async function checkAt(keyValue: KeyValue, value: unknown, version: number): Promise<void> {
  const entry = await keyValue.get(acme, 'a');
  check(entry !== null, 'the key is not there');
  checkEqual([entry.value, entry.version], [value, version], 'value and version');
}
