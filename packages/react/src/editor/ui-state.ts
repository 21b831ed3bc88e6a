/** What is open on the screen of a session, and what one part of it asks of another. Not part of the document. */

import type { MessageKey, MessageValues } from '../language/message.js';
import type { GraphRef, Point } from './records.js';

/** A wish to add a node: where from tells what it is joined to. */
export interface AddRequest {
  readonly graph: GraphRef;
  /** In units of the graph; `null`: where there is room. */
  readonly position: Point | null;
  /** Join the new node to this port. */
  readonly from: PortRef | null;
  /** Put the new node on this edge. */
  readonly edgeId: string | null;
}

export interface PortRef {
  readonly nodeId: string;
  readonly port: string;
}

export type PanelName = 'inspector' | 'problems' | 'runs' | 'workflow';
export type DialogName =
  'commandPalette' | 'find' | 'publish' | 'versions' | 'conflict' | 'json' | 'start' | 'shortcuts';

/**
 * What is asked about one node: where its data is used, what it could be instead, where it is to go, its step in the run
 * that is shown.
 */
export interface NodeQuestion {
  readonly about: 'usages' | 'type' | 'move' | 'step';
  readonly nodeId: string;
}

export interface UiState {
  /** The palette is open for this wish; `null`: it is not. */
  readonly adding: AddRequest | null;
  /** An output port that is being connected by keyboard or menu: a target is asked for. */
  readonly connecting: PortRef | null;
  readonly panel: PanelName | null;
  readonly dialog: DialogName | null;
  /** Open for one node. */
  readonly asking: NodeQuestion | null;
  /** The node whose name is being edited in place. */
  readonly renaming: string | null;
  /** The run that is shown over the workflow. */
  readonly runId: string | null;
}

export const initialUiState: UiState = {
  adding: null,
  connecting: null,
  panel: null,
  dialog: null,
  asking: null,
  renaming: null,
  runId: null,
};

/** What the canvas can do for others; there is none while no canvas is mounted. */
export interface CanvasControl {
  /** Brings a node into view, and takes the keyboard's focus to it when `focus` says so. */
  reveal(nodeId: string, options?: { readonly focus?: boolean | undefined }): void;
  fit(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** The middle of what is on the screen, in the units of the workflow's own graph. */
  centre(): Point;
}

/** Something that a screen reader says, politely. */
export interface Announcement {
  /** Grows: the same text twice is said twice. */
  readonly number: number;
  readonly message: MessageKey;
  readonly values?: MessageValues | undefined;
}
