import { createContext, useContext } from 'react';
import type { PanelName } from '../editor/ui-state.js';
import type { EditorLayout } from './editor-layout.js';

/** The parts of the screen that F6 goes through. */
export type Region = 'toolbar' | 'start' | 'canvas' | 'end' | 'bottom';

/** What the parts of an editor's screen share. */
export interface Shell {
  readonly layout: EditorLayout;
  readonly isNarrow: boolean;
  readonly setLayout: (change: Partial<EditorLayout>) => void;
  /** Opens a panel and takes the keyboard there. */
  readonly openPanel: (panel: PanelName | 'palette' | 'outline') => void;
  /** Takes the keyboard to the next part of the screen, or to the one before. */
  readonly goToRegion: (step: 1 | -1) => void;
}

export const ShellContext = createContext<Shell | null>(null);

/** The screen around this component. @throws {Error} outside of one. */
export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (shell !== null) return shell;
  throw new Error('useShell was called outside of <WorkflowEditor>');
}
