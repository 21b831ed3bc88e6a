import type { UiState } from '../editor/ui-state.js';
import { useSession } from './editor-context.js';
import { useStorePart } from './use-store-part.js';

/** A part of what is open on the screen. Change it with `useSession().ui`. */
export function useUi<Part>(select: (ui: UiState) => Part): Part {
  return useStorePart(useSession().ui, select);
}
