import { describe, expect, it } from 'vitest';
import type { Binding } from '@flowgraft/core';
import { linearWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { openDocument, perform } from '../testing/open-document.fixture.js';
import { removeSelection } from './commands/remove-selection.js';
import { newNodeId } from './node-id.js';
import { renameIds, rewriteBinding, usagesOf, writeReference } from './references.js';

const rename = renameIds(
  new Map([
    ['fetch', 'fetch2'],
    ['my-id', 'other-id'],
    ['dash', 'has-dash'],
  ]),
);

describe('rewriting references', () => {
  it.each<[string, Binding, Binding]>([
    ['a reference', { $ref: 'nodes.fetch.output.id' }, { $ref: 'nodes.fetch2.output.id' }],
    ['brackets', { $ref: 'nodes["my-id"].output' }, { $ref: 'nodes["other-id"].output' }],
    [
      'a name that needs brackets',
      { $ref: 'nodes.dash.output' },
      { $ref: 'nodes["has-dash"].output' },
    ],
    ['optional chaining', { $expr: 'nodes?.fetch?.output' }, { $expr: 'nodes?.fetch2?.output' }],
    [
      'optional brackets',
      { $expr: "nodes?.['my-id'].output" },
      { $expr: 'nodes?.["other-id"].output' },
    ],
    [
      'several, and spaces',
      { $expr: 'nodes.fetch.output.a + nodes . fetch.output.b' },
      { $expr: 'nodes.fetch2.output.a + nodes .fetch2.output.b' },
    ],
    [
      'a template',
      { $template: 'nodes.fetch: {{ nodes.fetch.output }} and {{ input.fetch }}' },
      { $template: 'nodes.fetch: {{ nodes.fetch2.output }} and {{ input.fetch }}' },
    ],
    ['text inside of text', { $expr: '"nodes.fetch.output"' }, { $expr: '"nodes.fetch.output"' }],
    [
      'a local name that hides the root',
      { $expr: 'input.items.map(nodes => nodes.fetch)' },
      { $expr: 'input.items.map(nodes => nodes.fetch)' },
    ],
    ['another node', { $ref: 'nodes.fetcher.output' }, { $ref: 'nodes.fetcher.output' }],
    ['a computed key', { $expr: 'nodes[input.fetch]' }, { $expr: 'nodes[input.fetch]' }],
    ['parentheses', { $expr: '(nodes).fetch.output' }, { $expr: '(nodes).fetch2.output' }],
    ['plain data', { $literal: { $ref: 'nodes.fetch' } }, { $literal: { $ref: 'nodes.fetch' } }],
    ['what is malformed', { $expr: 'nodes.fetch +' }, { $expr: 'nodes.fetch +' }],
    [
      'lists and objects',
      [{ deep: { $ref: 'nodes.fetch.output' } }, 'nodes.fetch'],
      [{ deep: { $ref: 'nodes.fetch2.output' } }, 'nodes.fetch'],
    ],
  ])('follows %s', (_what, before, after) => {
    expect(rewriteBinding(before, rename)).toEqual(after);
  });
});

it('writes paths as expressions read them', () => {
  expect(writeReference(['nodes', 'my-id', 'output', 'items', '0', 'a b'])).toBe(
    'nodes["my-id"].output.items[0]["a b"]',
  );
});

describe('usages', () => {
  it('tells every place that refers to a node', () => {
    const document = openDocument(linearWorkflow).get();
    expect(usagesOf(document, 'fetch')).toEqual([
      { nodeId: 'pick', graph: null, path: ['input', 'values', 'total'] },
      { nodeId: 'mail', graph: null, path: ['input', 'to', 0] },
    ]);
    expect(usagesOf(document, 'mail')).toEqual([{ nodeId: null, graph: null, path: ['output'] }]);
  });

  it('finds the values of inner graphs', () => {
    expect(usagesOf(openDocument(nestedWorkflow).get(), 'attempt')).toEqual([
      { nodeId: null, graph: { nodeId: 'each', body: 'body' }, path: ['output'] },
    ]);
  });

  it('a new node never takes the place of a removed one that is still referred to', () => {
    const store = openDocument(linearWorkflow);
    perform(store, removeSelection, { nodes: ['fetch'] });
    expect(newNodeId(store.get(), 'fetch')).toBe('fetch2');
    expect(newNodeId(store.get(), '2fa')).toBe('fa');
    expect(newNodeId(store.get(), '__proto__')).toBe('node');
  });
});
