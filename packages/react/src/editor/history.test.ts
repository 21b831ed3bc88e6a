import fc from 'fast-check';
import { hashWorkflow } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';
import { anyWorkflow } from '../testing/any-workflow.fixture.js';
import { linearWorkflow } from '../testing/documents.fixture.js';
import { openDocument, perform, testContext, written } from '../testing/open-document.fixture.js';
import type { Command } from './command.js';
import { addBranch } from './commands/add-branch.js';
import { addNode } from './commands/add-node.js';
import { addNote } from './commands/add-note.js';
import { align } from './commands/align.js';
import { applyLayout } from './commands/apply-layout.js';
import { changeNodeType } from './commands/change-node-type.js';
import { connect } from './commands/connect.js';
import { disconnect } from './commands/disconnect.js';
import { distribute } from './commands/distribute.js';
import { duplicate } from './commands/duplicate.js';
import { editNote } from './commands/edit-note.js';
import { insertOnEdge } from './commands/insert-on-edge.js';
import { moveNodes } from './commands/move-nodes.js';
import { reconnectEdge } from './commands/reconnect-edge.js';
import { removeBranch } from './commands/remove-branch.js';
import { removeSelection } from './commands/remove-selection.js';
import { renameBranch } from './commands/rename-branch.js';
import { replaceWorkflow } from './commands/replace-workflow.js';
import { setBodyOutput } from './commands/set-body-output.js';
import { setNodeInput } from './commands/set-node-input.js';
import { setNodeName } from './commands/set-node-name.js';
import { setNodePolicy } from './commands/set-node-policy.js';
import { setWorkflow } from './commands/set-workflow.js';
import { toggleDisabled } from './commands/toggle-disabled.js';
import type { DocumentStore } from './document-store.js';
import type { GraphRef } from './records.js';

type Step = readonly [kind: number, a: number, b: number];

/** One of anything that there is, by a number. */
function pick<Item>(items: Iterable<Item>, number: number): Item | undefined {
  const all = [...items];
  return all[number % Math.max(1, all.length)];
}

function graphs(store: DocumentStore): GraphRef[] {
  const inner = [...store.get().nodes.values()].flatMap(({ id, bodies }) =>
    [...bodies.keys()].map((body) => ({ nodeId: id, body })),
  );
  return [null, ...inner];
}

/** Every command, on something that is there or not. */
function randomEdit(store: DocumentStore, [kind, a, b]: Step): void {
  const { nodes, edges, notes } = store.get();
  const id = pick(nodes.keys(), a) ?? 'none';
  const other = pick(nodes.keys(), b) ?? 'none';
  const edge = pick(edges.keys(), a) ?? 'none';
  const note = pick(notes.keys(), a) ?? 'none';
  const graph = pick(graphs(store), b) ?? null;
  const position = { x: a * 20, y: b * 20 };
  const from = { nodeId: id, port: 'out' };
  const to = { nodeId: other, port: 'in' };
  const run = <Args, Result>(command: Command<Args, Result>, args: Args): void =>
    void store.run(command, args);
  const body = graph?.body ?? 'body';
  const edits: readonly (() => void)[] = [
    () => run(addNode, { type: 'flow.try', version: 1, graph, position, edgeId: edge }),
    () => run(addNode, { type: 'data.set', version: 1, graph, position, from }),
    () => run(removeSelection, { nodes: [id], edges: [edge], notes: [note] }),
    () =>
      run(moveNodes, { nodes: [{ id, position, graph }], notes: [{ id: note, position, graph }] }),
    () => run(connect, { from, to, fill: true }),
    () => run(disconnect, { edgeIds: [edge] }),
    () => run(reconnectEdge, { edgeId: edge, to }),
    () => run(insertOnEdge, { nodeId: id, edgeId: edge }),
    () => run(setNodeName, { nodeId: id, name: `name ${b}` }),
    () =>
      run(setNodeInput, { nodeId: id, path: ['url', b % 3], binding: { $expr: `input.n${b}` } }),
    () => run(setNodePolicy, { nodeId: id, policy: { timeout: b, retry: undefined } }),
    () => run(setWorkflow, { name: `name ${b}`, settings: undefined }),
    () => run(setBodyOutput, { graph, output: b }),
    () => run(addBranch, { nodeId: id }),
    () => run(renameBranch, { nodeId: id, from: body, to: `b${b}` }),
    () => run(removeBranch, { nodeId: id, name: body }),
    () => run(addNote, { graph, position }),
    () => run(editNote, { noteId: note, text: `text ${b}` }),
    () => run(duplicate, { nodes: [id, other], notes: [note] }),
    () => run(toggleDisabled, { nodeIds: [id, other] }),
    () => run(changeNodeType, { nodeId: id, type: 'http.request', version: 2 }),
    () => run(align, { nodes: [id, other], to: 'middle' }),
    () => run(distribute, { nodes: [...nodes.keys()], along: 'x' }),
    () => run(applyLayout, { positions: new Map([[id, position]]) }),
    () => run(replaceWorkflow, { document: { ...linearWorkflow, id: 'any' } }),
  ];
  pick(edits, kind)?.();
}

