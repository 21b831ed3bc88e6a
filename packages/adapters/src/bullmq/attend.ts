/** Watches a call that answers now or later. */

import type { MaybePromise } from '@flowgraft/core';

export interface Attendance<T> {
  /** The call has answered. */
  readonly answered?: (answer: T) => void;
  /** The call is over, also when it failed. Comes first. */
  readonly ended?: () => void;
}

/** What `call` answers or throws, as it does; a call that answers at once still does. */
export function attend<T>(
  call: () => MaybePromise<T>,
  { answered, ended }: Attendance<T>,
): MaybePromise<T> {
  let answer: MaybePromise<T>;
  try {
    answer = call();
  } catch (thrown) {
    ended?.();
    throw thrown;
  }
  if (!isPromise(answer)) {
    ended?.();
    answered?.(answer);
    return answer;
  }
  return answer.then(
    (value) => {
      ended?.();
      answered?.(value);
      return value;
    },
    (reason: unknown) => {
      ended?.();
      throw reason;
    },
  );
}

function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  const { then } = Object(value) as { readonly then?: unknown };
  return typeof then === 'function';
}
