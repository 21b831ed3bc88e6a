/** Commands that add, move, connect and remove. */

import { describe, expect, it } from 'vitest';
import { createCatalogue, validateDocument } from '@flowgraft/core/browser';
import {
  branchingWorkflow,
  linearWorkflow,
  loopWorkflow,
  nestedWorkflow,
} from '../../testing/documents.fixture.js';
import { testManifests } from '../../testing/manifests.fixture.js';
import {
  nodeOf,
  openDocument,
  perform,
  refusalOf,
  written,
} from '../../testing/open-document.fixture.js';
import { addNode } from './add-node.js';
import { connect } from './connect.js';
import { disconnect } from './disconnect.js';
import { insertOnEdge } from './insert-on-edge.js';
import { moveNodes } from './move-nodes.js';
import { reconnectEdge } from './reconnect-edge.js';
import { removeSelection } from './remove-selection.js';
import { setEdgeIterations } from './set-edge-iterations.js';

const origin = { x: 0, y: 0 };
const eachBody = { nodeId: 'each', body: 'body' };
const pickToMail = 'pick.out>mail.in';

describe('addNode', () => {
  it('writes no defaults, and gives containers their inner graphs', () => {
    const store = openDocument(linearWorkflow);
    const place = { graph: null, position: { x: 40, y: 60 } };
    const plain = perform(store, addNode, { type: 'http.request', version: 2, ...place });
    expect(nodeOf(store, plain)).toEqual({
      id: 'request',
      type: 'http.request',
      version: 2,
      ui: { x: 40, y: 60 },
    });
    const bodiesOf = (type: string): string[] => {
      const id = perform(store, addNode, { type, version: 1, ...place });
      return Object.keys(nodeOf(store, id).bodies ?? {});
    };
    expect(bodiesOf('flow.try')).toEqual(['body', 'catch', 'finally']);
    expect(bodiesOf('flow.parallel')).toEqual(['branch1', 'branch2']);
    expect(bodiesOf('flow.forEach')).toEqual(['body']);
    expect(bodiesOf('flow.subWorkflow')).toEqual([]);
  });

  it('joins the node to a port', () => {
    const store = openDocument(branchingWorkflow);
    const from = { nodeId: 'large', port: 'true' };
    perform(store, addNode, {
      type: 'data.merge',
      version: 1,
      graph: null,
      position: origin,
      from,
    });
    expect(written(store).edges.at(-1)).toEqual({
      from: 'large',
      fromPort: 'true',
      to: 'merge',
      toPort: 'left',
    });
    perform(store, addNode, {
      type: 'start.form',
      version: 1,
      graph: null,
      position: origin,
      from,
    });
    expect(store.get().edges.size).toBe(branchingWorkflow.edges.length + 1);
  });

  it('puts the node on an edge, where the edge was', () => {
    const store = openDocument(loopWorkflow);
    const args = { type: 'flow.if', version: 1, graph: null, position: origin };
    perform(store, addNode, { ...args, edgeId: 'ready.false>poll.in' });
    expect(written(store).edges).toEqual([
      ...loopWorkflow.edges.slice(0, 2),
      { from: 'ready', fromPort: 'false', to: 'if' },
      { from: 'if', fromPort: 'true', to: 'poll', maxIterations: 10 },
    ]);
    const trigger = { ...args, type: 'start.form', edgeId: 'ready.true>go.in' };
    expect(refusalOf(store, addNode, trigger)).toBe('editor.takesNothing');
    expect(refusalOf(store, addNode, { ...args, edgeId: 'no' })).toBe('editor.noSuchEdge');
  });

  it('refuses types and graphs that are not there', () => {
    const store = openDocument(linearWorkflow);
    const args = { type: 'data.set', version: 1, graph: null, position: origin };
    expect(refusalOf(store, addNode, { ...args, version: 7 })).toBe('editor.unknownNodeType');
    expect(refusalOf(store, addNode, { ...args, graph: eachBody })).toBe('editor.noSuchGraph');
  });
});

describe('removeSelection', () => {
  it('takes inner nodes and edges along, and leaves what refers to them', () => {
    const store = openDocument(nestedWorkflow);
    expect(perform(store, removeSelection, { nodes: ['each'] })).toEqual({
      nodes: 7,
      edges: 3,
      notes: 0,
    });
    expect([...store.get().nodes.keys()]).toEqual(['list', 'sum']);
    const issues = validateDocument(written(store), createCatalogue(testManifests));
    expect(issues.map(({ code, nodeId }) => `${code} ${nodeId}`)).toEqual(['UNKNOWN_NODE sum']);
  });

  it('removes edges and notes alone', () => {
    const store = openDocument(branchingWorkflow);
    perform(store, removeSelection, { edges: ['ask.out>end.in'], notes: ['why'] });
    expect(written(store).edges).toHaveLength(5);
    expect(written(store).ui).toBeUndefined();
    expect(store.get().nodes.size).toBe(6);
  });
});

