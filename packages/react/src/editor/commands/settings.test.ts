/** Commands that change what nodes, branches, notes and the workflow say. */

import { describe, expect, it } from 'vitest';
import type { Binding, WorkflowDocument } from '@flowgraft/core';
import {
  branchingWorkflow,
  linearWorkflow,
  nestedWorkflow,
} from '../../testing/documents.fixture.js';
import {
  nodeOf,
  openDocument,
  perform,
  refusalOf,
  testContext,
  written,
} from '../../testing/open-document.fixture.js';
import { geometryOf } from '../geometry/geometry.js';
import { addBranch } from './add-branch.js';
import { addNote } from './add-note.js';
import { align, type Alignment } from './align.js';
import { applyLayout } from './apply-layout.js';
import { changeNodeType } from './change-node-type.js';
import { distribute } from './distribute.js';
import { editNote } from './edit-note.js';
import { recolourNote } from './recolour-note.js';
import { removeBranch } from './remove-branch.js';
import { renameBranch } from './rename-branch.js';
import { replaceWorkflow } from './replace-workflow.js';
import { resizeContainer } from './resize-container.js';
import { resizeNote } from './resize-note.js';
import { setBodyOutput } from './set-body-output.js';
import { setNodeInput } from './set-node-input.js';
import { setNodeName } from './set-node-name.js';
import { setNodePolicy } from './set-node-policy.js';
import { setWorkflow } from './set-workflow.js';
import { toggleDisabled } from './toggle-disabled.js';
import { upgradeVersion } from './upgrade-version.js';

type Path = readonly [string, ...(string | number)[]];

describe('nodes', () => {
  it('sets parts of the input at any depth', () => {
    const store = openDocument(linearWorkflow);
    const set = (path: Path, binding: Binding | undefined) => {
      perform(store, setNodeInput, { nodeId: 'mail', path, binding });
      return nodeOf(store, 'mail').input;
    };
    expect(set(['to', 1], 'b@example.com')?.['to']).toEqual([
      { $ref: 'nodes.fetch.output.body.email' },
      'b@example.com',
    ]);
    expect(set(['to', 0], undefined)?.['to']).toEqual(['b@example.com']);
    expect(set(['attachments', 0, 'name'], 'a.pdf')?.['attachments']).toEqual([{ name: 'a.pdf' }]);
    // A reference on the way has no parts: it is replaced.
    expect(set(['subject', 'deep'], 1)?.['subject']).toEqual({ deep: 1 });
    for (const name of ['to', 'attachments', 'subject', 'text'] as const) set([name], undefined);
    expect(Object.keys(nodeOf(store, 'mail'))).not.toContain('input');
  });

  it('sets and takes away names and policies', () => {
    const store = openDocument(branchingWorkflow);
    perform(store, setNodeName, { nodeId: 'ask', name: '  ' });
    expect(nodeOf(store, 'ask').name).toBeUndefined();
    const retry = { attempts: 2 };
    perform(store, setNodePolicy, { nodeId: 'ask', policy: { retry, timeout: undefined } });
    expect(nodeOf(store, 'ask').retry).toEqual(retry);
    expect(Object.keys(nodeOf(store, 'ask'))).not.toContain('timeout');
    const edits = store.history.get();
    perform(store, setNodePolicy, { nodeId: 'ask', policy: { retry } });
    expect(store.history.get()).toBe(edits);
    expect(refusalOf(store, setNodeName, { nodeId: 'no', name: 'x' })).toBe('editor.noSuchNode');
  });

  it('switches off and on', () => {
    const store = openDocument(linearWorkflow);
    const nodeIds = ['fetch', 'pick'];
    expect(perform(store, toggleDisabled, { nodeIds: ['pick'] })).toBe(true);
    expect(perform(store, toggleDisabled, { nodeIds })).toBe(true);
    expect(perform(store, toggleDisabled, { nodeIds })).toBe(false);
    expect(written(store)).toEqual(linearWorkflow);
  });

  it('changes types: inputs stay, edges stay where their port does', () => {
    const store = openDocument(branchingWorkflow);
    const type = { type: 'http.request', version: 2 };
    expect(perform(store, changeNodeType, { nodeId: 'large', ...type })).toEqual([
      'large.true>ask.in',
      'large.false>confirm.in',
    ]);
    expect(nodeOf(store, 'large')).toMatchObject({
      ...type,
      input: branchingWorkflow.nodes[1]?.input,
    });
    expect(store.get().edges.has('form.out>large.in')).toBe(true);
    const kept = perform(store, changeNodeType, { nodeId: 'ask', ...type });
    expect(kept).toEqual([]);
  });

  it('keeps what is inside of a container, or refuses', () => {
    const store = openDocument(nestedWorkflow);
    const to = (type: string) =>
      refusalOf(store, changeNodeType, { nodeId: 'each', type, version: 1 });
    expect(to('data.set')).toBe('editor.hasInnerNodes');
    expect(to('flow.while')).toBeNull();
    expect(to('none')).toBe('editor.unknownNodeType');
    perform(store, changeNodeType, { nodeId: 'each', type: 'flow.while', version: 1 });
    expect(nodeOf(store, 'each').bodies).toEqual(nestedWorkflow.nodes[1]?.bodies);
  });

  it('brings a node up to its newest version', () => {
    const store = openDocument({
      schema: 1,
      id: 'old',
      nodes: [
        { id: 'a', type: 'http.request', version: 1, input: { url: 'u', agent: 'x' } },
        { id: 'b', type: 'flow.noop', version: 1 },
      ],
      edges: [
        { from: 'a', to: 'b' },
        { from: 'a', fromPort: 'notFound', to: 'b' },
      ],
    });
    expect(perform(store, upgradeVersion, { nodeId: 'a' })).toEqual(['a.notFound>b.in']);
    expect(nodeOf(store, 'a')).toMatchObject({ version: 2, input: { url: 'u', agent: 'x' } });
    expect(refusalOf(store, upgradeVersion, { nodeId: 'a' })).toBe('editor.isNewest');
  });
});

