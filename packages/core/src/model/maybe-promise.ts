/** A value now or later: who can answer at once need not pay for a promise. */
export type MaybePromise<T> = T | Promise<T>;

/** True when `value` is still to come. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
