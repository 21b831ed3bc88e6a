import { describe, expect, it, vi } from 'vitest';
import { largeWorkflow, linearWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { openDocument, perform, testContext } from '../testing/open-document.fixture.js';
import { VirtualScheduler } from '../testing/virtual-scheduler.fixture.js';
import { removeSelection } from './commands/remove-selection.js';
import { setNodeInput } from './commands/set-node-input.js';
import { setNodeName } from './commands/set-node-name.js';
import type { DocumentStore } from './document-store.js';
import { ProblemWatcher } from './problem-watcher.js';

function watch(document: DocumentStore): { watcher: ProblemWatcher; scheduler: VirtualScheduler } {
  const scheduler = new VirtualScheduler();
  const { catalogue } = testContext;
  return { watcher: new ProblemWatcher({ document, catalogue, scheduler }), scheduler };
}

describe('problems', () => {
  it('are found shortly after the last edit, by node, with counts', async () => {
    const store = openDocument(nestedWorkflow);
    const { watcher, scheduler } = watch(store);
    perform(store, setNodeInput, { nodeId: 'post', path: ['channel'], binding: undefined });
    scheduler.advance(149);
    perform(store, removeSelection, { nodes: ['list'] });
    scheduler.advance(149);
    expect(watcher.problems.get().issues).toEqual([]);
    scheduler.advance(1);
    await vi.waitFor(() => expect(watcher.problems.get().errors).toBe(2));
    const { byNode, byEdge, others, warnings } = watcher.problems.get();
    expect([...byNode].map(([id, issues]) => [id, issues.map(({ code }) => code)])).toEqual([
      ['post', ['MISSING_INPUT']],
      ['each', ['UNKNOWN_NODE']],
    ]);
    expect([byEdge.size, others.length, warnings]).toEqual([0, 0, 0]);
  });

  it('keep the list of a node that an edit did not touch', async () => {
    const store = openDocument(linearWorkflow);
    const { watcher } = watch(store);
    perform(store, setNodeInput, { nodeId: 'mail', path: ['text'], binding: undefined });
    const before = (await watcher.checkNow()).byNode.get('mail');
    expect(before).toHaveLength(1);
    const summary = watcher.problems.get();
    perform(store, setNodeName, { nodeId: 'mail', name: 'Else' });
    expect(await watcher.checkNow()).toBe(summary);
    perform(store, setNodeInput, { nodeId: 'fetch', path: ['url'], binding: undefined });
    const after = await watcher.checkNow();
    expect(after.byNode.get('mail')).toBe(before);
    expect(after.errors).toBe(2);
  });

  it('belong to edges where an edge is wrong', async () => {
    const edges = [...linearWorkflow.edges, { from: 'fetch', fromPort: 'no', to: 'mail' }];
    const { watcher } = watch(openDocument({ ...linearWorkflow, edges }));
    const { byEdge } = await watcher.checkNow();
    expect([...byEdge.keys()]).toEqual(['fetch.no>mail.in']);
  });

  it('of a large workflow wait until there is nothing else to do', async () => {
    const store = openDocument(largeWorkflow(600));
    const { watcher, scheduler } = watch(store);
    perform(store, setNodeInput, { nodeId: 'n0', path: ['url'], binding: undefined });
    scheduler.advance(10_000);
    perform(store, setNodeName, { nodeId: 'n1', name: 'typing' });
    scheduler.idle();
    expect(scheduler.pending).toBe(1);
    scheduler.advance(150);
    scheduler.idle();
    await vi.waitFor(() => expect(watcher.problems.get().byNode.get('n0')).toHaveLength(1));
  });

  it('are not looked for any more once it is closed', () => {
    const store = openDocument(linearWorkflow);
    const { watcher, scheduler } = watch(store);
    watcher.close();
    perform(store, removeSelection, { nodes: ['fetch'] });
    expect(scheduler.pending).toBe(0);
  });
});
