/** Rules of a `KeyValue`: counters. */

import type { Increment, KeyValue } from '../ports/key-value.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, atOnce, type KeyValueSubject } from './key-value-subject.js';

const crowd = 100;
const largest = Number.MAX_SAFE_INTEGER;

/** What no number can be added to. */
const notCountable: readonly unknown[] = [
  'text',
  '5',
  '',
  null,
  true,
  1.5,
  5n,
  2 ** 53,
  1e21,
  NaN,
  [1],
  { n: 1 },
];

const notWhole: readonly number[] = [0.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e300];

export const counterRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV1.7',
    title: 'increments add to the number there, or to 0, up and down',
    async run({ keyValue }) {
      for (const [by, value] of [
        [5, 5],
        [-7, -2],
        [0, -2],
        [102, 100],
      ] as const) {
        const result = await keyValue.increment(acme, 'a', { by });
        checkEqual(result, { applied: true, value }, `after adding ${by}`);
        checkEqual((await keyValue.get(acme, 'a'))?.value, value, 'the number there');
      }
      await keyValue.set(acme, 'b', 41);
      checkEqual(await add(keyValue, 'b', 1), 42, 'one more than a number that was set');
      checkEqual(await add(keyValue, 'c', -1), -1, 'one less than nothing');
    },
  },
  {
    rule: 'KV1.8',
    title: 'of many increments at once, none is lost',
    async run(subject) {
      const { keyValue } = subject;
      for (const key of ['new', 'there']) {
        const before = key === 'new' ? 0 : 1000;
        if (before > 0) await keyValue.set(acme, key, before);
        const results = await atOnce(subject, crowd, (store) => add(store, key, 1));
        const expected = Array.from({ length: crowd }, (_, index) => before + index + 1);
        checkEqual(results.toSorted(byNumber), expected, `the numbers that ${key} passed`);
        checkEqual((await keyValue.get(acme, key))?.value, before + crowd, 'the number there');
      }
    },
  },
  {
    rule: 'KV1.9',
    title: 'an increment does not go above its maximum, and then changes nothing',
    async run({ keyValue }) {
      const nothing = await keyValue.increment(acme, 'a', { by: 4, max: 3 });
      checkEqual(nothing, { applied: false, value: 0 }, 'adding 4 to nothing, at most 3');
      checkEqual(await keyValue.get(acme, 'a'), null, 'the key after that');
      const full = await keyValue.increment(acme, 'a', { by: 3, max: 3 });
      checkEqual(full, { applied: true, value: 3 }, 'adding 3 to nothing, at most 3');
      const before = await keyValue.get(acme, 'a');
      const refused = await keyValue.increment(acme, 'a', { by: 1, max: 3 });
      checkEqual(refused, { applied: false, value: 3 }, 'adding 1 to 3, at most 3');
      checkEqual(await keyValue.get(acme, 'a'), before, 'the entry after that');
      await keyValue.set(acme, 'b', -5);
      const below = await keyValue.increment(acme, 'b', { by: 4, max: -1 });
      checkEqual(below, { applied: true, value: -1 }, 'adding 4 to -5, at most -1');
    },
  },
  {
    rule: 'KV1.10',
    title: 'a decrement is not refused, however far above the maximum the number is',
    async run({ keyValue }) {
      await keyValue.set(acme, 'a', 10);
      const less = await keyValue.increment(acme, 'a', { by: -1, max: 3 });
      checkEqual(less, { applied: true, value: 9 }, 'taking 1 from 10, at most 3');
      const same = await keyValue.increment(acme, 'a', { by: 0, max: 3 });
      checkEqual(same, { applied: true, value: 9 }, 'adding 0 to 9, at most 3');
    },
  },
  {
    rule: 'KV1.11',
    title: 'of many increments with a maximum at once, as many are applied as fit',
    async run(subject) {
      const results = await atOnce(subject, crowd, (store) =>
        store.increment(acme, 'a', { by: 2, max: 61 }),
      );
      checkEqual(results.filter(({ applied }) => applied).length, 30, 'how many were applied');
      for (const { applied, value } of results) {
        check(applied || value === 60, `a refused increment found ${value}, not 60`);
      }
      checkEqual((await subject.keyValue.get(acme, 'a'))?.value, 60, 'the number there');
    },
  },
  {
    rule: 'KV1.12',
    title: 'counts exactly up to the largest whole numbers, and not beyond',
    async run({ keyValue }) {
      for (const sign of [1, -1]) {
        const key = `a${sign}`;
        await keyValue.set(acme, key, sign * (largest - 1));
        checkEqual(await add(keyValue, key, sign), sign * largest, 'the last step');
        for (const by of [sign, sign * largest]) await refuses(keyValue, key, { by });
        checkEqual((await keyValue.get(acme, key))?.value, sign * largest, 'the number there');
        const turned = -sign * largest;
        checkEqual(await add(keyValue, key, turned), 0, 'as much in the other direction');
        checkEqual(await add(keyValue, key, turned), turned, 'and again');
      }
    },
  },
  {
    rule: 'KV1.13',
    title: 'refuses to add to what is no whole number, and leaves it there',
    async run({ keyValue }) {
      for (const [index, value] of notCountable.entries()) {
        const key = `a${index}`;
        await keyValue.set(acme, key, value);
        const before = await keyValue.get(acme, key);
        await refuses(keyValue, key, { by: 1 });
        checkEqual(await keyValue.get(acme, key), before, 'the entry after that');
      }
    },
  },
  {
    rule: 'KV1.14',
    title: 'refuses to add what is no whole number',
    async run({ keyValue }) {
      for (const by of notWhole) await refuses(keyValue, 'a', { by });
      for (const max of notWhole) await refuses(keyValue, 'a', { by: 1, max });
      checkEqual(await keyValue.get(acme, 'a'), null, 'the key after that');
    },
  },
];

async function add(keyValue: KeyValue, key: string, by: number): Promise<number> {
  const { applied, value } = await keyValue.increment(acme, key, { by });
  check(applied, `adding ${by} without a maximum was refused`);
  return value;
}

async function refuses(keyValue: KeyValue, key: string, change: Increment): Promise<void> {
  const what = `adding ${change.by}, at most ${String(change.max)}`;
  const error = await checkFails(() => keyValue.increment(acme, key, change), what);
  check(error instanceof TypeError, `${what}: expected a TypeError, found ${String(error)}`);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
