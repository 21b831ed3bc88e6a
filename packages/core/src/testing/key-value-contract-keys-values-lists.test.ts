import { describe } from 'vitest';

import {
  joining,
  listing,
  matching,
  proveCases,
  renaming,
  type Defect,
} from './key-value-defects.fixture.js';
import { nextTurn } from './turns.js';

const tenants: readonly string[] = ['one', 'two', 'acme'];

/** Prefixes as SQL's LIKE and as Redis' MATCH read them. */
function like(prefix: string): RegExp {
  const text = prefix.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('%', '.*').replaceAll('_', '.')}`, 's');
}
function glob(prefix: string): RegExp {
  const text = prefix.replaceAll(/[\\^$.+(){}|]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}`, 's');
}

const defects: readonly Defect[] = [
  ['KV4.1', 'cuts keys after 255 characters', renaming((key) => key.slice(0, 255))],
  ['KV4.1', 'takes texts of the same look for the same', renaming((key) => key.normalize('NFC'))],
  ['KV4.1 KV6.1 KV6.2', 'cuts blanks off', renaming((key) => key.trimEnd())],
  ['KV4.1 KV6.1 KV6.2 KV6.3', 'does not tell capitals apart', renaming((key) => key.toLowerCase())],
  ['KV4.1 KV4.2', 'joins tenant and key with a sign that both may have', joining(':')],
  ['KV4.1 KV4.2', 'joins tenant and key with a sign that few have', joining('\u001f')],
  [
    'KV4.3',
    'deletes what other tenants have',
    ({ store }) => ({
      delete(tenant, key, expected) {
        for (const other of tenants) if (other !== tenant) store.delete(other, key, expected);
        return store.delete(tenant, key, expected);
      },
    }),
  ],
  [
    'KV4.3',
    'compares versions whoever has them',
    ({ store }) => ({
      compareAndSet(tenant, key, change) {
        const isAny = tenants.some((other) => store.get(other, key)?.version === change.expected);
        const expected = isAny ? (store.get(tenant, key)?.version ?? null) : change.expected;
        return store.compareAndSet(tenant, key, { ...change, expected });
      },
    }),
  ],
  [
    'KV4.3',
    'counts on from what other tenants have',
    ({ store }) => ({
      increment(tenant, key, change) {
        const other = store.get(tenants[0] ?? '', key)?.value;
        if (store.get(tenant, key) === null && typeof other === 'number')
          store.set(tenant, key, other);
        return store.increment(tenant, key, change);
      },
    }),
  ],
  ['KV4.4', 'takes U+0000 for a blank', renaming((key) => key.replaceAll('\0', ' '))],
  [
    'KV4.4',
    'takes halves of surrogate pairs for U+FFFD',
    renaming((key) => key.replaceAll(/\p{Surrogate}/gu, '\ufffd')),
  ],
  [
    'KV5.1',
    'takes undefined for null',
    ({ store }) => ({
      set: (tenant, key, value, options) => store.set(tenant, key, value ?? null, options),
    }),
  ],
  [
    'KV5.1',
    'loses the sign of 0 when it compares and sets',
    ({ store }) => ({
      compareAndSet: (tenant, key, change) =>
        store.compareAndSet(tenant, key, change.value === 0 ? { ...change, value: 0 } : change),
    }),
  ],
  [
    'KV5.1',
    'lists dates as texts',
    listing((entries) =>
      entries.map((entry) =>
        entry.value instanceof Date ? { ...entry, value: entry.value.toISOString() } : entry,
      ),
    ),
  ],
  [
    'KV5.2',
    'cuts texts after 64 KiB',
    ({ store }) => ({
      set: (tenant, key, value, options) =>
        store.set(tenant, key, typeof value === 'string' ? value.slice(0, 65_536) : value, options),
    }),
  ],
  [
    'KV5.3',
    'takes functions for null',
    ({ store }) => ({
      set: (tenant, key, value, options) =>
        store.set(tenant, key, typeof value === 'function' ? null : value, options),
    }),
  ],
  [
    'KV5.3',
    'removes what is there before it finds that it cannot write',
    ({ store }) => ({
      set(tenant, key, value, options) {
        try {
          return store.set(tenant, key, value, options);
        } catch (error) {
          if (key === 'a' && !(error instanceof TypeError)) store.delete(tenant, key);
          throw error;
        }
      },
    }),
  ],
  [
    'KV5.4',
    'encodes a turn later what it was given',
    ({ store }) => ({
      async set(tenant, key, value, options) {
        await nextTurn();
        return store.set(tenant, key, value, options);
      },
    }),
  ],
  [
    'KV5.4',
    'gives the same object to every reader',
    ({ store }) => {
      const read = new Map<number, unknown>();
      return {
        get(tenant, key) {
          const entry = store.get(tenant, key);
          if (entry === null) return null;
          if (!read.has(entry.version)) read.set(entry.version, entry.value);
          return { ...entry, value: read.get(entry.version) };
        },
      };
    },
  ],
  [
    'KV6.1 KV6.2',
    'sorts by UTF-16',
    listing((entries) => entries.toSorted((a, b) => (a.key < b.key ? -1 : 1))),
  ],
  [
    'KV4.3 KV5.1 KV6.1',
    'lists no versions',
    listing((entries) => entries.map((entry) => ({ ...entry, version: 0 }))),
  ],
  [
    'KV6.2 KV6.3',
    'finds a prefix anywhere in the key',
    matching((key, prefix) => key.includes(prefix)),
  ],
  [
    'KV3.7 KV5.1 KV5.4 KV6.2',
    'does not find the key that is the prefix',
    matching((key, prefix) => prefix === '' || (key.startsWith(prefix) && key !== prefix)),
  ],
  [
    'KV6.2',
    'ends a prefix before its highest character',
    matching(
      (key, prefix) =>
        key.startsWith(prefix) && !(prefix !== '' && key.startsWith(`${prefix}\u{10ffff}`)),
    ),
  ],
  ['KV6.2 KV6.3', 'reads prefixes as LIKE does', matching((key, prefix) => like(prefix).test(key))],
  ['KV6.3', 'reads prefixes as globs', matching((key, prefix) => glob(prefix).test(key))],
  [
    'KV6.2 KV6.3',
    'does not tell capitals apart in prefixes',
    matching((key, prefix) => key.toLowerCase().startsWith(prefix.toLowerCase())),
  ],
  [
    'KV6.4',
    'gives a thousand where no limit is asked',
    ({ store }) => ({
      list: (tenant, filter) => store.list(tenant, { ...filter, limit: filter.limit ?? 1000 }),
    }),
  ],
  [
    'KV6.4 KV6.5 KV6.6',
    'takes a full page for the last',
    ({ store }) => ({
      list(tenant, filter) {
        const page = store.list(tenant, filter);
        const isFull = page.entries.length === filter.limit && filter.limit < 1000;
        return isFull ? { ...page, cursor: null } : page;
      },
    }),
  ],
  [
    'KV6.4 KV6.5 KV6.6',
    'goes on behind the first entry of the next page',
    ({ store }) => ({
      list(tenant, filter) {
        const { cursor } = filter;
        const page = store.list(tenant, filter);
        return cursor === undefined ? page : { ...page, entries: page.entries.slice(1) };
      },
    }),
  ],
  [
    'KV6.5 KV6.6',
    'counts entries to find the next page',
    ({ store }) => ({
      list(tenant, filter) {
        const { prefix, cursor = prefix, limit = 100 } = filter;
        store.list(tenant, { ...filter, cursor: undefined });
        const first = Number(cursor.slice(prefix.length));
        const all = store.list(tenant, { ...filter, cursor: undefined, limit: 1000 }).entries;
        const entries = all.slice(first, first + limit);
        return { entries, cursor: all.length > first + limit ? `${prefix}${first + limit}` : null };
      },
    }),
  ],
  [
    'KV6.6',
    'begins anew when the entry of the cursor is gone',
    ({ store }) => ({
      list(tenant, filter) {
        const isThere = filter.cursor === undefined || store.get(tenant, filter.cursor) !== null;
        return store.list(tenant, isThere ? filter : { ...filter, cursor: undefined });
      },
    }),
  ],
  [
    'KV6.7',
    'takes every limit for the nearest that there is',
    ({ store }) => ({
      list: (tenant, filter) =>
        store.list(tenant, {
          ...filter,
          limit: Math.round(Math.min(1000, Math.max(1, filter.limit ?? 100))) || 100,
        }),
    }),
  ],
];

describe('the key-value contract: keys, values and lists', () => {
  proveCases(['KV4', 'KV5', 'KV6'], defects);
});
