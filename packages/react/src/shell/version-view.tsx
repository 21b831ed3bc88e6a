import { useContext, useEffect, useMemo, type ReactElement } from 'react';
import type { WorkflowDocument } from '@flowgraft/core';
import { WorkflowCanvas } from '../canvas/workflow-canvas.js';
import { newNodeId } from '../editor/node-id.js';
import { WorkflowSession } from '../editor/workflow-session.js';
import { SessionContext, useSession } from '../hooks/editor-context.js';
import { RunStatesContext } from '../hooks/run-states-context.js';
import { SlotsContext } from '../slots.js';

/** A version of the workflow, drawn to be looked at. */
export function VersionView({ document }: { readonly document: WorkflowDocument }): ReactElement {
  const { catalogue, draft } = useSession();
  const around = useContext(SlotsContext);
  // There is little room: a small map of a small drawing would hide it.
  const slots = useMemo(() => ({ ...around, Minimap: null }), [around]);
  const shown = useMemo(
    () =>
      new WorkflowSession({
        draft: { ...draft.get(), document },
        context: { catalogue, newId: newNodeId },
        isReadOnly: true,
      }),
    [catalogue, draft, document],
  );
  useEffect(() => () => void shown.close(), [shown]);
  return (
    <div className="fg-version-view">
      <SessionContext.Provider value={shown}>
        <SlotsContext.Provider value={slots}>
          <RunStatesContext.Provider value={null}>
            <WorkflowCanvas run={null} />
          </RunStatesContext.Provider>
        </SlotsContext.Provider>
      </SessionContext.Provider>
    </div>
  );
}
