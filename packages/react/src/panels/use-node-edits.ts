import { useMemo } from 'react';
import { align, type Alignment } from '../editor/commands/align.js';
import { disconnect } from '../editor/commands/disconnect.js';
import { distribute } from '../editor/commands/distribute.js';
import { duplicate } from '../editor/commands/duplicate.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { setNodeName } from '../editor/commands/set-node-name.js';
import { toggleDisabled } from '../editor/commands/toggle-disabled.js';
import { upgradeVersion } from '../editor/commands/upgrade-version.js';
import type { GraphRef } from '../editor/records.js';
import type { NodeQuestion, PortRef } from '../editor/ui-state.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { useSession } from '../hooks/editor-context.js';
import { useCommand, type RunCommand } from '../hooks/use-command.js';

/** What can be done with a node by name or menu, wherever it is shown. */
export interface NodeEdits {
  /** Asks for a node to add: behind a port. */
  addAfter(from: PortRef): void;
  /** Asks for a node to add: on an edge. */
  addOnEdge(edgeId: string): void;
  /** Asks for a node to add: in a graph, for itself. */
  addIn(graph: GraphRef): void;
  /** Asks for what a port is to lead to. */
  connectFrom(from: PortRef): void;
  disconnect(edgeId: string): void;
  rename(nodeId: string, name: string): void;
  toggleDisabled(nodeIds: readonly string[]): void;
  duplicate(nodeIds: readonly string[]): void;
  remove(nodeIds: readonly string[]): void;
  /** Selects a node and opens its settings. */
  configure(nodeId: string): void;
  /** Makes it one of the newest version of its type. */
  upgrade(nodeId: string): void;
  /** Opens what is asked about a node. */
  ask(about: NodeQuestion['about'], nodeId: string): void;
  /** Asks for what a run is to start with; what is on the screen is saved first. */
  startRun(): void;
  align(nodes: readonly string[], to: Alignment): void;
  distribute(nodes: readonly string[], along: 'x' | 'y'): void;
}

/** The same object for the same workflow. */
export function useNodeEdits(): NodeEdits {
  const session = useSession();
  const run = useCommand();
  return useMemo(() => nodeEdits(session, run), [session, run]);
}

function nodeEdits(session: WorkflowSession, run: RunCommand): NodeEdits {
  const { document, selection, ui } = session;
  const graphOf = (nodeId: string | undefined): GraphRef =>
    document.get().nodes.get(nodeId ?? '')?.graph ?? null;
  return {
    addAfter: (from) =>
      ui.update((state) => ({
        ...state,
        adding: { graph: graphOf(from.nodeId), position: null, from, edgeId: null },
      })),
    addOnEdge: (edgeId) => {
      const graph = graphOf(document.get().edges.get(edgeId)?.data.from);
      ui.update((state) => ({ ...state, adding: { graph, position: null, from: null, edgeId } }));
    },
    addIn: (graph) =>
      ui.update((state) => ({
        ...state,
        adding: { graph, position: null, from: null, edgeId: null },
      })),
    connectFrom: (connecting) => ui.update((state) => ({ ...state, connecting })),
    disconnect: (edgeId) => void run(disconnect, { edgeIds: [edgeId] }),
    rename: (nodeId, name) => void run(setNodeName, { nodeId, name }),
    toggleDisabled: (nodeIds) => void run(toggleDisabled, { nodeIds }),
    duplicate: (nodeIds) => {
      const outcome = run(duplicate, { nodes: nodeIds });
      if (outcome.ok) selection.select({ nodes: outcome.result.nodes });
    },
    remove: (nodes) => {
      if (run(removeSelection, { nodes }).ok) selection.clear();
    },
    configure: (nodeId) => {
      selection.select({ nodes: [nodeId] });
      ui.update((state) => ({ ...state, panel: 'inspector' }));
    },
    upgrade: (nodeId) => {
      const outcome = run(upgradeVersion, { nodeId });
      if (outcome.ok) tellLost(session, outcome.result);
    },
    ask: (about, nodeId) => ui.update((state) => ({ ...state, asking: { about, nodeId } })),
    startRun: () =>
      void session.save().then(() => ui.update((state) => ({ ...state, dialog: 'start' }))),
    align: (nodes, to) => void run(align, { nodes, to }),
    distribute: (nodes, along) => void run(distribute, { nodes, along }),
  };
}

/** Says that connections had to go with a node's old type. */
export function tellLost(session: WorkflowSession, edges: readonly string[]): void {
  if (edges.length > 0) session.announce('editor.portsLost', { count: edges.length });
}
