/** Key values with a fault, made of a sound one, and the proof that the contract finds them. */

import { expect, it } from 'vitest';

import { keyValueRules } from '../memory/key-value-rules.js';
import { emptyKeyValues, type KeyValueData, MemoryKeyValue } from '../memory/memory-key-value.js';
import { compareUtf8 } from '../memory/utf8-order.js';
import type { KeyValue, KeyValueEntry, KeyValueFilter, KeyValuePage } from '../ports/key-value.js';
import { keyValueContract } from './key-value-contract.js';
import type { KeyValueSubject } from './key-value-subject.js';
import { virtualClock, type VirtualClock } from './virtual-clock.js';

/** What a fault is planted into. */
interface Sound {
  readonly store: MemoryKeyValue;
  readonly clock: VirtualClock;
  readonly data: KeyValueData;
  /** The same data, seen by a clock that stands still: nothing of it ever ends. */
  readonly timeless: MemoryKeyValue;
}

export type Plant = (sound: Sound) => Partial<KeyValue>;

/** The cases that find the fault: these, and no others. */
export type Defect = readonly [rules: string, fault: string, plant: Plant];

/** Tests that each fault makes just its cases fail, and that each case of these numbers (`KV1`…) finds some fault. */
export function proveCases(numbers: readonly string[], defects: readonly Defect[]): void {
  it.each(defects)('%s finds one that %s', async (rules, _fault, plant) => {
    const failures: string[] = [];
    for (const { rule, run } of keyValueContract(() => openWith(plant))) {
      await run().catch(() => failures.push(rule));
    }

    expect(failures.join(' ')).toBe(rules);
  });

  it('has no case that was not seen to fail', () => {
    const cases = keyValueContract(openWith).map(({ rule }) => rule);
    const own = cases.filter((rule) => numbers.includes(rule.split('.')[0] ?? ''));
    const found = new Set(defects.flatMap(([rules]) => rules.split(' ')));

    expect(own.filter((rule) => !found.has(rule))).toEqual([]);
  });
}

function openWith(plant: Plant = () => ({})): KeyValueSubject {
  const clock = virtualClock();
  const start = clock.now();
  const data = emptyKeyValues();
  const store = new MemoryKeyValue(data, clock);
  const timeless = new MemoryKeyValue(data, { ...clock, now: () => start });
  const keyValue = { ...boundTo(store), ...plant({ store, clock, data, timeless }) };
  return { keyValue, clock, advance: (ms) => clock.advance(ms) };
}

function boundTo(store: KeyValue): KeyValue {
  return {
    get: (tenant, key) => store.get(tenant, key),
    set: (tenant, key, value, options) => store.set(tenant, key, value, options),
    compareAndSet: (tenant, key, change) => store.compareAndSet(tenant, key, change),
    increment: (tenant, key, change) => store.increment(tenant, key, change),
    delete: (tenant, key, expected) => store.delete(tenant, key, expected),
    list: (tenant, filter) => store.list(tenant, filter),
  };
}

/** A store that takes tenants and keys for others; lists keep their own order and names. */
export const renaming =
  (rename: (key: string) => string): Plant =>
  ({ store }) => ({
    get(tenant, key) {
      const entry = store.get(tenant, rename(key));
      return entry === null ? null : { ...entry, key };
    },
    set: (tenant, key, value, options) => store.set(tenant, rename(key), value, options),
    compareAndSet: (tenant, key, change) => store.compareAndSet(tenant, rename(key), change),
    increment: (tenant, key, change) => store.increment(tenant, rename(key), change),
    delete: (tenant, key, expected) => store.delete(tenant, rename(key), expected),
    list: (tenant, filter) => store.list(tenant, { ...filter, prefix: rename(filter.prefix) }),
  });

/** A store that keeps everything under one text of tenant and key. */
export const joining =
  (sign: string): Plant =>
  ({ store }) => {
    const all = 'all';
    const join = (tenant: string, key: string): string => `${tenant}${sign}${key}`;
    return {
      get(tenant, key) {
        const entry = store.get(all, join(tenant, key));
        return entry === null ? null : { ...entry, key };
      },
      set: (tenant, key, value, options) => store.set(all, join(tenant, key), value, options),
      compareAndSet: (tenant, key, change) => store.compareAndSet(all, join(tenant, key), change),
      increment: (tenant, key, change) => store.increment(all, join(tenant, key), change),
      delete: (tenant, key, expected) => store.delete(all, join(tenant, key), expected),
      list(tenant, { prefix, cursor, limit }) {
        const from = cursor === undefined ? undefined : join(tenant, cursor);
        const found = store.list(all, { prefix: join(tenant, prefix), cursor: from, limit });
        const cut = (key: string): string => key.slice(join(tenant, '').length);
        const entries = found.entries.map((entry) => ({ ...entry, key: cut(entry.key) }));
        return { entries, cursor: found.cursor === null ? null : cut(found.cursor) };
      },
    };
  };

