import { describe, expect, it } from 'vitest';
import Elk from 'elkjs/lib/elk.bundled.js';
import type { WorkflowDocument } from '@flowgraft/core';
import { applyLayout } from '../editor/commands/apply-layout.js';
import type { DocumentStore } from '../editor/document-store.js';
import { overlaps, boxOf } from '../editor/geometry/boxes.js';
import { geometryOf } from '../editor/geometry/geometry.js';
import {
  branchingWorkflow,
  emptyWorkflow,
  largeWorkflow,
  loopWorkflow,
  nestedWorkflow,
} from '../testing/documents.fixture.js';
import { openDocument, perform, testContext } from '../testing/open-document.fixture.js';
import { autoLayout, type LayoutOptions } from './auto-layout.js';

const { catalogue } = testContext;

async function laidOut(
  workflow: WorkflowDocument,
  options?: LayoutOptions,
): Promise<DocumentStore> {
  const store = openDocument(workflow);
  perform(store, applyLayout, await autoLayout(store.get(), catalogue, options));
  return store;
}

/** Pairs of nodes of one graph that lie on each other. */
function collisions(store: DocumentStore): string[] {
  const document = store.get();
  const geometry = geometryOf(document, catalogue);
  return [...document.nodes.values()].flatMap((node) => {
    const box = boxOf(node.position, geometry.sizeOf(node));
    return geometry
      .nodesIn(node.graph)
      .filter(({ id }) => id > node.id)
      .filter((other) => overlaps(box, boxOf(other.position, geometry.sizeOf(other))))
      .map(({ id }) => `${node.id} ${id}`);
  });
}

function xOf(store: DocumentStore, id: string): number {
  return store.get().nodes.get(id)?.position.x ?? Number.NaN;
}

describe('autoLayout', () => {
  it.each([
    ['branches', branchingWorkflow],
    ['containers in containers', nestedWorkflow],
    ['many nodes', largeWorkflow(120)],
  ])(
    'puts nothing on anything, on the grid, in the order of the edges: %s',
    async (_what, workflow) => {
      const store = await laidOut(workflow);
      const { edges, nodes } = store.get();
      expect(collisions(store)).toEqual([]);
      for (const { position } of nodes.values()) {
        expect([Math.abs(position.x % 20), Math.abs(position.y % 20)]).toEqual([0, 0]);
      }
      for (const { data } of edges.values())
        expect(xOf(store, data.from)).toBeLessThan(xOf(store, data.to));
    },
  );

  it('does not let an edge that leads back turn the order round', async () => {
    const store = await laidOut(loopWorkflow);
    expect(xOf(store, 'poll')).toBeLessThan(xOf(store, 'ready'));
    expect(xOf(store, 'ready')).toBeLessThan(xOf(store, 'go'));
  });

  it('puts what follows the first port above what follows the next', async () => {
    const store = await laidOut(branchingWorkflow);
    const yOf = (id: string) => store.get().nodes.get(id)?.position.y ?? Number.NaN;
    expect(yOf('ask')).toBeLessThan(yOf('confirm'));
  });

  it('begins where the graph began, and can be taken back at once', async () => {
    const store = openDocument(branchingWorkflow);
    const before = store.get();
    perform(store, applyLayout, await autoLayout(before, catalogue));
    const corner = Math.min(...[...store.get().nodes.values()].map(({ position }) => position.y));
    expect(corner).toBe(-100);
    store.undo();
    expect(store.get().nodes.get('ask')).toEqual(before.nodes.get('ask'));
  });

  it('lays out one graph alone when asked', async () => {
    const graph = { nodeId: 'each', body: 'body' };
    const { positions } = await autoLayout(openDocument(nestedWorkflow).get(), catalogue, {
      graph,
    });
    expect(positions.has('list')).toBe(false);
    expect(positions.has('after')).toBe(true);
  });

  it('has nothing to do for an empty workflow', async () => {
    const { positions } = await autoLayout(openDocument(emptyWorkflow).get(), catalogue);
    expect(positions.size).toBe(0);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const document = openDocument(nestedWorkflow).get();
    await expect(autoLayout(document, catalogue, { signal })).rejects.toThrow('enough');
  });

  it('uses the engine that the host brings for large graphs', async () => {
    const store = await laidOut(largeWorkflow(320), { loadElk: async () => ({ default: Elk }) });
    expect(collisions(store)).toEqual([]);
    for (const { data } of store.get().edges.values())
      expect(xOf(store, data.from)).toBeLessThan(xOf(store, data.to));
  });

  it('does without that engine when it cannot be loaded', async () => {
    const loadElk = () => Promise.reject(new Error('not installed'));
    expect(collisions(await laidOut(largeWorkflow(320), { loadElk }))).toEqual([]);
  });
});
