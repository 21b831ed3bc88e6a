import { expect, it } from 'vitest';
import type { WorkflowDocument } from '@flowgraft/core';
import { branchingWorkflow, nestedWorkflow, testWorkflows } from '../testing/documents.fixture.js';
import { openDocument, perform, written } from '../testing/open-document.fixture.js';
import { addNode } from './commands/add-node.js';
import { connect } from './commands/connect.js';
import { editNote } from './commands/edit-note.js';
import { moveNodes } from './commands/move-nodes.js';
import { removeSelection } from './commands/remove-selection.js';
import { setBodyOutput } from './commands/set-body-output.js';
import { setNodeInput } from './commands/set-node-input.js';
import { setNodePolicy } from './commands/set-node-policy.js';
import { setWorkflow } from './commands/set-workflow.js';
import { compareDocuments } from './document-diff.js';

function changes(mine: WorkflowDocument, theirs: WorkflowDocument): string[] {
  return compareDocuments(mine, theirs).map(({ kind, id, side, parts }) =>
    [kind, id, side, ...parts.map(({ name, field }) => (field ? `${name}.${field}` : name))].join(
      ' ',
    ),
  );
}

it('finds nothing between a document and itself', () => {
  for (const document of testWorkflows) {
    expect(compareDocuments(document, written(openDocument(document)))).toEqual([]);
  }
});

it('tells what is on one side only, and what differs on both', () => {
  const store = openDocument(branchingWorkflow);
  perform(store, removeSelection, { nodes: ['alarm'] });
  const position = { x: 0, y: 400 };
  perform(store, addNode, { type: 'flow.noop', version: 1, graph: null, position });
  perform(store, connect, {
    from: { nodeId: 'end', port: 'out' },
    to: { nodeId: 'noop', port: 'in' },
  });
  perform(store, setNodeInput, { nodeId: 'ask', path: ['text'], binding: 'x' });
  perform(store, setNodePolicy, { nodeId: 'ask', policy: { timeout: '1m' } });
  perform(store, moveNodes, { nodes: [{ id: 'form', position }] });
  perform(store, editNote, { noteId: 'why', text: 'else' });
  perform(store, setWorkflow, { settings: { concurrency: 1 } });
  expect(changes(written(store), branchingWorkflow)).toEqual([
    'workflow  both settings.concurrency',
    'node form both place',
    'node ask both input.text policy.timeout',
    'node noop mine',
    'node alarm theirs',
    'edge end.out>noop.in mine',
    'edge ask.error>alarm.in theirs',
    'note why both text',
  ]);
});

it('looks inside of containers', () => {
  const store = openDocument(nestedWorkflow);
  perform(store, setBodyOutput, { graph: { nodeId: 'each', body: 'body' }, output: 1 });
  perform(store, moveNodes, { nodes: [{ id: 'after', position: { x: 900, y: 20 }, graph: null }] });
  expect(changes(written(store), nestedWorkflow)).toEqual([
    'node each both output.body',
    'node after both graph',
    'edge attempt.out>after.in theirs',
  ]);
});
