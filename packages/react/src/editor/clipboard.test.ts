import fc from 'fast-check';
import { parseDocument } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';
import { anyWorkflow } from '../testing/any-workflow.fixture.js';
import {
  branchingWorkflow,
  emptyWorkflow,
  linearWorkflow,
  nestedWorkflow,
} from '../testing/documents.fixture.js';
import { nodeOf, openDocument, perform, written } from '../testing/open-document.fixture.js';
import { copySelection, readClipboard, type ClipboardContent } from './clipboard.js';
import { duplicate } from './commands/duplicate.js';
import { paste } from './commands/paste.js';
import { removeSelection } from './commands/remove-selection.js';
import type { DocumentStore } from './document-store.js';

function copied(store: DocumentStore, nodes: string[], notes: string[] = []): ClipboardContent {
  const text = copySelection(store.get(), { nodes: new Set(nodes), notes: new Set(notes) });
  const read = readClipboard(text ?? '');
  if (!read.ok) throw new Error(read.refusal.message);
  return read.content;
}

describe('copy and paste', () => {
  it('rewrites references between what is pasted, and keeps those to the rest', () => {
    const store = openDocument(linearWorkflow);
    const content = copied(store, ['pick', 'mail']);
    const { nodes } = perform(store, paste, { content, graph: null, position: { x: 100, y: 400 } });
    expect(nodes).toEqual(['pick2', 'mail2']);
    expect(nodeOf(store, 'pick2').input).toEqual(nodeOf(store, 'pick').input);
    expect(nodeOf(store, 'mail2').input).toMatchObject({
      to: [{ $ref: 'nodes.fetch.output.body.email' }],
      subject: { $template: 'Order {{ input.orderId }}: {{ nodes.pick2.output.total }}' },
    });
    expect(written(store).edges).toContainEqual({ from: 'pick2', to: 'mail2' });
    expect(nodeOf(store, 'pick2').ui).toMatchObject({ x: 100, y: 400 });
    expect(nodeOf(store, 'mail2').ui).toMatchObject({ x: 380, y: 400 });
  });

  it('takes containers with all that is inside, also into another container', () => {
    const store = openDocument(nestedWorkflow);
    const content = copied(store, ['attempt', 'put']);
    const graph = { nodeId: 'each', body: 'body' };
    const { nodes } = perform(store, paste, { content, graph, position: null });
    expect(nodes).toEqual(['attempt2']);
    const copy = nodeOf(store, 'attempt2');
    expect(copy.bodies?.['body']?.nodes.map(({ id }) => id)).toEqual(['both2']);
    expect(copy.bodies?.['body']?.output).toEqual({ $ref: 'nodes.both2.output' });
    expect(store.get().nodes.get('attempt2')?.graph).toEqual(graph);
    expect(store.get().nodes.get('put2')?.graph).toEqual({ nodeId: 'both2', body: 'store' });
    expect(parseDocument(written(store)).ok).toBe(true);
  });

  it('brings back what was cut as what it was, with what refers to it', () => {
    const store = openDocument(linearWorkflow);
    const content = copied(store, ['fetch']);
    perform(store, removeSelection, { nodes: ['fetch'] });
    perform(store, paste, { content, graph: null, position: { x: 0, y: 0 } });
    expect(nodeOf(store, 'fetch')).toEqual(linearWorkflow.nodes[0]);
  });

  it('never gives one id to two', () => {
    const store = openDocument({ ...emptyWorkflow, nodes: [{ id: 'n2', type: 't', version: 1 }] });
    const nodes = ['n3', 'n2', 'n', 'n1'].map((id) => ({ id, type: 't', version: 1 }));
    const content = { nodes, edges: [], notes: [] };
    const inserted = perform(store, paste, { content, graph: null, position: null });
    expect(new Set(inserted.nodes).size).toBe(4);
    expect(store.get().nodes.size).toBe(5);
  });

  it('takes notes, and pastes into another workflow', () => {
    const content = copied(openDocument(branchingWorkflow), ['ask', 'end'], ['why']);
    const other = openDocument(emptyWorkflow);
    const inserted = perform(other, paste, { content, graph: null, position: { x: 0, y: 0 } });
    expect(inserted).toEqual({ nodes: ['ask', 'end'], notes: ['note'] });
    expect(written(other).edges).toEqual([{ from: 'ask', to: 'end' }]);
    expect(nodeOf(other, 'ask').retry).toEqual({ attempts: 5, delay: '2s' });
  });

  it('pastes a whole workflow, and keeps its own ids where they are free', () => {
    const read = readClipboard(JSON.stringify(linearWorkflow));
    if (!read.ok) throw new Error(read.refusal.message);
    const store = openDocument(emptyWorkflow);
    perform(store, paste, { content: read.content, graph: null, position: null });
    expect(written(store).edges).toEqual(linearWorkflow.edges);
    expect(nodeOf(store, 'mail').input).toEqual(linearWorkflow.nodes[2]?.input);
  });

  it('duplicates each in its own graph', () => {
    const store = openDocument(nestedWorkflow);
    const { nodes } = perform(store, duplicate, { nodes: ['put', 'list'] });
    expect(nodes.map((id) => store.get().nodes.get(id)?.graph)).toEqual([
      null,
      { nodeId: 'both', body: 'store' },
    ]);
  });

  it('pastes anything that was copied, as a sound document, twice', () => {
    fc.assert(
      fc.property(anyWorkflow, (document) => {
        const store = openDocument(document);
        const text = copySelection(store.get(), {
          nodes: new Set(store.get().nodes.keys()),
          notes: new Set(store.get().notes.keys()),
        });
        if (text === null) return;
        const read = readClipboard(text);
        if (!read.ok) throw new Error(read.refusal.message);
        const { size } = store.get().nodes;
        perform(store, paste, { content: read.content, graph: null, position: null });
        perform(store, paste, { content: read.content, graph: null, position: null });
        expect(store.get().nodes.size).toBe(size * 3);
        expect(store.get().edges.size).toBe(openDocument(document).get().edges.size * 3);
        expect(parseDocument(written(store)).ok).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('copies nothing when nothing is selected', () => {
    const nothing = { nodes: new Set<string>(), notes: new Set<string>() };
    expect(copySelection(openDocument(linearWorkflow).get(), nothing)).toBeNull();
  });
});

describe('text from outside', () => {
  const ours = { format: 'flowgraft/clipboard', version: 1 };
  const node = { id: 'a', type: 't', version: 1 };
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

  it.each([
    ['plain text', 'hello', 'editor.pasteUnknown'],
    ['nothing', '', 'editor.pasteUnknown'],
    ['other JSON', '{"a":1}', 'editor.pasteUnknown'],
    ['null', 'null', 'editor.pasteUnknown'],
    ['a newer format', JSON.stringify({ ...ours, version: 2 }), 'editor.pasteNewer'],
    ['no nodes', JSON.stringify(ours), 'editor.pasteBroken'],
    ['nothing in it', JSON.stringify({ ...ours, nodes: [] }), 'editor.pasteEmpty'],
    ['nodes that are none', JSON.stringify({ ...ours, nodes: [1] }), 'editor.pasteBroken'],
    [
      'a bad id',
      JSON.stringify({ ...ours, nodes: [{ ...node, id: 'a b' }] }),
      'editor.pasteBroken',
    ],
    [
      'an id that programs mistake',
      JSON.stringify({ ...ours, nodes: [{ ...node, id: '__proto__' }] }),
      'editor.pasteBroken',
    ],
    [
      'a policy that is none',
      JSON.stringify({ ...ours, nodes: [{ ...node, join: {} }] }),
      'editor.pasteBroken',
    ],
    ['one id twice', JSON.stringify({ ...ours, nodes: [node, node] }), 'editor.pasteBroken'],
    [
      'a bad input',
      JSON.stringify({ ...ours, nodes: [{ ...node, input: [] }] }),
      'editor.pasteBroken',
    ],
    [
      'bad bodies',
      JSON.stringify({ ...ours, nodes: [{ ...node, bodies: { b: 1 } }] }),
      'editor.pasteBroken',
    ],
    ['bad edges', JSON.stringify({ ...ours, nodes: [node], edges: [{}] }), 'editor.pasteBroken'],
    [
      'a key that programs mistake',
      `{"format":"flowgraft/clipboard","version":1,"nodes":[{"id":"a","type":"t","version":1,"ui":{"__proto__":{}}}]}`,
      'editor.pasteBroken',
    ],
    [
      'depths',
      `{"format":"flowgraft/clipboard","version":1,"nodes":[],"edges":${deep}}`,
      'editor.pasteTooLarge',
    ],
    ['more than a document may be', `"${'x'.repeat(9_000_000)}"`, 'editor.pasteTooLarge'],
  ])('is refused: %s', (_what, text, message) => {
    expect(readClipboard(text)).toEqual({ ok: false, refusal: { message } });
  });

  it('never throws, whatever it is', () => {
    const almost = fc
      .record({ nodes: fc.anything(), edges: fc.anything(), notes: fc.anything() })
      .map((parts) => ({ ...ours, ...parts }));
    const damaged = fc
      .tuple(anyWorkflow, fc.nat(), fc.jsonValue())
      .map(([document, at, value]) => damage(document, at, value));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          almost.map((value) => stringify(value)),
          damaged,
        ),
        (text) => {
          const read = readClipboard(text);
          if (!read.ok) return;
          const store = openDocument(emptyWorkflow);
          perform(store, paste, { content: read.content, graph: null, position: null });
          expect(parseDocument(written(store)).ok).toBe(true);
        },
      ),
    );
  });
});

function stringify(value: unknown): string {
  const known = new Set<unknown>();
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return String(member);
    if (typeof member === 'object' && member !== null && known.has(member)) return null;
    known.add(member);
    return member;
  });
}

/** The JSON of a document with another value in one place of it. */
function damage(document: object, at: number, value: unknown): string {
  const places = JSON.stringify(document).match(/"\w+":/g)?.length ?? 0;
  let left = at % Math.max(1, places);
  return JSON.stringify(document, (key, member: unknown) => {
    if (key === '' || /^\d+$/.test(key)) return member;
    left -= 1;
    return left === 0 ? value : member;
  });
}