describe('branches', () => {
  const workflow: WorkflowDocument = {
    ...nestedWorkflow,
    output: { $expr: 'nodes.both.output.store + nodes.both.outputs.out.store' },
  };

  it('renames with all that is inside, and what reads the result', () => {
    const store = openDocument(workflow);
    perform(store, renameBranch, { nodeId: 'both', from: 'store', to: 'keep-it' });
    const { bodies = {} } = nodeOf(store, 'both');
    expect(Object.keys(bodies)).toEqual(['keep-it', 'tell']);
    expect(bodies['keep-it']?.nodes.map(({ id }) => id)).toEqual(['put']);
    expect(written(store).output).toEqual({
      $expr: 'nodes.both.output["keep-it"] + nodes.both.outputs.out["keep-it"]',
    });
    const rename = (to: string) =>
      refusalOf(store, renameBranch, { nodeId: 'both', from: 'tell', to });
    expect(rename('keep-it')).toBe('editor.branchTaken');
    expect(rename('a b')).toBe('editor.branchName');
    expect(rename('__proto__')).toBe('editor.branchName');
  });

  it('adds and removes', () => {
    const store = openDocument(nestedWorkflow);
    expect(perform(store, addBranch, { nodeId: 'both' })).toBe('branch3');
    expect(perform(store, addBranch, { nodeId: 'both' })).toBe('branch4');
    perform(store, removeBranch, { nodeId: 'both', name: 'store' });
    expect(Object.keys(nodeOf(store, 'both').bodies ?? {})).toEqual(['tell', 'branch3', 'branch4']);
    expect(store.get().nodes.has('put')).toBe(false);
    perform(store, removeBranch, { nodeId: 'both', name: 'branch3' });
    perform(store, removeBranch, { nodeId: 'both', name: 'branch4' });
    const last = { nodeId: 'both', name: 'tell' };
    expect(refusalOf(store, removeBranch, last)).toBe('editor.lastBranch');
    expect(refusalOf(store, addBranch, { nodeId: 'list' })).toBe('editor.noBranches');
  });

  it('adds a part that a container of its type may have', () => {
    const { nodes } = nestedWorkflow;
    const bodies = { body: { nodes: [], edges: [] } };
    const store = openDocument({
      ...nestedWorkflow,
      nodes: [...nodes, { id: 't', type: 'flow.try', version: 1, bodies }],
    });
    perform(store, addBranch, { nodeId: 't', name: 'catch' });
    expect(Object.keys(nodeOf(store, 't').bodies ?? {})).toEqual(['body', 'catch']);
    expect(refusalOf(store, addBranch, { nodeId: 't', name: 'x' })).toBe('editor.noBranches');
  });
});

