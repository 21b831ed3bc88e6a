/** Lays a graph out with ELK, where the host brings it: it is large, and of another licence. */

import { layerGap, nodeGap, type LayeredGraph, type Placement } from './layered-graph.js';

/** The part of ELK that is used. */
interface Elk {
  layout(graph: ElkGraph): Promise<ElkGraph>;
}

interface ElkGraph {
  readonly id: string;
  readonly layoutOptions?: Record<string, string>;
  readonly children?: ElkGraph[];
  readonly edges?: {
    readonly id: string;
    readonly sources: string[];
    readonly targets: string[];
  }[];
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
}

type ElkConstructor = new () => Elk;

/** `() => import('elkjs/lib/elk.bundled.js')`; bundlers differ in how deep they put what it exports. */
export type LoadElk = () => Promise<{
  readonly default: ElkConstructor | { readonly default: ElkConstructor };
}>;

export async function elkLayout(load: LoadElk, { nodes, edges }: LayeredGraph): Promise<Placement> {
  const { default: loaded } = await load();
  const Engine = typeof loaded === 'function' ? loaded : loaded.default;
  const placed = await new Engine().layout({
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.spacing.nodeNode': String(nodeGap),
      'elk.layered.spacing.nodeNodeBetweenLayers': String(layerGap),
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    },
    children: nodes.map(({ id, size }) => ({ id, ...size })),
    edges: edges.map(({ from, to }, index) => ({
      id: `edge${index}`,
      sources: [from],
      targets: [to],
    })),
  });
  const children = placed.children ?? [];
  return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}
