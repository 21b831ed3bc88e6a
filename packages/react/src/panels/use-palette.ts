import { useMemo } from 'react';
import { addNode } from '../editor/commands/add-node.js';
import { addNote } from '../editor/commands/add-note.js';
import { connectionNotice } from '../editor/connection-notice.js';
import type { AddRequest, PortRef } from '../editor/ui-state.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useStore } from '../hooks/use-store.js';
import { freePlace } from './free-place.js';
import { noteItem, paletteItems, type PaletteItem } from './palette-model.js';
import { recentOf } from './recent.js';

export interface PaletteState {
  readonly items: readonly PaletteItem[];
  /** Types that were added last. */
  readonly recent: readonly string[];
  /** Adds it, selects it and brings it into view. @returns whether it was added. */
  readonly add: (item: PaletteItem, request: AddRequest) => boolean;
}

/** A wish for a node that stands for itself, where there is room. */
export const anywhere: AddRequest = { graph: null, position: null, from: null, edgeId: null };

/** What can be added, and the way to add it. */
export function usePalette(): PaletteState {
  const editor = useEditor();
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const used = recentOf(editor).nodeTypes;
  const recent = useStore(used);
  const items = useMemo(() => {
    const mayUse = (nodeType: string): boolean =>
      editor.can('node.use', { workflowId: session.workflowId, nodeType });
    const nodeTypes = paletteItems(texts, session.catalogue, mayUse);
    return editor.features.notes ? [...nodeTypes, noteItem(texts)] : nodeTypes;
  }, [editor, session, texts]);
  const add = (item: PaletteItem, request: AddRequest): boolean => {
    const { document, catalogue, canvas, selection } = session;
    const centre = canvas.get()?.centre() ?? null;
    const position = freePlace(document.get(), catalogue, request, centre);
    if (item.manifest === null) return addNoteAt(request, position);
    const { type, version } = item.manifest;
    const { graph, from, edgeId } = request;
    const edge = document.get().edges.get(edgeId ?? '')?.data;
    const source = edge === undefined ? from : { nodeId: edge.from, port: edge.fromPort ?? 'out' };
    const outcome = run(addNode, { type, version, graph, position, from, edgeId, fill: true });
    if (!outcome.ok) return false;
    if (source !== null) tellFit(session, source, outcome.result);
    used.add(item.key);
    selection.select({ nodes: [outcome.result] });
    canvas.get()?.reveal(outcome.result);
    return true;
  };
  const addNoteAt = ({ graph }: AddRequest, position: AddRequest['position']): boolean => {
    if (position === null) return false;
    const outcome = run(addNote, { graph, position });
    if (outcome.ok) session.selection.select({ notes: [outcome.result] });
    return outcome.ok;
  };
  return { items, recent, add };
}

/** Says what a new node was given by what it is joined to. */
function tellFit(session: WorkflowSession, from: PortRef, nodeId: string): void {
  const document = session.document.get();
  const filled = Object.keys(document.nodes.get(nodeId)?.data.input ?? {});
  const to = { nodeId, port: 'in' };
  const notice = connectionNotice(document, session.catalogue, { from, to, filled });
  if (notice !== null) session.announce(notice.message, notice.values);
}
