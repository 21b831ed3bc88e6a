import { createCatalogue } from '@flowgraft/core/document';
import { describe, expect, it } from 'vitest';
import { setNodeName } from '../editor/commands/set-node-name.js';
import { connect } from '../editor/commands/connect.js';
import { moveNodes } from '../editor/commands/move-nodes.js';
import { DocumentStore } from '../editor/document-store.js';
import { newNodeId } from '../editor/node-id.js';
import { readDocument } from '../editor/read-document.js';
import { Selection } from '../editor/selection.js';
import { branchingWorkflow, largeWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { CanvasView } from './canvas-view.js';
import type { DrawnNode } from './drawn-items.js';

const catalogue = createCatalogue(testManifests);

function open(workflow: Parameters<typeof readDocument>[0], isMirrored = false) {
  const store = new DocumentStore(readDocument(workflow), { catalogue, newId: newNodeId });
  const selection = new Selection();
  const view = new CanvasView({ document: store, selection, catalogue, isMirrored });
  view.connect();
  const node = (id: string): DrawnNode => {
    const found = view.get().nodes.find((each) => each.id === id);
    if (found === undefined) throw new Error(`${id} is not drawn`);
    return found;
  };
  return { store, selection, view, node };
}

/** How many of the nodes and edges are others than before. */
function changed(
  before: CanvasView['get'] extends () => infer Value ? Value : never,
  view: CanvasView,
) {
  const known = new Set<unknown>([...before.nodes, ...before.edges]);
  const { nodes, edges } = view.get();
  return [...nodes, ...edges].filter((each) => !known.has(each)).map(({ id }) => id);
}

describe('what is drawn', () => {
  it('says its size and its ports, so that nothing is measured', () => {
    const { view } = open(nestedWorkflow);
    for (const { width, height, measured, handles } of view.get().nodes) {
      expect(measured).toEqual({ width, height });
      expect(handles?.length).toBeGreaterThan(0);
    }
  });

  it('has frames before what is in them', () => {
    const { nodes } = open(nestedWorkflow).view.get();
    for (const [index, { parentId }] of nodes.entries()) {
      if (parentId === undefined) continue;
      expect(nodes.findIndex(({ id }) => id === parentId)).toBeLessThan(index);
    }
  });

  it('is new only where something changed', () => {
    const { store, selection, view } = open(largeWorkflow(200, 20));
    let before = view.get();
    store.run(setNodeName, { nodeId: 'n7', name: 'Seven' });
    expect(changed(before, view)).toEqual(['n7']);
    before = view.get();
    selection.select({ nodes: ['n8'], edges: ['n8.out>n9.in'] });
    expect(changed(before, view)).toEqual(['n8', 'n8.out>n9.in']);
    before = view.get();
    store.run(connect, { from: { nodeId: 'n1', port: 'error' }, to: { nodeId: 'n3', port: 'in' } });
    expect(changed(before, view)).toEqual(['n1', 'n1.error>n3.in']);
    before = view.get();
    store.undo();
    expect(changed(before, view)).toEqual(['n1']);
  });

  it('grows a frame with what is in it, and moves nothing else', () => {
    const { store, view, node } = open(nestedWorkflow);
    const before = view.get();
    const { width = 0 } = node('attempt');
    store.run(moveNodes, { nodes: [{ id: 'report', position: { x: 500, y: 20 } }] });
    expect(node('attempt').width).toBeGreaterThan(width);
    expect(changed(before, view)).not.toContain('list');
    expect(changed(before, view)).not.toContain('put');
  });

  it('is elsewhere while it is held, and the document is not', () => {
    const { store, view, node } = open(branchingWorkflow);
    const document = store.get();
    view.hold(new Map([['form', { position: { x: 5, y: 7 } }]]));
    expect(node('form').position).toEqual({ x: 5, y: 7 });
    expect(store.get()).toBe(document);
    view.release();
    expect(node('form').position).toEqual({ x: 0, y: 100 });
  });

  it('draws nothing else again while something is held, and goes to its new place at once', () => {
    const { store, view, node } = open(largeWorkflow(200, 20));
    const before = view.get();
    view.hold(new Map([['n7', { position: { x: 5, y: 7 } }]]));
    expect(changed(before, view)).toEqual(['n7']);
    expect(view.get().edges).toBe(before.edges);
    expect(view.get().nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
    const places: unknown[] = [];
    const stop = view.subscribe(() => places.push(node('n7').position));
    view.release(() => {
      store.run(moveNodes, { nodes: [{ id: 'n7', position: { x: 40, y: 60 } }] });
    });
    stop();
    expect(places).toEqual([{ x: 40, y: 60 }]);
    expect(changed(before, view)).toEqual(['n7']);
  });

  it('is mirrored, also inside of frames', () => {
    const plain = open(nestedWorkflow);
    const mirrored = open(nestedWorkflow, true);
    for (const { id, position, width = 0, parentId } of plain.view.get().nodes) {
      const around = parentId === undefined ? 0 : (plain.node(parentId).width ?? 0);
      expect(mirrored.node(id).position).toEqual({
        x: around - position.x - width,
        y: position.y,
      });
    }
  });
});
