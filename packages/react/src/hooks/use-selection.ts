import type { SelectionState } from '../editor/selection.js';
import { useSession } from './editor-context.js';
import { useStore } from './use-store.js';

/** What is selected. Change it with `useSession().selection`. */
export function useSelection(): SelectionState {
  return useStore(useSession().selection);
}