/** A store that changes the entries of its pages. */
export const listing =
  (change: (entries: readonly KeyValueEntry[]) => readonly KeyValueEntry[]): Plant =>
  ({ store }) => ({
    list(tenant, filter) {
      const page = store.list(tenant, filter);
      return { ...page, entries: change(page.entries) };
    },
  });

/** A store that finds keys by something else than their beginning. */
export const matching =
  (matches: (key: string, prefix: string) => boolean): Plant =>
  ({ store }) => ({
    list(tenant, filter) {
      const { entries } = store.list(tenant, { prefix: '', limit: 1000 });
      const found = entries.filter(({ key }) => matches(key, filter.prefix));
      return pageOf(tenant, found, filter);
    },
  });

/** A store with a counter of versions per key, which a key forgets when `forgets` says so of an operation. */
export const countingPerKey =
  (forgets: 'deleted' | 'ended'): Plant =>
  ({ clock }) => {
    const stores = new Map<string, MemoryKeyValue>();
    const nameOf = (tenant: string, key: string): string => JSON.stringify([tenant, key]);
    const of = (tenant: string, key: string): MemoryKeyValue => {
      const name = nameOf(tenant, key);
      const hasEnded = forgets === 'ended' && stores.get(name)?.get(tenant, key) === null;
      const known = hasEnded && clock.now() > started ? undefined : stores.get(name);
      const store = known ?? new MemoryKeyValue(emptyKeyValues(), clock);
      stores.set(name, store);
      return store;
    };
    const started = clock.now();
    return {
      get: (tenant, key) => of(tenant, key).get(tenant, key),
      set: (tenant, key, value, options) => of(tenant, key).set(tenant, key, value, options),
      compareAndSet: (tenant, key, change) => of(tenant, key).compareAndSet(tenant, key, change),
      increment: (tenant, key, change) => of(tenant, key).increment(tenant, key, change),
      delete(tenant, key, expected) {
        const isDeleted = of(tenant, key).delete(tenant, key, expected);
        if (isDeleted && forgets === 'deleted') stores.delete(nameOf(tenant, key));
        return isDeleted;
      },
      list(tenant, filter) {
        const pages = [...stores.values()].map((store) =>
          store.list(tenant, { ...filter, limit: 1 }),
        );
        const entries = pages.flatMap((page) => page.entries);
        const inOrder = entries.toSorted((a, b) => compareUtf8(a.key, b.key));
        return pageOf(tenant, inOrder, filter);
      },
    };
  };

/** A page of entries that are in order. */
function pageOf(
  tenant: string,
  entries: readonly KeyValueEntry[],
  filter: KeyValueFilter,
): KeyValuePage {
  const limit = keyValueRules.limitOf(tenant, filter);
  const { cursor } = filter;
  const rest = entries.filter(({ key }) => cursor === undefined || compareUtf8(key, cursor) > 0);
  const page = rest.slice(0, limit);
  return { entries: page, cursor: rest.length > limit ? (page.at(-1)?.key ?? null) : null };
}

/** A store that hands out versions when it is asked, and writes them later. */
export const numberingEarly: Plant = ({ store }) => {
  const shown = new Map<number, number>();
  const real = new Map<number, number>();
  let last = 0;
  const give = (version: number, number: number): number => {
    shown.set(version, number);
    real.set(number, version);
    return number;
  };
  const realOf = (number: number): number => real.get(number) ?? -1;
  const show = (entry: KeyValueEntry): KeyValueEntry => ({
    ...entry,
    version: shown.get(entry.version) ?? entry.version,
  });
  return {
    get(tenant, key) {
      const entry = store.get(tenant, key);
      return entry === null ? null : show(entry);
    },
    set: (tenant, key, value, options) => give(store.set(tenant, key, value, options), (last += 1)),
    async compareAndSet(tenant, key, { expected, ...change }) {
      const number = (last += 1);
      if (number % 3 === 0) for (let wait = 0; wait < 9; wait += 1) await Promise.resolve();
      const at = expected === null ? null : realOf(expected);
      const version = store.compareAndSet(tenant, key, { ...change, expected: at });
      return version === null ? null : give(version, number);
    },
    increment(tenant, key, change) {
      const result = store.increment(tenant, key, change);
      const version = store.get(tenant, key)?.version ?? 0;
      if (result.applied) give(version, (last += 1));
      return result;
    },
    delete: (tenant, key, expected) =>
      store.delete(tenant, key, expected === undefined ? undefined : realOf(expected)),
    list(tenant, filter) {
      const page = store.list(tenant, filter);
      return { ...page, entries: page.entries.map(show) };
    },
  };
};

/** Milliseconds until the entry ends; `undefined` when it stays. */
export function msLeft({ expiresAt }: KeyValueEntry, clock: VirtualClock): number | undefined {
  return expiresAt === null ? undefined : expiresAt - clock.now();
}
