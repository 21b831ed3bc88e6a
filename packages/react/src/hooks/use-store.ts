import { useCallback, useSyncExternalStore } from 'react';
import type { ReadableStore } from '../store/value-store.js';

/** The store's value; renders again when it changes. */
export function useStore<Value>(store: ReadableStore<Value>): Value {
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  const read = (): Value => store.get();
  return useSyncExternalStore(subscribe, read, read);
}
