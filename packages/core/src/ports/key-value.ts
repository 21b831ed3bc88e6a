/**
 * Small shared values: what breakers, rate limits, locks, caches and schedules of several processes stand on.
 * Proved by `keyValueContract`.
 *
 * Invariants:
 *
 * - **KV1** An operation on one key happens at once: of two that collide one comes first, whole.
 * - **KV2** The versions of a key rise with every write, also after its value was deleted or has expired.
 * - **KV3** A value is gone when its time is over, by the store's own clock.
 * - **KV4** Nothing of one tenant is ever found under another.
 *
 * Tenants and keys are text of well-formed Unicode without U+0000; a key has at most 1,024 bytes of UTF-8. Values are what
 * `encodeValue` keeps. Every method throws a `TypeError` for anything else.
 */

import type { MaybePromise } from '../model/maybe-promise.js';

export interface KeyValueEntry {
  readonly key: string;
  readonly value: unknown;
  /** Changes with every write to the key. */
  readonly version: number;
  /** Epoch milliseconds by the store's clock; `null` when it stays. */
  readonly expiresAt: number | null;
}

export interface KeyValueOptions {
  /** Milliseconds that the value stays; for ever when absent. > 0, at most 1e15, rounded up to whole ones. */
  readonly ttlMs?: number | undefined;
}

export interface CompareAndSet extends KeyValueOptions {
  /** The version that the key must have; `null`: there must be no value. */
  readonly expected: number | null;
  readonly value: unknown;
}

export interface Increment {
  /** What is added to the number there, or to 0; may be negative. A whole number. */
  readonly by: number;
  /** Refuses to go above it; going down is never refused. */
  readonly max?: number | undefined;
  /** Milliseconds that a counter which begins here stays; an increment of a counter that exists leaves its time as it is. */
  readonly ttlMs?: number | undefined;
}

/** `value`: the number afterwards; when `applied` is false, the number that stays. */
export interface IncrementResult {
  readonly applied: boolean;
  readonly value: number;
}

export interface KeyValuePage {
  /** By key, in the order of UTF-8 bytes. */
  readonly entries: readonly KeyValueEntry[];
  /** `null` on the last page; a page before it may be short. Only for the same prefix. */
  readonly cursor: string | null;
}

export interface KeyValueFilter {
  /** Keys that begin so; all of the tenant when empty. */
  readonly prefix: string;
  readonly cursor?: string | undefined;
  /** 1 to 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

/** Every method throws `STORE_FAILED` when the store cannot be asked, and `VALUE_UNSUPPORTED` for a value that cannot be kept. */
export interface KeyValue {
  get(tenant: string, key: string): MaybePromise<KeyValueEntry | null>;
  /** Writes whatever was there. @returns the new version. */
  set(tenant: string, key: string, value: unknown, options?: KeyValueOptions): MaybePromise<number>;
  /** Writes when the key is at the expected version. @returns the new version, or `null` when it is at another. */
  compareAndSet(tenant: string, key: string, change: CompareAndSet): MaybePromise<number | null>;
  /**
   * Adds to a number.
   *
   * @throws {TypeError} when the value there, or the sum, is not a whole number that a JavaScript number holds exactly;
   *   nothing is changed then.
   */
  increment(tenant: string, key: string, change: Increment): MaybePromise<IncrementResult>;
  /** @param expected - Only at this version, when given. @returns true when there was such a value. */
  delete(tenant: string, key: string, expected?: number): MaybePromise<boolean>;
  list(tenant: string, filter: KeyValueFilter): MaybePromise<KeyValuePage>;
}
