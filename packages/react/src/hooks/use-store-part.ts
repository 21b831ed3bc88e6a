import { useCallback, useSyncExternalStore } from 'react';
import type { ReadableStore } from '../store/value-store.js';

/**
 * A part of the store's value; renders again only when that part changes.
 *
 * @param select - Must give the same object for the same value: a record, a number, never a new array.
 */
export function useStorePart<Value, Part>(
  store: ReadableStore<Value>,
  select: (value: Value) => Part,
): Part {
  const read = (): Part => select(store.get());
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  return useSyncExternalStore(subscribe, read, read);
}
