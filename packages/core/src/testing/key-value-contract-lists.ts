/** Rules of a `KeyValue`: lists by prefix. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { KeyValue, KeyValueEntry } from '../ports/key-value.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, type KeyValueSubject } from './key-value-subject.js';

/** In the order of their UTF-8 bytes, which is neither that of UTF-16 nor that of any language. */
const inOrder: readonly string[] = [
  '',
  '\u0001',
  ' ',
  '!',
  'B',
  'Z',
  '_',
  'a',
  'a\u0001',
  'a ',
  'a!',
  'aB',
  'ab',
  'a\u007f',
  'aé',
  'a\uffff',
  'a🧵',
  'a\u{10ffff}',
  'b',
  'é',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '🧵',
  '\u{10ffff}',
  '\u{10ffff}\u{10ffff}',
];

/** Beginnings that patterns take for something else. */
const literalPrefixes: readonly string[] = ['%', '_', '*', '?', '[a]', '{a}', '\\', "'", '^', '.*'];

export const listRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV6.1',
    title: 'lists what is there as it is read, by the bytes of the keys',
    async run({ keyValue }) {
      for (const key of [...inOrder].reverse()) await keyValue.set(acme, key, { key });
      await keyValue.set(acme, 'c', 'deleted');
      await keyValue.delete(acme, 'c');
      const { entries, cursor } = await keyValue.list(acme, { prefix: '' });
      checkEqual(
        entries.map(({ key }) => key),
        inOrder,
        'the order',
      );
      checkEqual(cursor, null, 'the cursor of the only page');
      for (const entry of entries) {
        checkEqual(await keyValue.get(acme, entry.key), entry, `the entry of ${entry.key}`);
      }
    },
  },
  {
    rule: 'KV6.2',
    title: 'lists the keys that begin with the prefix, and no others',
    async run({ keyValue }) {
      for (const key of inOrder) await keyValue.set(acme, key, 1);
      for (const prefix of [...inOrder, 'x']) {
        const expected = inOrder.filter((key) => key.startsWith(prefix));
        checkEqual(await keysOf(keyValue, prefix), expected, `keys that begin with "${prefix}"`);
      }
    },
  },
  {
    rule: 'KV6.3',
    title: 'takes a prefix as it is written, also where patterns have signs of their own',
    async run({ keyValue }) {
      for (const prefix of literalPrefixes) await keyValue.set(acme, `${prefix}x`, 1);
      for (const key of ['ax', 'abx', 'Ax', '-x']) await keyValue.set(acme, key, 1);
      for (const prefix of literalPrefixes) {
        checkEqual(await keysOf(keyValue, prefix), [`${prefix}x`], `the prefix ${prefix}`);
      }
      checkEqual(await keysOf(keyValue, 'A'), ['Ax'], 'the prefix A');
    },
  },
  {
    rule: 'KV6.4',
    title: 'pages have the asked length at most, 100 when none is asked, and leave nothing out',
    async run({ keyValue }) {
      const keys = Array.from({ length: 205 }, (_, index) => `k${String(index).padStart(3, '0')}`);
      for (const key of keys) await keyValue.set(acme, key, key);
      await keyValue.set(acme, 'j', 'before');
      await keyValue.set(acme, 'l', 'after');
      for (const limit of [undefined, 1000, 205, 204, 50, 7]) {
        const seen = await walk(keyValue, { prefix: 'k', limit });
        checkEqual(
          seen.map(({ key }) => key),
          keys,
          `all pages of ${String(limit)}`,
        );
      }
    },
  },
  {
    rule: 'KV6.5',
    title: 'shows what stays once, whatever is written between the pages',
    async run({ keyValue }) {
      const stays = Array.from({ length: 12 }, (_, index) => `k${index + 10}`);
      for (const key of stays) await keyValue.set(acme, key, 1);
      for (const key of ['k10x', 'k20x']) await keyValue.set(acme, key, 1);
      let page = 0;
      const seen = await walk(keyValue, { prefix: 'k', limit: 3 }, async () => {
        page += 1;
        await keyValue.set(acme, `k0${page}`, 'behind the cursor');
        await keyValue.set(acme, `k9${page}`, 'after the cursor');
        await keyValue.set(acme, 'k21', `changed ${page}`);
        await keyValue.increment(acme, 'k10', { by: 1 });
        for (const key of ['k10x', 'k20x']) await keyValue.delete(acme, key);
      });
      const keys = seen.map(({ key }) => key);
      checkEqual(keys.toSorted(), [...new Set(keys)].toSorted(), 'what was shown, and once each');
      checkEqual(
        keys.filter((key) => stays.includes(key)),
        stays,
        'what stayed',
      );
    },
  },
  {
    rule: 'KV6.6',
    title: 'goes on from a cursor whose entry is gone',
    async run({ keyValue }) {
      for (const key of ['a', 'b', 'c']) await keyValue.set(acme, key, 1);
      const { entries, cursor } = await keyValue.list(acme, { prefix: '', limit: 2 });
      checkEqual(entries.length, 2, 'entries on the first page');
      check(cursor !== null, 'the first page says that it is the last');
      await keyValue.delete(acme, 'b');
      const next = await keyValue.list(acme, { prefix: '', limit: 2, cursor });
      checkEqual([next.entries.map(({ key }) => key), next.cursor], [['c'], null], 'the next page');
    },
  },
  {
    rule: 'KV6.7',
    title: 'refuses limits that are none',
    async run({ keyValue }) {
      for (const limit of [0, -1, 1.5, 1001, NaN, Infinity]) {
        const error = await checkFails(
          () => keyValue.list(acme, { prefix: '', limit }),
          `limit ${limit}`,
        );
        check(error instanceof TypeError, `limit ${limit}: found ${String(error)}`);
      }
    },
  },
];

async function keysOf(keyValue: KeyValue, prefix: string): Promise<readonly string[]> {
  return (await walk(keyValue, { prefix })).map(({ key }) => key);
}

/** All entries, page by page. */
async function walk(
  keyValue: KeyValue,
  filter: { readonly prefix: string; readonly limit?: number | undefined },
  between: () => MaybePromise<void> = () => undefined,
): Promise<readonly KeyValueEntry[]> {
  const { limit = 100 } = filter;
  const seen: KeyValueEntry[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; cursor !== null; pages += 1) {
    const page = await keyValue.list(acme, { ...filter, cursor });
    check(page.entries.length <= limit, `${page.entries.length} entries, limit ${limit}`);
    check(pages < 1000, 'a list does not come to its end');
    seen.push(...page.entries);
    cursor = page.cursor;
    await between();
  }
  return seen;
}
