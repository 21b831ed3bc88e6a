import { useCallback } from 'react';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useNodeEdits } from '../panels/use-node-edits.js';
import { useLayOut } from './use-lay-out.js';
import { editorActions, type EditorAction } from './editor-actions.js';
import { useShell } from './shell-context.js';

/** The actions of the editor, as they stand when they are asked for. */
export function useActions(): { readonly actions: () => EditorAction[] } {
  const editor = useEditor();
  const session = useSession();
  const shell = useShell();
  const texts = useTexts();
  const run = useCommand();
  const edits = useNodeEdits();
  const layOut = useLayOut();
  const actions = useCallback(
    () => editorActions({ editor, session, shell, texts, run, edits, layOut }),
    [editor, session, shell, texts, run, edits, layOut],
  );
  return { actions };
}
