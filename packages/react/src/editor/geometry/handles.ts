/** Where the ports of a node are on its edge. */

import { errorPort } from '@flowgraft/core/document';
import type { Size } from '../records.js';
import { errorPortInset, headerHeight, portRowHeight } from './measures.js';
import type { NodePorts } from './ports.js';

type Side = 'left' | 'right' | 'bottom';

export interface PortHandle {
  readonly port: string;
  readonly kind: 'input' | 'output';
  readonly side: Side;
  /** The middle of the port, from the node's upper left corner. */
  readonly x: number;
  readonly y: number;
}

/**
 * The places of the ports of a node that is `size` large: inputs at the start, outputs at the end, `error` below. A port alone
 * on its side stands beside the header, several in rows below it.
 *
 * @param isMirrored - The workflow goes from right to left.
 */
export function handlesOf(
  { inputs, outputs }: NodePorts,
  size: Size,
  isMirrored = false,
): PortHandle[] {
  const startSide = isMirrored ? 'right' : 'left';
  const endSide = isMirrored ? 'left' : 'right';
  const xOf = (side: Side): number => (side === 'left' ? 0 : size.width);
  const place = (kind: PortHandle['kind'], side: Side, names: readonly string[]): PortHandle[] =>
    names.map((port, index) => ({
      port,
      kind,
      side,
      x: xOf(side),
      y:
        names.length === 1
          ? headerHeight / 2
          : headerHeight + portRowHeight * index + portRowHeight / 2,
    }));
  const plain = outputs.filter(({ name }) => name !== errorPort);
  return [
    ...place(
      'input',
      startSide,
      inputs.map(({ name }) => name),
    ),
    ...place(
      'output',
      endSide,
      plain.map(({ name }) => name),
    ),
    {
      port: errorPort,
      kind: 'output',
      side: 'bottom',
      x: isMirrored ? errorPortInset : size.width - errorPortInset,
      y: size.height,
    },
  ];
}
