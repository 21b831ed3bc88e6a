import type { ReactElement, ReactNode } from 'react';
import { useEditor } from '../hooks/editor-context.js';
import { RunStatesContext } from '../hooks/run-states-context.js';
import { useUi } from '../hooks/use-ui.js';
import { lazyPart } from '../shell/lazy-part.js';
import type { RunBarProps } from './run-bar.js';
import { useRunSession, type RunTarget } from './run-context.js';

const RunBar = /* @__PURE__ */ lazyPart<RunBarProps>(
  async () => (await import('./run-bar.js')).RunBar,
);

export interface RunOverlayProps {
  readonly children: ReactNode;
  /** Shows the whole of a run in the host's product; without it there is no such button. */
  readonly onNavigate?: ((target: RunTarget) => void) | undefined;
}

/**
 * Shows the run that the session names (`ui.runId`) over the workflow that is being edited: whatever inside asks how nodes
 * and edges stand is told of that run. A bar before it says which run that is and what can be done with it.
 */
export function RunOverlay({ children, onNavigate }: RunOverlayProps): ReactElement {
  const runId = useUi((state) => state.runId);
  const session = useRunSession(useEditor(), runId);
  return (
    <RunStatesContext.Provider value={session}>
      {session !== null && <RunBar key={session.runId} session={session} onNavigate={onNavigate} />}
      {children}
    </RunStatesContext.Provider>
  );
}
