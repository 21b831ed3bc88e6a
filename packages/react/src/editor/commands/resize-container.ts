/** Sets the size of a container's frame. */

import type { Command } from '../command.js';
import type { Point, Size } from '../records.js';

export interface ResizeContainerArgs {
  readonly nodeId: string;
  /** `null`: as large as what is in it needs. */
  readonly size: Size | null;
  /** Where its start corner goes, when that is what was dragged. */
  readonly position?: Point | undefined;
}

export const resizeContainer: Command<ResizeContainerArgs> = {
  name: 'resizeContainer',
  check: ({ nodes }, { nodeId }) =>
    (nodes.get(nodeId)?.bodies.size ?? 0) > 0 ? null : { message: 'editor.noContainer' },
  execute(transaction, { nodeId, size, position }) {
    transaction.updateNode(nodeId, (node) => ({
      ...node,
      size,
      position: position ?? node.position,
    }));
  },
};
