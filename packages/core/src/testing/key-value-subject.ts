/** What the contract of a `KeyValue` needs of whoever runs it. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { Clock } from '../ports/clock.js';
import type { KeyValue } from '../ports/key-value.js';
import { check } from './assert.js';

/** An empty `KeyValue` for one case. */
export interface KeyValueSubject {
  readonly keyValue: KeyValue;
  /** The clock by which it judges; it may be off by less than `tickMs`. */
  readonly clock: Pick<Clock, 'now'>;
  /** Lets that much time pass on the clock. */
  readonly advance: (ms: number) => MaybePromise<void>;
  /**
   * The shortest time that cases tell apart, in milliseconds; 1,000 when absent. A store whose clock cannot be set
   * takes some hundred, so that real waiting stays short and still longer than the calls of a case take.
   */
  readonly tickMs?: number | undefined;
  /** Another one over the same data, as another process would open it; cases then use both by turns. */
  readonly other?: KeyValue | undefined;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens an empty `KeyValue`; nothing of an earlier one may show in it. */
export type OpenKeyValue = () => MaybePromise<KeyValueSubject>;

/** The tenant of cases that are not about tenants. */
export const acme = 'acme';

export function tickOf({ tickMs = 1000 }: KeyValueSubject): number {
  return tickMs;
}

/** Does `count` things at the same time, by turns through each opening of the data. */
export async function atOnce<T>(
  { keyValue, other = keyValue }: KeyValueSubject,
  count: number,
  act: (keyValue: KeyValue, index: number) => MaybePromise<T>,
): Promise<readonly T[]> {
  const turns = Array.from({ length: count }, async (_, index) =>
    act(index % 2 === 0 ? keyValue : other, index),
  );
  return Promise.all(turns);
}

/** The version of a write that had to succeed. */
export function written(version: number | null, what: string): number {
  check(version !== null, `${what}: expected a version, found null`);
  return version;
}
