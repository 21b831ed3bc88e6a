import { describe } from 'vitest';

import type { Clock } from '../ports/clock.js';
import type { KeyValueEntry, KeyValueOptions } from '../ports/key-value.js';
import {
  countingPerKey,
  type Defect,
  msLeft,
  numberingEarly,
  proveCases,
} from './key-value-defects.fixture.js';

function halved({ ttlMs }: KeyValueOptions = {}): KeyValueOptions {
  return { ttlMs: ttlMs === undefined ? undefined : ttlMs / 2 };
}

function hasEnded(entry: KeyValueEntry | null, clock: Pick<Clock, 'now'>): boolean {
  return entry !== null && entry.expiresAt !== null && entry.expiresAt <= clock.now();
}

const defects: readonly Defect[] = [
  [
    'KV2.1',
    'does not write a value that is there already',
    ({ store }) => ({
      set(tenant, key, value, options = {}) {
        const entry = store.get(tenant, key);
        const isSame =
          entry !== null && Object.is(entry.value, value) && options.ttlMs === undefined;
        return isSame && entry.expiresAt === null
          ? entry.version
          : store.set(tenant, key, value, options);
      },
    }),
  ],
  [
    'KV2.1',
    'does not write when nothing is added',
    ({ store }) => ({
      increment(tenant, key, change) {
        const value = store.get(tenant, key)?.value;
        if (change.by !== 0 || typeof value !== 'number')
          return store.increment(tenant, key, change);
        return { applied: true, value };
      },
    }),
  ],
  ['KV2.2 KV2.3 KV2.5', 'begins with the first version after a delete', countingPerKey('deleted')],
  [
    'KV2.3',
    'takes the version of an equal value for the expected one',
    ({ store }) => {
      const values = new Map<number, unknown>();
      return {
        set(tenant, key, value, options) {
          const version = store.set(tenant, key, value, options);
          values.set(version, value);
          return version;
        },
        compareAndSet(tenant, key, change) {
          const entry = store.get(tenant, key);
          const isEqual =
            entry !== null &&
            change.expected !== null &&
            values.get(change.expected) === entry.value;
          return store.compareAndSet(
            tenant,
            key,
            isEqual ? { ...change, expected: entry.version } : change,
          );
        },
      };
    },
  ],
  ['KV2.4', 'begins with the first version after a value ended', countingPerKey('ended')],
  ['KV2.5', 'draws versions before it waits for its turn', numberingEarly],
  [
    'KV3.1 KV3.4 KV3.7',
    'lists what has ended',
    ({ timeless }) => ({
      list: (tenant, filter) => timeless.list(tenant, filter),
    }),
  ],
  [
    'KV3.1 KV3.5',
    'reads what has ended',
    ({ timeless }) => ({
      get: (tenant, key) => timeless.get(tenant, key),
    }),
  ],
  [
    'KV2.4 KV3.1',
    'finds a value that has ended in the way',
    ({ timeless, store, clock }) => ({
      compareAndSet(tenant, key, change) {
        const isOver = hasEnded(timeless.get(tenant, key), clock);
        return isOver ? null : store.compareAndSet(tenant, key, change);
      },
    }),
  ],
  [
    'KV3.3 KV3.7',
    'keeps the end of the value that is overwritten',
    ({ store, clock }) => ({
      set(tenant, key, value, options) {
        const entry = store.get(tenant, key);
        const ttlMs = options?.ttlMs ?? (entry === null ? undefined : msLeft(entry, clock));
        return store.set(tenant, key, value, { ttlMs });
      },
    }),
  ],
  [
    'KV3.2',
    'does not tell when a value ends',
    ({ store }) => ({
      get(tenant, key) {
        const entry = store.get(tenant, key);
        return entry === null ? null : { ...entry, expiresAt: null };
      },
    }),
  ],
  [
    'KV3.2 KV3.5',
    'tells the time that is left',
    ({ store, clock }) => ({
      get(tenant, key) {
        const entry = store.get(tenant, key);
        return entry === null ? null : { ...entry, expiresAt: msLeft(entry, clock) ?? null };
      },
    }),
  ],
  [
    'KV3.2 KV3.4',
    'ends values half as late',
    ({ store }) => ({
      set: (tenant, key, value, options) => store.set(tenant, key, value, halved(options)),
    }),
  ],
  [
    'KV3.2 KV3.4',
    'compares and sets for ever',
    ({ store }) => ({
      compareAndSet: (tenant, key, change) =>
        store.compareAndSet(tenant, key, {
          ...change,
          ttlMs: change.expected === null ? change.ttlMs : undefined,
        }),
    }),
  ],
  [
    'KV3.3',
    'keeps the end when it compares and sets',
    ({ store, clock }) => ({
      compareAndSet(tenant, key, change) {
        const entry = store.get(tenant, key);
        const ttlMs = change.ttlMs ?? (entry === null ? undefined : msLeft(entry, clock));
        return store.compareAndSet(tenant, key, { ...change, ttlMs });
      },
    }),
  ],
  [
    'KV3.4',
    'lets no value end that was there to stay',
    ({ store }) => ({
      set(tenant, key, value, options) {
        const stays = store.get(tenant, key)?.expiresAt === null;
        return store.set(tenant, key, value, stays ? {} : options);
      },
    }),
  ],
  [
    'KV3.4',
    'keeps the first end of a value',
    ({ store, clock }) => ({
      compareAndSet(tenant, key, change) {
        const entry = store.get(tenant, key);
        const ttlMs = entry === null || change.ttlMs !== 3000 ? change.ttlMs : msLeft(entry, clock);
        return store.compareAndSet(tenant, key, { ...change, ttlMs });
      },
    }),
  ],
  [
    'KV3.5',
    'begins the time of a counter anew with each increment',
    ({ store }) => ({
      increment(tenant, key, change) {
        const hasEnd = typeof store.get(tenant, key)?.expiresAt === 'number';
        const result = store.increment(tenant, key, change);
        if (result.applied && hasEnd) store.set(tenant, key, result.value, { ttlMs: change.ttlMs });
        return result;
      },
    }),
  ],
  [
    'KV3.5',
    'counts on from a counter that has ended',
    ({ store, timeless, clock }) => ({
      increment(tenant, key, change) {
        const isOver = hasEnded(timeless.get(tenant, key), clock);
        return (isOver ? timeless : store).increment(tenant, key, change);
      },
    }),
  ],
  [
    'KV3.6',
    'ends any number that is added to with a time',
    ({ store }) => ({
      increment(tenant, key, change) {
        const stays = store.get(tenant, key)?.expiresAt === null;
        const result = store.increment(tenant, key, change);
        if (result.applied && stays) store.set(tenant, key, result.value, { ttlMs: change.ttlMs });
        return result;
      },
    }),
  ],
  [
    'KV3.7',
    'fills pages with what has ended, and then leaves it out',
    ({ timeless, clock }) => ({
      list(tenant, filter) {
        const page = timeless.list(tenant, filter);
        const isOver = (end: number | null): boolean => end !== null && end <= clock.now();
        return { ...page, entries: page.entries.filter(({ expiresAt }) => !isOver(expiresAt)) };
      },
    }),
  ],
  [
    'KV3.8',
    'takes no time at all for ever',
    ({ store }) => ({
      set: (tenant, key, value, options) =>
        store.set(tenant, key, value, options?.ttlMs === 0 ? {} : options),
    }),
  ],
  [
    'KV3.8',
    'takes times that are too long for the longest',
    ({ store }) => ({
      increment: (tenant, key, change) =>
        store.increment(
          tenant,
          key,
          change.ttlMs === Infinity ? { ...change, ttlMs: 1e15 } : change,
        ),
    }),
  ],
];

describe('the key-value contract: versions and time', () => {
  proveCases(['KV2', 'KV3'], defects);
});
