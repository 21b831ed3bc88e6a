import { createContext, useContext } from 'react';
import type { EdgeRunState, NodeRunState } from '../run/run-states.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import { useStore } from './use-store.js';

/** How a run stands, node by node: a `RunSession` is one. */
export interface RunStates {
  node(id: string): ReadableStore<NodeRunState | null>;
  edge(id: string): ReadableStore<EdgeRunState | null>;
}

/** The run that is shown over the workflow; `null`: none. */
export const RunStatesContext = createContext<RunStates | null>(null);

/** How the steps of a node stand in the run that is shown; `null` when there is none, or no run. */
export function useNodeRun(nodeId: string): NodeRunState | null {
  const run = useContext(RunStatesContext);
  return useStore(run === null ? nothing : run.node(nodeId));
}

/** What went along an edge in the run that is shown; `null` when nothing did, or there is no run. */
export function useEdgeRun(edgeId: string): EdgeRunState | null {
  const run = useContext(RunStatesContext);
  return useStore(run === null ? nothing : run.edge(edgeId));
}

const nothing: ReadableStore<null> = new ValueStore(null);
