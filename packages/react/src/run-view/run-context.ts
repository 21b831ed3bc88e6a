import { createContext, useContext, useEffect, useMemo } from 'react';
import type { Editor } from '../create-editor.js';
import type { RunSession } from '../run/run-session.js';
import { frameSchedule } from './frame-schedule.js';
import type { RunNames } from './run-names.js';

/** What the parts of a run's screen share. */
export interface RunScene {
  readonly session: RunSession;
  readonly names: RunNames;
  /** The step that is looked at. */
  readonly step: string | null;
  readonly selectStep: (step: string | null | ((before: string | null) => string | null)) => void;
  /** Shows another place of the host's product; `null`: it has none. */
  readonly navigate: ((target: RunTarget) => void) | null;
}

/** Where a run's screen may lead to. */
export type RunTarget =
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'node'; readonly workflowId: string; readonly nodeId: string };

export const RunSceneContext = createContext<RunScene | null>(null);

/** The run around this component. @throws {Error} outside of one. */
export function useRunScene(): RunScene {
  const scene = useContext(RunSceneContext);
  if (scene !== null) return scene;
  throw new Error('useRunScene was called outside of <RunView>');
}

/** A run, followed while the component is mounted; `null`: none is. */
export function useRunSession(editor: Editor, runId: string | null): RunSession | null {
  const session = useMemo(
    () => (runId === null ? null : editor.openRun(runId, frameSchedule)),
    [editor, runId],
  );
  useEffect(() => session?.open(), [session]);
  return session;
}
