import { expect, it } from 'vitest';
import { freePlace } from '../panels/free-place.js';
import { branchingWorkflow, linearWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { openDocument, perform, testContext } from '../testing/open-document.fixture.js';
import { addNode } from './commands/add-node.js';
import type { DocumentStore } from './document-store.js';
import { boxOf, overlaps } from './geometry/boxes.js';
import { geometryOf } from './geometry/geometry.js';
import { graphKey } from './records.js';

const { catalogue } = testContext;

/** Pairs of nodes of one graph that lie over each other. */
function overlapping(store: DocumentStore): string[] {
  const document = store.get();
  const geometry = geometryOf(document, catalogue);
  const boxes = [...document.nodes.values()].map((node) => ({
    id: node.id,
    graph: graphKey(node.graph),
    box: boxOf(node.position, geometry.sizeOf(node)),
  }));
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.graph === b.graph && overlaps(a.box, b.box))
      .map((b) => `${a.id} ${b.id}`),
  );
}

function insertOn(store: DocumentStore, edgeId: string): string {
  const document = store.get();
  const graph = document.nodes.get(document.edges.get(edgeId)?.data.from ?? '')?.graph ?? null;
  const request = { graph, position: null, from: null, edgeId };
  const position = freePlace(document, catalogue, request, null);
  return perform(store, addNode, { ...request, type: 'data.set', version: 1, position });
}

it('puts a node on an edge in its row, and pushes on what lies behind, as one edit', () => {
  const store = openDocument(linearWorkflow);
  const before = store.get();
  const id = insertOn(store, 'fetch.out>pick.in');
  const x = (node: string): number => store.get().nodes.get(node)?.position.x ?? 0;
  const y = (node: string): number => store.get().nodes.get(node)?.position.y ?? 0;
  expect([y(id), y('pick')]).toEqual([0, 0]);
  expect([x('fetch') < x(id), x(id) < x('pick'), x('pick') < x('mail')]).toEqual([
    true,
    true,
    true,
  ]);
  expect(x('mail') - x('pick')).toBe(280);
  expect(overlapping(store)).toEqual([]);
  store.undo();
  expect(store.get()).toEqual(before);
});

it('pushes on what lies beside a frame that grows', () => {
  const store = openDocument(nestedWorkflow);
  const known = overlapping(store);
  const innerEdge = (): string => {
    const { nodes, edges } = store.get();
    const inner = [...edges.values()].find(({ data }) => nodes.get(data.from)?.graph !== null);
    return inner?.id ?? '';
  };
  for (let times = 0; times < 3; times += 1) insertOn(store, innerEdge());
  expect(overlapping(store)).toEqual(known);
});

it('gives a new node what fits of what it is joined to', () => {
  const store = openDocument(branchingWorkflow);
  const place = { type: 'http.request', version: 2, graph: null, position: { x: 0, y: 900 } };
  const from = { nodeId: 'form', port: 'out' };
  const inputOf = (id: string) => store.get().nodes.get(id)?.data.input;
  expect(inputOf(perform(store, addNode, { ...place, from }))).toBeUndefined();
  const before = store.get();
  const filled = perform(store, addNode, { ...place, from, fill: true });
  expect(inputOf(filled)).toEqual({ url: { $ref: 'nodes.form.output.url' } });
  store.undo();
  expect(store.get()).toEqual(before);
});
