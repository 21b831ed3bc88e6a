/** Calls of a store, whose failures get the store's name and what was tried. */

import { FlowgraftError } from '../model/error.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';

/** @throws {FlowgraftError} `STORE_FAILED`, with what was thrown as its cause. */
export function storeCall<T>(
  store: { readonly name: string },
  operation: string,
  work: () => MaybePromise<T>,
): MaybePromise<T> {
  try {
    const answer = work();
    return isPromise(answer)
      ? answer.catch((thrown: unknown) => fail(store.name, operation, thrown))
      : answer;
  } catch (thrown) {
    return fail(store.name, operation, thrown);
  }
}

function fail(store: string, operation: string, cause: unknown): never {
  // What the caller did wrong is told as it is.
  if (cause instanceof FlowgraftError || cause instanceof TypeError) throw cause;
  const message = `The store ${store} failed in \`${operation}\`: ${String(cause)}`;
  throw new FlowgraftError('STORE_FAILED', message, { operation, store }, { cause });
}
