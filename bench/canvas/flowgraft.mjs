// The canvas of the editor, over a workflow of `count` nodes.
import { createElement as h } from 'react';
import { createEditor } from '../../packages/react/src/create-editor.js';
import { WorkflowCanvas } from '../../packages/react/src/canvas/workflow-canvas.js';
import { NodeCard } from '../../packages/react/src/canvas/node-card.js';
import { SessionContext } from '../../packages/react/src/hooks/editor-context.js';
import { EditorProvider, EditorRoot } from '../../packages/react/src/shell/editor-provider.js';
import { ValueStore } from '../../packages/react/src/store/value-store.js';
import { largeWorkflow } from '../../packages/react/src/testing/documents.fixture.js';
import { FakeTransport } from '../../packages/react/src/testing/fake-transport.fixture.js';
import '../../packages/react/src/styles.css';

export async function openFlowgraft(count) {
  const document = largeWorkflow(count);
  const editor = createEditor({ transport: new FakeTransport({ documents: [document] }) });
  const session = await editor.open(document.id);
  const renders = { count: 0 };
  const Card = (props) => {
    renders.count += 1;
    return h('div', { 'data-card': true }, h(NodeCard, props));
  };
  const run = createRun();
  return {
    renders,
    close: () => void session.close(),
    sendStatus: (batch, size) => run.send(batch, size, count),
    element: h(
      EditorProvider,
      { editor, components: { NodeCard: Card } },
      h(
        EditorRoot,
        { className: 'bench-root', colourScheme: 'light' },
        h(SessionContext.Provider, { value: session }, h(WorkflowCanvas, { run })),
      ),
    ),
  };
}

/** How the nodes stand: a store for each that somebody asked for. */
function createRun() {
  const nodes = new Map();
  const edges = new Map();
  const storeIn = (stores, id) => {
    if (!stores.has(id)) stores.set(id, new ValueStore(null));
    return stores.get(id);
  };
  return {
    node: (id) => storeIn(nodes, id),
    edge: (id) => storeIn(edges, id),
    send(batch, size, count) {
      for (let index = 0; index < size; index += 1) {
        const id = `n${(batch * size + index) % count}`;
        storeIn(nodes, id).set({
          status: batch % 2 === 0 ? 'running' : 'completed',
          running: 1,
          completed: batch,
          failed: 0,
          attempts: 1,
          fraction: null,
          startedAt: null,
          finishedAt: null,
          error: null,
        });
      }
    },
  };
}
