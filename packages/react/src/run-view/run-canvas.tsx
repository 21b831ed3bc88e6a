import { useContext, useEffect, useMemo, useState, type ReactElement } from 'react';
import type { WorkflowDocument } from '@flowgraft/core';
import type { Editor } from '../create-editor.js';
import { WorkflowSession } from '../editor/workflow-session.js';
import { newNodeId } from '../editor/node-id.js';
import { WorkflowCanvas } from '../canvas/workflow-canvas.js';
import { SessionContext, useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { readStepName } from '../run/step-name.js';
import { SlotsContext } from '../slots.js';
import { useRunScene } from './run-context.js';
import { stepOfNode } from './step-of-node.js';

/** The workflow as the run pins it, with how each node stands. Not to be edited here. */
export function RunCanvas(): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const document = useStore(session.document);
  const shown = useShownWorkflow(document);
  const around = useContext(SlotsContext);
  // There is little room: a small map of a small drawing would hide it. A host's own is kept.
  const slots = useMemo(() => ({ Minimap: null, ...around }), [around]);
  useSharedSelection(shown);
  return (
    <section className="fg-run-canvas" aria-label={texts('run.canvas')}>
      {shown === null ? (
        <p className="fg-empty">{texts('run.value.reading')}</p>
      ) : (
        <SessionContext.Provider value={shown}>
          <SlotsContext.Provider value={slots}>
            <WorkflowCanvas run={session} />
          </SlotsContext.Provider>
        </SessionContext.Provider>
      )}
    </section>
  );
}

function useShownWorkflow(document: WorkflowDocument | null): WorkflowSession | null {
  const editor = useEditor();
  const [shown, setShown] = useState<WorkflowSession | null>(null);
  useEffect(() => {
    if (document === null) return undefined;
    let isHere = true;
    let opened: WorkflowSession | undefined = undefined;
    void openPinned(editor, document).then((session) => {
      opened = session;
      if (isHere) setShown(session);
      else void session.close();
    });
    return () => {
      isHere = false;
      setShown(null);
      void opened?.close();
    };
  }, [editor, document]);
  return shown;
}

async function openPinned(editor: Editor, document: WorkflowDocument): Promise<WorkflowSession> {
  const catalogue = await editor.catalogue();
  const { id, name = null, description = null } = document;
  return new WorkflowSession({
    draft: {
      id,
      name,
      description,
      revision: '',
      updatedAt: 0,
      updatedBy: null,
      published: null,
      document,
    },
    context: { catalogue, newId: newNodeId },
    isReadOnly: true,
  });
}

/** What is chosen on the canvas is looked at in the timeline, and the other way round. */
function useSharedSelection(shown: WorkflowSession | null): void {
  const { session, step, selectStep } = useRunScene();
  useEffect(() => {
    if (shown === null) return undefined;
    return shown.selection.subscribe(() => {
      const nodeId = shown.selection.onlyNode;
      if (nodeId === null) return;
      selectStep((before) =>
        before !== null && readStepName(before).nodeId === nodeId
          ? before
          : (stepOfNode(session, nodeId) ?? nodeId),
      );
    });
  }, [shown, session, selectStep]);
  useEffect(() => {
    if (shown === null || step === null) return;
    const { nodeId } = readStepName(step);
    if (!shown.document.get().nodes.has(nodeId)) return;
    if (shown.selection.onlyNode === nodeId) return;
    shown.selection.select({ nodes: [nodeId] });
    shown.canvas.get()?.reveal(nodeId);
  }, [shown, step]);
}
