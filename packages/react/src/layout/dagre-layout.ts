/** Lays a graph out with dagre, which is loaded when it is first needed. */

import { layerGap, nodeGap, type LayeredGraph, type Placement } from './layered-graph.js';

/** Graphs with more nodes are ranked by a faster rule, at the cost of some longer edges. */
const exactRanks = 300;

/** The part of dagre that is used: its own declarations do not resolve where imports need extensions. */
interface Dagre {
  readonly Graph: new (options: { readonly multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}

interface DagreGraph {
  setGraph(label: Readonly<Record<string, string | number>>): void;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  node(id: string): { readonly x: number; readonly y: number };
}

export async function dagreLayout({ nodes, edges }: LayeredGraph): Promise<Placement> {
  const dagre: unknown = await import('@dagrejs/dagre');
  const { Graph, layout } = dagre as Dagre;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    ranksep: layerGap,
    nodesep: nodeGap,
    ranker: nodes.length > exactRanks ? 'longest-path' : 'network-simplex',
  });
  for (const { id, size } of nodes) graph.setNode(id, { ...size });
  for (const [index, { from, to }] of edges.entries()) graph.setEdge(from, to, {}, String(index));
  layout(graph);
  return new Map(
    nodes.map(({ id, size }) => {
      // dagre gives middles.
      const { x, y } = graph.node(id);
      return [id, { x: x - size.width / 2, y: y - size.height / 2 }];
    }),
  );
}