const steps = fc.array(fc.tuple(fc.nat(), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 25 });

describe('the history', () => {
  it('takes back everything exactly, and does it again exactly, whatever was done', () => {
    fc.assert(
      fc.property(anyWorkflow, steps, (document, edits) => {
        const store = openDocument(document);
        const first = written(store);
        for (const edit of edits) randomEdit(store, edit);
        const last = written(store);
        while (store.undo() !== null);
        expect(written(store)).toEqual(first);
        expect(hashWorkflow(written(store))).toBe(hashWorkflow(document));
        while (store.redo() !== null);
        expect(written(store)).toEqual(last);
      }),
      { numRuns: 300 },
    );
  });

  it('every edit leaves a document that reads back as the same records', () => {
    fc.assert(
      fc.property(anyWorkflow, steps, (document, edits) => {
        const store = openDocument(document);
        for (const edit of edits) randomEdit(store, edit);
        const { nodes, edges, notes } = store.get();
        const saved = openDocument(written(store)).get();
        expect([...saved.nodes.keys()].sort()).toEqual([...nodes.keys()].sort());
        expect([...saved.edges.keys()].sort()).toEqual([...edges.keys()].sort());
        expect([...saved.notes.keys()].sort()).toEqual([...notes.keys()].sort());
      }),
      { numRuns: 200 },
    );
  });

  it('joins edits of one key, until another edit or a pause comes between', () => {
    const store = openDocument(linearWorkflow);
    const type = (name: string): void =>
      void store.run(setNodeName, { nodeId: 'fetch', name }, { coalesce: 'name fetch' });
    for (const name of ['G', 'Ge', 'Get']) type(name);
    perform(store, setNodeName, { nodeId: 'mail', name: 'Send' });
    type('Get it');
    store.breakJoin();
    type('Get it all');
    const names: (string | undefined)[] = [];
    while (store.undo() !== null) names.push(store.get().nodes.get('fetch')?.data.name);
    expect(names).toEqual(['Get it', 'Get', 'Get', 'Get the order']);
  });

  it('remembers nothing of an edit that changes nothing, and forgets what was undone after a new one', () => {
    const store = openDocument(linearWorkflow);
    perform(store, setNodeName, { nodeId: 'fetch', name: 'Get the order' });
    perform(store, moveNodes, { nodes: [{ id: 'fetch', position: { x: 0, y: 0 } }] });
    expect(store.history.get()).toEqual({ undo: null, redo: null });
    perform(store, setNodeName, { nodeId: 'fetch', name: 'A' });
    store.undo();
    expect(store.history.get().redo?.name).toBe('setNodeName');
    perform(store, setNodeName, { nodeId: 'mail', name: 'B' });
    expect(store.history.get().redo).toBeNull();
  });

  it('changes nothing when a command throws half way, or when nothing may be changed', () => {
    const store = openDocument(linearWorkflow);
    const before = store.get();
    const broken: Command<null> = {
      name: 'broken',
      execute(transaction) {
        transaction.removeNode('fetch');
        throw new Error('half way');
      },
    };
    expect(() => store.run(broken, null)).toThrow('half way');
    expect(store.get()).toBe(before);
    store.isReadOnly = true;
    const outcome = store.run(setNodeName, { nodeId: 'fetch', name: 'X' });
    expect(outcome).toEqual({ ok: false, refusal: { message: 'editor.readOnly' } });
    expect(store.undo()).toBeNull();
  });

  it('shares nothing between two documents', () => {
    const [one, two] = [openDocument(linearWorkflow), openDocument(linearWorkflow)];
    perform(one, removeSelection, { nodes: ['fetch', 'pick'] });
    expect(two.get().nodes.size).toBe(3);
    expect(two.history.get().undo).toBeNull();
    expect(testContext.newId(one.get(), 'other')).toBe('other');
  });
});
