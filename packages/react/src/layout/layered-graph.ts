/** What a layout engine is asked, and what it answers. */

import type { Point, Size } from '../editor/records.js';

export interface LayeredGraph {
  readonly nodes: readonly { readonly id: string; readonly size: Size }[];
  /** Only those that lead on: what leads back in a loop would turn the order round. In the order of their ports. */
  readonly edges: readonly LayeredEdge[];
}

interface LayeredEdge {
  readonly from: string;
  readonly to: string;
  /** It is the way of errors: less weighs where that leads. */
  readonly isError: boolean;
}

/** Upper left corners, by node. */
export type Placement = ReadonlyMap<string, Point>;

/** Gaps between what stands one after another, and what stands one above the other. */
export const layerGap = 80;
export const nodeGap = 40;
