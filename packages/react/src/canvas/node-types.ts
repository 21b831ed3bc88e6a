/** The components that xyflow draws nodes and edges with: here once, since it draws everything anew when they change. */

import type { EdgeTypes, NodeTypes } from '@xyflow/react';
import { CardNode } from './card-node.js';
import { EdgeView } from './edge-view.js';
import { FrameNode } from './frame-node.js';
import { NoteNode } from './note-node.js';

export const nodeTypes: NodeTypes = { card: CardNode, frame: FrameNode, note: NoteNode };
export const edgeTypes: EdgeTypes = { edge: EdgeView };
export const proOptions = { hideAttribution: true };
/** We describe the canvas and its nodes ourselves, in the user's language. */
export const silentLabels = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
};
