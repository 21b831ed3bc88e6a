import { useCallback } from 'react';
import { applyLayout } from '../editor/commands/apply-layout.js';
import { useEditor, useSession } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';

/** A function that puts the nodes in order as one edit; `null` when the editor is without it. */
export function useLayOut(): (() => void) | null {
  const session = useSession();
  const { features, loadElk } = useEditor();
  const run = useCommand();
  const layOut = useCallback((): void => {
    const arrange = async (): Promise<void> => {
      // Loaded when it is wanted: it is large.
      const { autoLayout } = await import('../layout/auto-layout.js');
      const before = session.document.get();
      const places = await autoLayout(before, session.catalogue, { loadElk });
      // What was edited meanwhile is not put where it was.
      if (session.document.get() !== before) return;
      if (run(applyLayout, places).ok) session.canvas.get()?.fit();
    };
    arrange().catch(() => session.announce('action.layoutFailed'));
  }, [session, run, loadElk]);
  return features.layout ? layOut : null;
}
