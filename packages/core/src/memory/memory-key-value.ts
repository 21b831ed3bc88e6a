/** Small shared values in memory: the reference for every `KeyValue`. */

import { decodeValue, encodeValue } from '../model/value-codec.js';
import type { Clock } from '../ports/clock.js';
import type {
  CompareAndSet,
  Increment,
  IncrementResult,
  KeyValue,
  KeyValueEntry,
  KeyValueFilter,
  KeyValueOptions,
  KeyValuePage,
} from '../ports/key-value.js';
import { keyValueRules } from './key-value-rules.js';
import { compareUtf8 } from './utf8-order.js';

/** Items that each write looks at to find some whose time is over: more than a write can add. */
const sweptPerWrite = 4;

interface Item {
  readonly tenant: string;
  readonly key: string;
  /** What `encodeValue` made: nobody else's changes show in it. */
  readonly text: string;
  readonly version: number;
  readonly expiresAt: number | null;
}

/** What a memory backend keeps; every store opened on it works on the same. */
export interface KeyValueData {
  /** Tenant, then key. */
  readonly items: Map<string, Map<string, Item>>;
  /** Those that do not stay. */
  readonly expiring: Set<Item>;
  /** Goes round `expiring`. */
  sweep: Iterator<Item, undefined>;
  /** The version given last, of whatever key: so no key sees one twice. */
  version: number;
}

export function emptyKeyValues(): KeyValueData {
  const expiring = new Set<Item>();
  return { items: new Map(), expiring, sweep: expiring.values(), version: 0 };
}

/** Answers every call at once. Time is that of the clock it was made with. */
export class MemoryKeyValue implements KeyValue {
  readonly #data: KeyValueData;
  readonly #clock: Clock;

  constructor(data: KeyValueData, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
  }

  get(tenant: string, key: string): KeyValueEntry | null {
    keyValueRules.checkKey(tenant, key);
    const item = this.#find(tenant, key);
    return item === null ? null : entryOf(item);
  }

  set(tenant: string, key: string, value: unknown, options: KeyValueOptions = {}): number {
    keyValueRules.checkKey(tenant, key);
    const expiresAt = this.#endOf(options);
    return this.#write(tenant, key, encodeValue(value), expiresAt);
  }

  compareAndSet(tenant: string, key: string, change: CompareAndSet): number | null {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(change.expected);
    const expiresAt = this.#endOf(change);
    const text = encodeValue(change.value);
    const version = this.#find(tenant, key)?.version ?? null;
    return version === change.expected ? this.#write(tenant, key, text, expiresAt) : null;
  }

  increment(tenant: string, key: string, change: Increment): IncrementResult {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkIncrement(change);
    const newEnd = this.#endOf(change);
    const item = this.#find(tenant, key);
    const result = keyValueRules.increase(key, item?.text ?? null, change);
    if (result.applied) {
      this.#write(tenant, key, String(result.value), item === null ? newEnd : item.expiresAt);
    }
    return result;
  }

  delete(tenant: string, key: string, expected?: number): boolean {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(expected);
    const item = this.#find(tenant, key);
    if (item === null || (expected !== undefined && item.version !== expected)) return false;
    this.#remove(item);
    return true;
  }

  list(tenant: string, filter: KeyValueFilter): KeyValuePage {
    const limit = keyValueRules.limitOf(tenant, filter);
    const { prefix, cursor } = filter;
    const now = this.#clock.now();
    const found = [...(this.#data.items.get(tenant)?.values() ?? [])]
      .filter((item) => item.key.startsWith(prefix) && !isOver(item, now))
      .filter((item) => cursor === undefined || compareUtf8(item.key, cursor) > 0)
      .sort((a, b) => compareUtf8(a.key, b.key));
    const entries = found.slice(0, limit).map(entryOf);
    return { entries, cursor: found.length > limit ? (entries.at(-1)?.key ?? null) : null };
  }

  #endOf(options: KeyValueOptions): number | null {
    const ttlMs = keyValueRules.ttlOf(options);
    return ttlMs === null ? null : this.#clock.now() + ttlMs;
  }

  #find(tenant: string, key: string): Item | null {
    const item = this.#data.items.get(tenant)?.get(key);
    if (item === undefined) return null;
    if (!isOver(item, this.#clock.now())) return item;
    this.#remove(item);
    return null;
  }

  #write(tenant: string, key: string, text: string, expiresAt: number | null): number {
    const { items, expiring } = this.#data;
    this.#sweep();
    const version = ++this.#data.version;
    const item: Item = { tenant, key, text, version, expiresAt };
    let ofTenant = items.get(tenant);
    if (ofTenant === undefined) items.set(tenant, (ofTenant = new Map<string, Item>()));
    const before = ofTenant.get(key);
    if (before !== undefined) expiring.delete(before);
    ofTenant.set(key, item);
    if (expiresAt !== null) expiring.add(item);
    return version;
  }

  /** Removes some of those whose time is over, so that what nobody asks for again does not pile up. */
  #sweep(): void {
    const now = this.#clock.now();
    for (let looked = 0; looked < sweptPerWrite; looked++) {
      const item = this.#data.sweep.next().value;
      if (item === undefined) {
        this.#data.sweep = this.#data.expiring.values();
        return;
      }
      if (isOver(item, now)) this.#remove(item);
    }
  }

  #remove(item: Item): void {
    const { items, expiring } = this.#data;
    const ofTenant = items.get(item.tenant);
    ofTenant?.delete(item.key);
    if (ofTenant?.size === 0) items.delete(item.tenant);
    expiring.delete(item);
  }
}

function isOver({ expiresAt }: Item, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

function entryOf({ key, text, version, expiresAt }: Item): KeyValueEntry {
  return { key, value: decodeValue(text), version, expiresAt };
}
