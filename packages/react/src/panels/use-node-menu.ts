import { useContext, useMemo } from 'react';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { RunStatesContext } from '../hooks/run-states-context.js';
import type { NodeMenuParts } from './node-menu.js';
import { useNodeEdits } from './use-node-edits.js';

/** What menus of nodes are made of. @param rename - Begins to rename a node; on the canvas when absent. */
export function useNodeMenu(rename?: (nodeId: string) => void): NodeMenuParts {
  const editor = useEditor();
  const session = useSession();
  const texts = useTexts();
  const edits = useNodeEdits();
  const run = useContext(RunStatesContext);
  return useMemo(() => {
    const { workflowId, ui } = session;
    return {
      session,
      texts,
      edits,
      rename: rename ?? ((nodeId) => ui.update((state) => ({ ...state, renaming: nodeId }))),
      hasStep: (nodeId) => run !== null && run.node(nodeId).get() !== null,
      mayRun: editor.features.runs && editor.can('run.start', { workflowId }),
    };
  }, [editor, session, texts, edits, run, rename]);
}
