/** Rules of a `KeyValue`: tenants and keys are told apart, whatever their texts. */

import type { KeyValue } from '../ports/key-value.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, type KeyValueSubject } from './key-value-subject.js';

/** Texts that mean something to patterns, paths, commands or prototypes, or that careless code takes for another. */
const hostileTexts: readonly string[] = [
  '',
  ' ',
  'a',
  'a ',
  'A',
  'a%',
  'a_',
  'ab',
  'a*',
  'a?b',
  'a[b]',
  'a{b}',
  '{a}',
  '}{',
  'a:b',
  'a::b',
  'a\\b',
  'a/../b',
  '\'"`;--',
  '\r\n',
  '\u0001\u001f\u007f',
  'é',
  'e\u0301',
  'ß',
  'SS',
  '日本語',
  '🧵',
  '👩‍👩‍👧',
  '\u2028\ufeff',
  '\uffff',
  '\u{10ffff}',
  '__proto__',
  'constructor',
  '1:a',
  'null',
];

const longKey = 'é%{'.repeat(256);

export const keyRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV4.1',
    title: 'any two keys are told apart, whatever is in them',
    async run({ keyValue }) {
      const keys = [...hostileTexts, longKey, `${longKey.slice(0, -1)}[`];
      await checkApart(
        keyValue,
        keys.map((key) => [acme, key] as const),
      );
    },
  },
  {
    rule: 'KV4.2',
    title: 'any two tenants are told apart, whatever is in their names and keys',
    async run({ keyValue }) {
      const texts = ['a:b:c', 'ab', '1:a1:b', 'a\u001fb', 'a{b}c', 'a/b', '🧵x'];
      const split = texts.flatMap((text) =>
        Array.from({ length: text.length + 1 }, (_, at) => splitAt(text, at)),
      );
      const whole = split.filter((pair) => pair.every(isWellFormed));
      const own = hostileTexts.map((tenant) => [tenant, 'key'] as const);
      await checkApart(keyValue, [...whole, ...own]);
    },
  },
  {
    rule: 'KV4.3',
    title: 'nothing that one tenant does is seen by another',
    async run({ keyValue }) {
      const version = await keyValue.set('one', 'a', 1);
      const entry = await keyValue.get('one', 'a');
      checkEqual(await keyValue.get('two', 'a'), null, 'reading');
      checkEqual(await keyValue.delete('two', 'a'), false, 'deleting');
      checkEqual(await keyValue.delete('two', 'a', version), false, 'deleting at the version');
      const change = { expected: version, value: 2 };
      checkEqual(await keyValue.compareAndSet('two', 'a', change), null, 'comparing and setting');
      checkEqual((await keyValue.list('two', { prefix: '' })).entries, [], 'listing');
      const counted = await keyValue.increment('two', 'a', { by: 7 });
      checkEqual(counted, { applied: true, value: 7 }, 'counting');
      checkEqual(await keyValue.get('one', 'a'), entry, 'the entry after all that');
      checkEqual((await keyValue.list('one', { prefix: '' })).entries, [entry], 'the list');
      checkEqual(await keyValue.delete('two', 'a'), true, 'deleting the own');
      checkEqual(await keyValue.get('one', 'a'), entry, 'the entry in the end');
    },
  },
  {
    rule: 'KV4.4',
    title: 'refuses U+0000 and halves of surrogate pairs in tenants and keys',
    async run({ keyValue }) {
      for (const [tenant, key] of [
        [acme, 'a\0b'],
        ['\0', 'a'],
        [acme, '\ud800'],
        ['\udc00', 'a'],
      ] as const) {
        const acts: Readonly<Record<string, () => unknown>> = {
          get: () => keyValue.get(tenant, key),
          set: () => keyValue.set(tenant, key, 1),
          compareAndSet: () => keyValue.compareAndSet(tenant, key, { expected: null, value: 1 }),
          increment: () => keyValue.increment(tenant, key, { by: 1 }),
          delete: () => keyValue.delete(tenant, key),
          list: () => keyValue.list(tenant, { prefix: key }),
        };
        for (const [name, act] of Object.entries(acts)) {
          const error = await checkFails(act, name);
          check(
            error instanceof TypeError,
            `${name}: expected a TypeError, found ${String(error)}`,
          );
        }
      }
    },
  },
];

/** Writes under each pair, then counts, reads and deletes each: every one finds its own. */
async function checkApart(
  keyValue: KeyValue,
  pairs: readonly (readonly [tenant: string, key: string])[],
): Promise<void> {
  const distinct = new Map(pairs.map((pair) => [JSON.stringify(pair), pair]));
  for (const [name, [tenant, key]] of distinct) await keyValue.set(tenant, key, name);
  for (const [name, [tenant, key]] of distinct) {
    const entry = await keyValue.get(tenant, key);
    checkEqual([entry?.key, entry?.value], [key, name], `the entry of ${name}`);
  }
  for (const [name, [tenant, key]] of distinct) {
    const keys = (await keyValue.list(tenant, { prefix: '' })).entries.map((entry) => entry.key);
    check(keys.includes(key), `the list of ${name} does not have it`);
  }
  for (const [name, [tenant, key]] of distinct) {
    checkEqual((await keyValue.get(tenant, key))?.value, name, `what ${name} has left`);
    checkEqual(await keyValue.delete(tenant, key), true, `deleting ${name}`);
    checkEqual(await keyValue.get(tenant, key), null, `${name} after that`);
  }
}

function splitAt(text: string, at: number): readonly [tenant: string, key: string] {
  return [text.slice(0, at), text.slice(at)];
}

/** False for half a surrogate pair, which is no text. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
