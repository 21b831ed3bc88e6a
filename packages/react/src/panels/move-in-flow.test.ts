import { createCatalogue } from '@flowgraft/core/document';
import { describe, expect, it } from 'vitest';
import { DocumentStore } from '../editor/document-store.js';
import { newNodeId } from '../editor/node-id.js';
import { readDocument } from '../editor/read-document.js';
import { writeDocument } from '../editor/write-document.js';
import { linearWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { moveInFlow } from './move-in-flow.js';

const context = { catalogue: createCatalogue(testManifests), newId: newNodeId };
const open = (document: Parameters<typeof readDocument>[0]): DocumentStore =>
  new DocumentStore(readDocument(document), context);
const edges = (store: DocumentStore): string[] => [...store.get().edges.keys()].toSorted();

describe('moveInFlow', () => {
  it('joins what the node was between, and puts it behind another', () => {
    const store = open(linearWorkflow);
    store.run(moveInFlow, { nodeId: 'pick', place: { kind: 'after', nodeId: 'mail' } });
    expect(edges(store)).toEqual(['fetch.out>mail.in', 'mail.out>pick.in']);
    store.undo();
    expect(writeDocument(store.get())).toEqual(linearWorkflow);
  });

  it('puts it before another', () => {
    const store = open(linearWorkflow);
    store.run(moveInFlow, { nodeId: 'mail', place: { kind: 'before', nodeId: 'pick' } });
    expect(edges(store)).toEqual(['fetch.out>mail.in', 'mail.out>pick.in']);
  });

  it('puts it into a container, and never a container into itself', () => {
    const store = open(nestedWorkflow);
    const graph = { nodeId: 'attempt', body: 'finally' };
    expect(store.run(moveInFlow, { nodeId: 'list', place: { kind: 'into', graph } }).ok).toBe(true);
    expect(store.get().nodes.get('list')?.graph).toEqual(graph);
    expect(store.run(moveInFlow, { nodeId: 'each', place: { kind: 'into', graph } })).toMatchObject(
      { ok: false },
    );
  });
});
