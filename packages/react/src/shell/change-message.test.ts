import { createCatalogue } from '@flowgraft/core/document';
import { expect, it } from 'vitest';
import { connect } from '../editor/commands/connect.js';
import { moveNodes } from '../editor/commands/move-nodes.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { labelOf } from '../editor/document-queries.js';
import { DocumentStore } from '../editor/document-store.js';
import { newNodeId } from '../editor/node-id.js';
import { readDocument } from '../editor/read-document.js';
import { linearWorkflow } from '../testing/documents.fixture.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { changeMessage } from './change-message.js';

it('says what came and went, and nothing of what was moved', () => {
  const context = { catalogue: createCatalogue(testManifests), newId: newNodeId };
  const store = new DocumentStore(readDocument(linearWorkflow), context);
  const said: unknown[] = [];
  store.onChange((changes) =>
    said.push(changeMessage(changes, store.get(), (node) => labelOf(node, context.catalogue))),
  );
  store.run(moveNodes, { nodes: [{ id: 'pick', position: { x: 0, y: 400 } }] });
  store.run(connect, {
    from: { nodeId: 'fetch', port: 'out' },
    to: { nodeId: 'mail', port: 'in' },
  });
  store.run(removeSelection, { nodes: ['fetch'] });
  store.run(removeSelection, { nodes: ['pick', 'mail'] });
  expect(said).toEqual([
    null,
    { message: 'announce.connected', values: { from: 'Get the order', to: 'Confirm' } },
    { message: 'announce.removed', values: { name: 'Get the order' } },
    { message: 'announce.removedMany', values: { count: 2 } },
  ]);
});