describe('the workflow', () => {
  it('says what it is, takes and gives', () => {
    const store = openDocument(linearWorkflow);
    perform(store, setWorkflow, {
      name: 'New',
      description: undefined,
      settings: { concurrency: 2 },
    });
    perform(store, setBodyOutput, { graph: null, output: undefined });
    const { name, settings, ...rest } = written(store);
    expect([name, settings]).toEqual(['New', { concurrency: 2 }]);
    expect(Object.keys(rest)).toEqual(['schema', 'id', 'input', 'nodes', 'edges']);
    const edits = store.history.get();
    perform(store, setWorkflow, { name: 'New' });
    expect(store.history.get()).toBe(edits);
  });

  it('is replaced by another as one edit, of what differs', () => {
    const store = openDocument(linearWorkflow);
    const other = { ...linearWorkflow, nodes: linearWorkflow.nodes.slice(0, 2), edges: [] };
    perform(store, replaceWorkflow, { document: { ...other, id: 'ignored', name: 'B' } });
    expect(written(store)).toEqual({ ...other, name: 'B' });
    const changes = store.history.get().undo?.changes.map((change) => change.kind);
    expect(changes).toEqual(['meta', 'edge', 'edge', 'node']);
    store.undo();
    expect(written(store)).toEqual(linearWorkflow);
  });

  it('gives what a pass gives', () => {
    const store = openDocument(nestedWorkflow);
    const graph = { nodeId: 'each', body: 'body' };
    perform(store, setBodyOutput, { graph, output: { $ref: 'item' } });
    expect(nodeOf(store, 'each').bodies?.['body']?.output).toEqual({ $ref: 'item' });
    const none = { graph: { nodeId: 'list', body: 'body' }, output: 1 };
    expect(refusalOf(store, setBodyOutput, none)).toBe('editor.noSuchGraph');
  });
});

describe('notes and frames', () => {
  it('adds, writes, sizes and colours notes', () => {
    const store = openDocument(nestedWorkflow);
    const graph = { nodeId: 'both', body: 'tell' };
    const noteId = perform(store, addNote, { graph, position: { x: 1, y: 2 } });
    perform(store, editNote, { noteId, text: 'Why?' });
    perform(store, resizeNote, { noteId, size: { width: 10, height: 300 } });
    perform(store, recolourNote, { noteId, colour: 'green' });
    expect(written(store).ui).toEqual({
      notes: [
        { id: 'note', text: 'Why?', colour: 'green', x: 1, y: 2, width: 100, height: 300, graph },
      ],
    });
    expect(refusalOf(store, editNote, { noteId: 'no', text: '' })).toBe('editor.noSuchNote');
  });

  it('sizes frames', () => {
    const store = openDocument(nestedWorkflow);
    perform(store, resizeContainer, { nodeId: 'each', size: null });
    expect(nodeOf(store, 'each').ui).toEqual({ x: 280, y: 0 });
    const plain = { nodeId: 'list', size: null };
    expect(refusalOf(store, resizeContainer, plain)).toBe('editor.noContainer');
  });
});

describe('arranging', () => {
  it('lines up by edges and middles', () => {
    const lineUp = (to: Alignment) => {
      const store = openDocument(branchingWorkflow);
      perform(store, align, { nodes: ['form', 'large'], to });
      const { nodes } = store.get();
      const { catalogue } = testContext;
      const boxes = ['form', 'large'].map((id) => {
        const node = nodes.get(id);
        if (node === undefined) throw new Error(id);
        return { ...node.position, ...geometryOf(store.get(), catalogue).sizeOf(node) };
      });
      return boxes;
    };
    const [topForm, topLarge] = lineUp('top');
    expect(topForm?.y).toBe(topLarge?.y);
    const [form, large] = lineUp('bottom');
    const bottomOf = (box: typeof form) => (box?.y ?? 0) + (box?.height ?? 0);
    expect(Math.abs(bottomOf(form) - bottomOf(large))).toBeLessThanOrEqual(10);
    const [endForm, endLarge] = lineUp('end');
    expect((endForm?.x ?? 0) + (endForm?.width ?? 0)).toBe(
      (endLarge?.x ?? 1) + (endLarge?.width ?? 1),
    );
  });

  it('spaces evenly, and refuses too few and what is apart', () => {
    const store = openDocument(linearWorkflow);
    perform(store, applyLayout, { positions: new Map([['pick', { x: 300, y: 0 }]]) });
    perform(store, distribute, { nodes: ['mail', 'fetch', 'pick'], along: 'x' });
    expect(store.get().nodes.get('pick')?.position.x).toBe(280);
    expect(refusalOf(store, distribute, { nodes: ['mail', 'fetch'], along: 'x' })).toBe(
      'editor.selectMore',
    );
    const nested = openDocument(nestedWorkflow);
    const apart = { nodes: ['list', 'put'], to: 'top' } as const;
    expect(refusalOf(nested, align, apart)).toBe('editor.notTogether');
  });

  it('applies a layout as one edit, and passes over what is gone', () => {
    const store = openDocument(linearWorkflow);
    const positions = new Map(['fetch', 'mail', 'gone'].map((id, y) => [id, { x: 20, y: y * 20 }]));
    expect(refusalOf(store, applyLayout, { positions })).toBeNull();
    perform(store, applyLayout, { positions });
    expect(store.history.get().undo?.changes).toHaveLength(2);
  });
});
