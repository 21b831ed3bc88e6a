/** How large a node's card is. */

import { errorPort } from '@flowgraft/core/document';
import type { Size } from '../records.js';
import { cardWidth, headerHeight, portRowHeight, portRowsEnd } from './measures.js';
import type { NodePorts } from './ports.js';

/** The size of a card with those ports. For a container that is the least: see `layOutFrame`. */
export function cardSize(ports: NodePorts): Size {
  const rows = portRows(ports);
  const ofRows = rows === 0 ? 0 : rows * portRowHeight + portRowsEnd;
  return { width: cardWidth, height: headerHeight + ofRows };
}

/** Rows with ports below the header; none where a single input and a single output stand beside it. */
function portRows({ inputs, outputs }: NodePorts): number {
  const plain = outputs.filter(({ name }) => name !== errorPort).length;
  return Math.max(inputs.length > 1 ? inputs.length : 0, plain > 1 ? plain : 0);
}
