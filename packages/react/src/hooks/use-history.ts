import { useMemo } from 'react';
import type { HistoryState } from '../editor/document-store.js';
import { useSession } from './editor-context.js';
import { useStore } from './use-store.js';

export interface History extends HistoryState {
  /** Takes the last edit back. */
  readonly takeBack: () => void;
  /** Does the edit again that was taken back last. */
  readonly doAgain: () => void;
}

/** The edits that can be taken back or done again. */
export function useHistory(): History {
  const { document } = useSession();
  const state = useStore(document.history);
  return useMemo(
    () => ({ ...state, takeBack: () => document.undo(), doAgain: () => document.redo() }),
    [state, document],
  );
}
