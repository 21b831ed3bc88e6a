import type { Scope } from '@flowgraft/core';
import { useContext, useEffect, useMemo, useState } from 'react';
import { useEditor, useSession } from '../hooks/editor-context.js';
import { RunStatesContext, useNodeRun } from '../hooks/run-states-context.js';
import { useSelection } from '../hooks/use-selection.js';
import { useStore } from '../hooks/use-store.js';
import { useUi } from '../hooks/use-ui.js';
import { nodesReferredBy } from '../editor/references.js';
import type { EditorDocument } from '../editor/records.js';
import { RunSample } from '../run/run-sample.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';

const nothing: ReadableStore<null> = new ValueStore(null);

/**
 * Data of the run that is shown, else of the last run of this workflow, for the node that is selected; `null` while there
 * is none, or when the user may not read it.
 */
export function useRunSample(): Scope | null {
  const editor = useEditor();
  const session = useSession();
  const runId = useSampleRun();
  const mayRead = runId !== null && editor.can('run.readData', { runId });
  const sample = useMemo(
    () => (mayRead && runId !== null ? new RunSample(editor.transport.runs, runId) : null),
    [editor, runId, mayRead],
  );
  const selection = useSelection();
  const nodeId = selection.nodes.size === 1 ? session.selection.onlyNode : null;
  // A step of it that ends is a reason to look again.
  const endedAt = useNodeRun(nodeId ?? '')?.finishedAt ?? null;
  useEffect(() => {
    if (sample === null) return undefined;
    const stop = new AbortController();
    const wanted = nodeId === null ? [] : nodesBefore(session.document.get(), nodeId);
    // Without it, expressions are tried on the examples of the node types.
    sample.load(wanted, stop.signal).catch(() => undefined);
    return () => stop.abort();
  }, [sample, session, nodeId, endedAt]);
  return useStore(sample?.scope ?? nothing);
}

/** The run that is shown, else the one that was created last. */
function useSampleRun(): string | null {
  const editor = useEditor();
  const { workflowId } = useSession();
  const shown = useUi((state) => state.runId);
  const isShown = useContext(RunStatesContext) !== null && shown !== null;
  const mayRead = editor.features.runs && editor.can('run.read', { workflowId });
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (!mayRead || isShown) return undefined;
    const stop = new AbortController();
    editor.transport.runs.list({ workflowId, limit: 1 }, { signal: stop.signal }).then(
      ({ items: [run] }) => {
        if (!stop.signal.aborted) setLast(run?.id ?? null);
      },
      () => undefined,
    );
    return () => stop.abort();
  }, [editor, workflowId, mayRead, isShown]);
  if (!mayRead) return null;
  return isShown ? shown : last;
}

/** The nodes whose data a node may read: all that lead to it or to what it is in, and what it refers to already. */
function nodesBefore({ nodes, edges }: EditorDocument, nodeId: string): Set<string> {
  const found = new Set<string>();
  const open = [nodeId];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const around = nodes.get(next)?.graph?.nodeId;
    const before = [...edges.values()].flatMap(({ data }) => (data.to === next ? [data.from] : []));
    for (const id of around === undefined ? before : [...before, around]) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(id);
    }
  }
  const node = nodes.get(nodeId);
  for (const id of node === undefined ? [] : nodesReferredBy(node)) found.add(id);
  return found;
}
