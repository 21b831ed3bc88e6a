import { describe } from 'vitest';

import { type Defect, msLeft, proveCases } from './key-value-defects.fixture.js';
import { nextTurn } from './turns.js';

const defects: readonly Defect[] = [
  [
    'KV1.1',
    'keeps the first text of a key',
    ({ store }) => ({
      set(tenant, key, value, options) {
        const entry = store.get(tenant, key);
        if (entry?.value === 'first') return entry.version;
        return store.set(tenant, key, value, options);
      },
    }),
  ],
  [
    'KV1.2',
    'takes every later version for the expected one',
    ({ store }) => ({
      compareAndSet(tenant, key, change) {
        const version = store.get(tenant, key)?.version ?? Infinity;
        const isLater = change.expected !== null && version < change.expected;
        return store.compareAndSet(
          tenant,
          key,
          isLater ? { ...change, expected: version } : change,
        );
      },
    }),
  ],
  [
    'KV1.2 KV1.4 KV2.5',
    'writes over what is there when nothing is expected',
    ({ store }) => ({
      compareAndSet: (tenant, key, change) =>
        change.expected === null
          ? store.set(tenant, key, change.value, change)
          : store.compareAndSet(tenant, key, change),
    }),
  ],
  [
    'KV1.3 KV3.1 KV4.3',
    'writes at any version where nothing is',
    ({ store }) => ({
      compareAndSet(tenant, key, change) {
        const isThere = store.get(tenant, key) !== null;
        return store.compareAndSet(tenant, key, isThere ? change : { ...change, expected: null });
      },
    }),
  ],
  [
    'KV1.4 KV5.4',
    'compares, waits and then sets',
    ({ store }) => ({
      async compareAndSet(tenant, key, change) {
        const version = store.get(tenant, key)?.version ?? null;
        await nextTurn();
        if (version !== change.expected) return null;
        return store.set(tenant, key, change.value, change);
      },
    }),
  ],
  [
    'KV1.5 KV2.3',
    'deletes whatever the version',
    ({ store }) => ({
      delete: (tenant, key) => store.delete(tenant, key),
    }),
  ],
  [
    'KV1.5 KV1.6 KV3.1 KV4.3',
    'says that it deleted what was not there',
    ({ store }) => ({
      delete(tenant, key, expected) {
        const isThere = store.get(tenant, key) !== null;
        return store.delete(tenant, key, expected) || !isThere;
      },
    }),
  ],
  [
    'KV1.6 KV2.5',
    'looks, waits and then deletes',
    ({ store }) => ({
      async delete(tenant, key, expected) {
        const entry = store.get(tenant, key);
        await nextTurn();
        store.delete(tenant, key, expected);
        return entry !== null && (expected === undefined || entry.version === expected);
      },
    }),
  ],
  [
    'KV1.7 KV1.12 KV1.14',
    'counts no lower than 0',
    ({ store }) => ({
      increment(tenant, key, change) {
        const before = Number(store.get(tenant, key)?.value ?? 0);
        const by = before >= 0 ? Math.max(change.by, -before) : change.by;
        return store.increment(tenant, key, { ...change, by });
      },
    }),
  ],
  [
    'KV1.8 KV1.11',
    'reads, waits and then counts',
    ({ store, clock }) => ({
      async increment(tenant, key, change) {
        const before = store.get(tenant, key);
        const result = store.increment(tenant, key, change);
        if (before === null) store.delete(tenant, key);
        else if (result.applied) store.set(tenant, key, before.value);
        await nextTurn();
        const ttlMs = before === null ? change.ttlMs : msLeft(before, clock);
        if (result.applied) store.set(tenant, key, result.value, { ttlMs });
        return result;
      },
    }),
  ],
  [
    'KV1.9 KV1.11',
    'counts up to the maximum where more was asked',
    ({ store }) => ({
      increment(tenant, key, change) {
        const before = Number(store.get(tenant, key)?.value ?? 0);
        const { by, max = Infinity } = change;
        const fits = by > 0 && before + by > max ? max - before : by;
        return store.increment(tenant, key, { ...change, by: fits });
      },
    }),
  ],
  [
    'KV1.9',
    'writes the number again when it refuses',
    ({ store }) => ({
      increment(tenant, key, change) {
        const result = store.increment(tenant, key, change);
        if (!result.applied) store.set(tenant, key, result.value);
        return result;
      },
    }),
  ],
  [
    'KV1.9 KV1.14',
    'holds what is added, not the number, against the maximum',
    ({ store }) => ({
      increment(tenant, key, change) {
        const value = Number(store.get(tenant, key)?.value ?? 0);
        const isRefused = change.by > (change.max ?? Infinity);
        return isRefused ? { applied: false, value } : store.increment(tenant, key, change);
      },
    }),
  ],
  [
    'KV1.10',
    'refuses decrements above the maximum',
    ({ store }) => ({
      increment(tenant, key, change) {
        const value = Number(store.get(tenant, key)?.value ?? 0);
        const isRefused = change.by <= 0 && value + change.by > (change.max ?? Infinity);
        return isRefused ? { applied: false, value } : store.increment(tenant, key, change);
      },
    }),
  ],
  [
    'KV1.11 KV1.14',
    'looks at the maximum, waits and then counts',
    ({ store }) => ({
      async increment(tenant, key, change) {
        const value = Number(store.get(tenant, key)?.value ?? 0);
        if (change.by > 0 && value + change.by > (change.max ?? Infinity)) {
          return store.increment(tenant, key, change);
        }
        await nextTurn();
        return store.increment(tenant, key, { ...change, max: undefined });
      },
    }),
  ],
  [
    'KV1.12',
    'counts on where numbers are not exact',
    ({ store }) => ({
      increment(tenant, key, change) {
        const before = store.get(tenant, key)?.value ?? 0;
        const value = typeof before === 'number' ? before + change.by : NaN;
        const isFar =
          Number.isInteger(before) && Number.isInteger(change.by) && Math.abs(value) > 2 ** 53;
        if (!isFar || Math.abs(before as number) >= 2 ** 53 || Math.abs(change.by) >= 2 ** 53)
          return store.increment(tenant, key, change);
        store.set(tenant, key, value);
        return { applied: true, value };
      },
    }),
  ],
  [
    'KV1.13',
    'counts texts of digits',
    ({ store }) => ({
      increment(tenant, key, change) {
        const entry = store.get(tenant, key);
        if (entry?.value === '5') store.set(tenant, key, 5);
        return store.increment(tenant, key, change);
      },
    }),
  ],
  [
    'KV1.13',
    'begins at 0 where no number is',
    ({ store }) => ({
      increment(tenant, key, change) {
        const value = store.get(tenant, key)?.value ?? 0;
        if (typeof value !== 'number') store.delete(tenant, key);
        return store.increment(tenant, key, change);
      },
    }),
  ],
  [
    'KV1.14',
    'rounds what is added',
    ({ store }) => ({
      increment: (tenant, key, change) =>
        store.increment(tenant, key, { ...change, by: Math.round(change.by) }),
    }),
  ],
  [
    'KV1.14',
    'takes any maximum',
    ({ store }) => ({
      increment: (tenant, key, change) =>
        store.increment(
          tenant,
          key,
          Number.isSafeInteger(change.max) ? change : { ...change, max: undefined },
        ),
    }),
  ],
];

describe('the key-value contract: writes and counters', () => {
  proveCases(['KV1'], defects);
});
