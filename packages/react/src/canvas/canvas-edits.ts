/** What is done on a canvas, as commands of its session; what was refused is said aloud. */

import { connectionTargets, canConnect, firstInputPort } from '../editor/connection-rules.js';
import { connectionNotice } from '../editor/connection-notice.js';
import type { Command } from '../editor/command.js';
import { connect } from '../editor/commands/connect.js';
import { addNode } from '../editor/commands/add-node.js';
import { disconnect } from '../editor/commands/disconnect.js';
import { editNote } from '../editor/commands/edit-note.js';
import { moveNodes, type MoveNodesArgs } from '../editor/commands/move-nodes.js';
import { recolourNote } from '../editor/commands/recolour-note.js';
import { reconnectEdge } from '../editor/commands/reconnect-edge.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { resizeContainer } from '../editor/commands/resize-container.js';
import { resizeNote } from '../editor/commands/resize-note.js';
import { setNodeName } from '../editor/commands/set-node-name.js';
import type { CommandOutcome, RunOptions } from '../editor/document-store.js';
import { snap } from '../editor/geometry/boxes.js';
import { grid } from '../editor/geometry/measures.js';
import type { GraphRef, NoteColour, Point, Size } from '../editor/records.js';
import type { AddRequest, PortRef } from '../editor/ui-state.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import type { CanvasEditing, Connecting } from './canvas-services.js';
import type { CanvasView } from './canvas-view.js';
import { noteIdOf } from './drawn-items.js';

export class CanvasEdits implements CanvasEditing {
  readonly connecting = new ValueStore<Connecting | null>(null);
  readonly dropTarget = new ValueStore<string | null>(null);
  readonly renaming: ReadableStore<string | null>;
  readonly session: WorkflowSession;
  readonly #view: CanvasView;

  constructor(session: WorkflowSession, view: CanvasView) {
    this.session = session;
    this.#view = view;
    this.renaming = {
      get: () => session.ui.get().renaming,
      subscribe: (listener) => session.ui.subscribe(listener),
    };
  }

  rename(nodeId: string, name: string | null): void {
    this.session.ui.update((ui) => ({ ...ui, renaming: null }));
    if (name !== null) this.#run(setNodeName, { nodeId, name });
  }

  startRename(nodeId: string): void {
    this.session.ui.update((ui) => ({ ...ui, renaming: nodeId }));
  }

  addAfter(from: PortRef): void {
    const graph = this.#view.document.nodes.get(from.nodeId)?.graph ?? null;
    this.askForNode({ graph, position: null, from, edgeId: null });
  }

  addInto(nodeId: string, body: string): void {
    this.askForNode({ graph: { nodeId, body }, position: null, from: null, edgeId: null });
  }

  insertOn(edgeId: string): void {
    const { nodes, edges } = this.#view.document;
    const edge = edges.get(edgeId);
    if (edge === undefined) return;
    const graph = nodes.get(edge.data.from)?.graph ?? null;
    this.askForNode({ graph, position: null, from: null, edgeId });
  }

  /** Opens the palette. */
  askForNode(adding: AddRequest): void {
    this.session.ui.update((ui) => ({ ...ui, adding }));
  }

  /** Adds a node of that type and selects it. */
  add(type: string, version: number, graph: GraphRef, position: Point): void {
    const outcome = this.#run(addNode, { type, version, graph, position: snap(position, grid) });
    if (outcome.ok) this.session.selection.select({ nodes: [outcome.result] });
  }

  disconnect(edgeId: string): void {
    this.#run(disconnect, { edgeIds: [edgeId] });
  }

  writeNote(noteId: string, text: string): void {
    this.#run(editNote, { noteId, text });
  }

  recolourNote(noteId: string, colour: NoteColour): void {
    this.#run(recolourNote, { noteId, colour });
  }

  resize(drawnId: string, size: Size, place: Point | null): void {
    const noteId = noteIdOf(drawnId);
    const whole = { width: Math.round(size.width), height: Math.round(size.height) };
    const position = place ?? undefined;
    this.#view.release(() => {
      if (noteId === null) this.#run(resizeContainer, { nodeId: drawnId, size: whole, position });
      else this.#run(resizeNote, { noteId, size: whole, position });
    });
  }

  move(moves: MoveNodesArgs, options?: RunOptions): void {
    const outcome = this.#run(moveNodes, moves, options);
    if (outcome.ok && outcome.result.length > 0)
      this.session.announce('canvas.edgesLost', { count: outcome.result.length });
  }

  removeSelected(): void {
    const outcome = this.#run(removeSelection, this.session.selection.get());
    if (!outcome.ok) return;
    const { nodes, edges, notes } = outcome.result;
    this.session.selection.clear();
    this.session.announce('canvas.removed', { count: nodes + edges + notes });
  }

  startConnecting(from: PortRef, isBackwards: boolean, withoutEdge?: string): void {
    const { catalogue } = this.session;
    const document = withoutEdge === undefined ? this.#view.document : this.#without(withoutEdge);
    const ahead = isBackwards ? undefined : connectionTargets(document, catalogue, from);
    this.connecting.set({
      from,
      isBackwards,
      judge: (source, target) => ahead?.(target) ?? canConnect(document, catalogue, source, target),
    });
  }

  connect(from: PortRef, to: PortRef): void {
    const outcome = this.#run(connect, { from, to, fill: true });
    if (!outcome.ok) return;
    if (outcome.result.isBackEdge) {
      const edge = this.#view.document.edges.get(outcome.result.edgeId);
      this.session.announce('canvas.loopMade', { count: edge?.data.maxIterations ?? 0 });
    } else {
      const { document, catalogue } = this.session;
      const { filled } = outcome.result;
      const notice = connectionNotice(document.get(), catalogue, { from, to, filled });
      this.session.announce(notice?.message ?? 'canvas.connected', notice?.values);
    }
  }

  /** Connects to a node as a whole: to its first input. */
  connectToNode(from: PortRef, nodeId: string): void {
    const node = this.#view.document.nodes.get(nodeId);
    const port = node === undefined ? null : firstInputPort(this.session.catalogue, node);
    this.connect(from, { nodeId, port: port ?? 'in' });
  }

  reconnect(edgeId: string, from: PortRef, to: PortRef): void {
    this.#run(reconnectEdge, { edgeId, from, to });
  }

  #without(edgeId: string): CanvasView['document'] {
    const edges = new Map(this.#view.document.edges);
    edges.delete(edgeId);
    return { ...this.#view.document, edges };
  }

  #run<Args, Result>(
    command: Command<Args, Result>,
    args: Args,
    options?: RunOptions,
  ): CommandOutcome<Result> {
    const outcome = this.session.document.run(command, args, options);
    if (!outcome.ok) this.session.announce(outcome.refusal.message, outcome.refusal.values);
    return outcome;
  }
}
