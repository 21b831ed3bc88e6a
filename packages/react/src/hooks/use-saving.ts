import type { SavingState } from '../editor/saving.js';
import { useSession } from './editor-context.js';
import { useStore } from './use-store.js';

/** How the document on the screen stands to the one that the server keeps. */
export function useSaving(): SavingState {
  return useStore(useSession().saving);
}