describe('moveNodes', () => {
  it('moves into another graph: edges that would cross go, edges among them come along', () => {
    const store = openDocument(nestedWorkflow);
    const removed = perform(store, moveNodes, {
      nodes: [
        { id: 'attempt', position: { x: 40, y: 300 }, graph: null },
        { id: 'after', position: { x: 900, y: 300 }, graph: null },
        { id: 'list', position: { x: 0, y: 0 }, graph: eachBody },
      ],
    });
    expect(removed).toEqual(['list.out>each.in']);
    const document = written(store);
    expect(document.edges).toEqual([
      { from: 'attempt', to: 'after' },
      { from: 'each', to: 'sum' },
    ]);
    expect(nodeOf(store, 'each').bodies?.['body']?.nodes.map(({ id }) => id)).toEqual(['list']);
    expect(nodeOf(store, 'each').input).toEqual(nestedWorkflow.nodes[1]?.input);
  });

  it('never moves a container into itself', () => {
    const store = openDocument(nestedWorkflow);
    const into = (graph: { nodeId: string; body: string }) =>
      refusalOf(store, moveNodes, { nodes: [{ id: 'each', position: origin, graph }] });
    expect(into({ nodeId: 'both', body: 'store' })).toBe('editor.intoItself');
    expect(into(eachBody)).toBe('editor.intoItself');
    expect(into({ nodeId: 'both', body: 'none' })).toBe('editor.noSuchGraph');
  });

  it('opens a part of a container that the document does not have yet', () => {
    const store = openDocument({
      ...linearWorkflow,
      nodes: [
        ...linearWorkflow.nodes,
        { id: 'attempt', type: 'flow.try', version: 1, bodies: { body: { nodes: [], edges: [] } } },
      ],
    });
    const graph = { nodeId: 'attempt', body: 'catch' };
    perform(store, moveNodes, { nodes: [{ id: 'mail', position: origin, graph }] });
    expect(nodeOf(store, 'attempt').bodies?.['catch']?.nodes.map(({ id }) => id)).toEqual(['mail']);
  });
});

describe('connections', () => {
  it('makes a loop of an edge that leads back, and fills in what fits', () => {
    const store = openDocument(branchingWorkflow);
    const back = perform(store, connect, {
      from: { nodeId: 'end', port: 'out' },
      to: { nodeId: 'large', port: 'in' },
    });
    expect(back).toMatchObject({ isBackEdge: true, filled: [] });
    expect(written(store).edges.at(-1)).toEqual({ from: 'end', to: 'large', maxIterations: 10 });
    const id = perform(store, addNode, {
      type: 'http.request',
      version: 2,
      graph: null,
      position: origin,
    });
    const filled = perform(store, connect, {
      from: { nodeId: 'form', port: 'out' },
      to: { nodeId: id, port: 'in' },
      fill: true,
    });
    expect(filled).toEqual({ edgeId: `form.out>${id}.in`, isBackEdge: false, filled: ['url'] });
    expect(nodeOf(store, id).input).toEqual({ url: { $ref: 'nodes.form.output.url' } });
  });

  it('refuses what may not be connected', () => {
    const store = openDocument(linearWorkflow);
    const from = { nodeId: 'fetch', port: 'out' };
    const to = { nodeId: 'pick', port: 'in' };
    expect(refusalOf(store, connect, { from, to })).toBe('editor.alreadyConnected');
    expect(refusalOf(store, disconnect, { edgeIds: ['none'] })).toBe('editor.noSuchEdge');
    perform(store, disconnect, { edgeIds: ['fetch.out>pick.in'] });
    expect(refusalOf(store, connect, { from, to })).toBeNull();
  });

  it('leads an end elsewhere, in its place, as a loop where that leads back', () => {
    const store = openDocument(linearWorkflow);
    const edgeId = perform(store, reconnectEdge, {
      edgeId: 'fetch.out>pick.in',
      to: { nodeId: 'mail', port: 'in' },
    });
    expect(edgeId).toBe('fetch.out>mail.in');
    expect(written(store).edges).toEqual([
      { from: 'fetch', to: 'mail' },
      { from: 'pick', to: 'mail' },
    ]);
    perform(store, reconnectEdge, { edgeId: pickToMail, to: { nodeId: 'pick', port: 'in' } });
    expect(written(store).edges[1]).toEqual({ from: 'pick', to: 'pick', maxIterations: 10 });
    const same = { edgeId, to: { nodeId: 'mail', port: 'in' } };
    expect(perform(store, reconnectEdge, same)).toBe(edgeId);
  });

  it('sets how often a loop may run', () => {
    const store = openDocument(loopWorkflow);
    const edgeId = 'ready.false>poll.in';
    perform(store, setEdgeIterations, { edgeId, maxIterations: 3 });
    expect(written(store).edges[2]?.maxIterations).toBe(3);
    perform(store, setEdgeIterations, { edgeId, maxIterations: null });
    expect(written(store).edges[2]).toEqual({ from: 'ready', fromPort: 'false', to: 'poll' });
    expect(refusalOf(store, setEdgeIterations, { edgeId, maxIterations: 0 })).toBe(
      'editor.iterationsNumber',
    );
  });

  it('puts a loose node on an edge', () => {
    const store = openDocument(linearWorkflow);
    const place = { graph: null, position: origin };
    const nodeId = perform(store, addNode, { type: 'flow.noop', version: 1, ...place });
    perform(store, insertOnEdge, { nodeId, edgeId: pickToMail });
    expect(written(store).edges).toEqual([
      { from: 'fetch', to: 'pick' },
      { from: 'pick', to: 'noop' },
      { from: 'noop', to: 'mail' },
    ]);
    const again = { nodeId: 'fetch', edgeId: 'noop.out>mail.in' };
    expect(refusalOf(store, insertOnEdge, again)).toBe('editor.hasConnections');
  });
});
