import { useEffect, useMemo } from 'react';
import type { RunSession, Schedule } from '../run/run-session.js';
import { useEditor } from './editor-context.js';

/** A run, followed while the component is mounted: its stores tell how it, its nodes and its steps stand. */
export function useRun(runId: string): RunSession {
  const editor = useEditor();
  const run = useMemo(() => editor.openRun(runId, perFrame), [editor, runId]);
  useEffect(() => run.open(), [run]);
  return run;
}

const perFrame: Schedule = (flush) => {
  const frame = requestAnimationFrame(flush);
  return () => cancelAnimationFrame(frame);
};
