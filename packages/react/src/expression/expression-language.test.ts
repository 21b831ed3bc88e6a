import type { ExpressionTypes } from '@flowgraft/core/browser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindingOfText, editedText } from './binding-text.js';
import { dataChildren, dataEntries } from './data-tree.js';
import { readableText } from './expression-text.js';
import { nodeMentions } from './node-mentions.js';
import { pathText } from './path-text.js';
import { previewOf, valueText } from './sample-value.js';
import { suggestionsAt, type ExpressionData } from './suggestions.js';
import { textSpans, type TextKind } from './text-spans.js';

const text = { type: 'string' } as const;
const order = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    items: {
      type: 'array',
      items: { type: 'object', properties: { name: text, price: { type: 'number' } } },
    },
    customer: { type: 'object', properties: { name: text } },
    extra: {},
  },
} as const;

const types: ExpressionTypes = {
  input: { type: 'object', properties: { orderId: { type: 'integer' } } },
  nodes: {
    type: 'object',
    properties: {
      fetch: { type: 'object', properties: { output: order } },
      'get-it': { type: 'object', properties: { output: true } },
    },
  },
};
const names: Readonly<Record<string, string>> = { fetch: 'Get the order', 'get-it': 'Get it' };
const data: ExpressionData = {
  types,
  nodeName: (id) => names[id] ?? id,
  sample: {
    input: { orderId: 7 },
    nodes: { fetch: { output: { id: 7, items: [{ name: 'Pen', price: 2 }], extra: { a: 1 } } } },
  },
};

/** Labels of what may stand at the `|`. */
function at(marked: string, kind: TextKind = 'expression'): string[] | null {
  const position = marked.indexOf('|');
  const found = suggestionsAt(marked.replace('|', ''), position, kind, data);
  return found?.items.map(({ label }) => label) ?? null;
}

describe('suggestions', () => {
  test('begin with nodes by their names, which write their ids', () => {
    expect(at('|')?.slice(0, 3)).toEqual(['Get the order', 'Get it', 'input']);
    const [first, second] = suggestionsAt('', 0, 'expression', data)?.items ?? [];
    expect(first?.insert).toBe('nodes.fetch.output');
    expect(second?.insert).toBe('nodes["get-it"].output');
    expect(suggestionsAt('nodes.', 6, 'expression', data)).toMatchObject({
      from: 5,
      items: [{ insert: '.fetch' }, { insert: '["get-it"]' }],
    });
  });

  test('after a dot are what the schema has, with the methods of its kind', () => {
    expect(at('nodes.fetch.output.|')).toEqual(['id', 'items', 'customer', 'extra']);
    const ofList = at('1 + nodes.fetch.output.items.|') ?? [];
    expect(ofList).toContain('filter');
    expect(ofList).not.toContain('toUpperCase');
    expect(at('nodes.fetch.output.customer.name.to|')).toContain('toUpperCase');
    expect(at('nodes.fetch.output.items[0].|')).toEqual(['name', 'price']);
    expect(at('nodes.fetch.output.items.filter(i => i.price > 1)[0].|')).toEqual(['name', 'price']);
  });

  test('know what functions are given', () => {
    expect(at('nodes.fetch.output.items.filter(item => item.|')).toEqual(['name', 'price']);
    expect(at('nodes.fetch.output.items.map((it, index) => it.name + it.|')).toEqual([
      'name',
      'price',
    ]);
    expect(at('nodes.fetch.output.items.map(it => |')).toContain('it');
    expect(at('nodes.fetch.output.items.map(it => it.name).|')).not.toContain('name');
  });

  test('come from the last run where the schema is open', () => {
    expect(at('nodes.fetch.output.extra.|')).toContain('a');
  });

  test('are silent in texts and numbers', () => {
    expect(at('"nodes.|')).toBeNull();
    expect(at('nodes.fetch |')).toBeNull();
    expect(at('Hello nodes.|', 'template')).toBeNull();
    expect(at('Hello {{ nodes.fetch.output.| }}', 'template')).toContain('customer');
    expect(at('Hello {{ input }} nodes.|', 'template')).toBeNull();
  });

  test('never throw', () => {
    const piece = fc.constantFrom(
      'nodes',
      '.',
      'fetch',
      '(',
      ')',
      '[',
      ']',
      '=>',
      '{{',
      '}}',
      '"',
      ' x',
      '`',
    );
    const any = fc.oneof(
      fc.string(),
      fc.array(piece).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        any,
        fc.nat(40),
        fc.constantFrom<TextKind>('expression', 'template'),
        (one, position, kind) => {
          const place = Math.min(position, one.length);
          const from = suggestionsAt(one, place, kind, data)?.from ?? 0;
          expect(from).toBeLessThanOrEqual(place);
        },
      ),
    );
  });
});

test('spans cover every text without gaps', () => {
  const piece = fc.constantFrom('{{', '}}', '{', '}', '\\{{', '"', 'a.b', ' ', '1');
  const any = fc.oneof(
    fc.string(),
    fc.array(piece).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(any, fc.constantFrom<TextKind>('expression', 'template'), (one, kind) => {
      const spans = textSpans(one, kind);
      expect(spans.map(({ from, to }) => one.slice(from, to)).join('')).toBe(one);
    }),
  );
});

test('nodes are mentioned where they are data, not in texts and not as properties', () => {
  const mentions = (one: string, kind: TextKind = 'expression'): string[] =>
    nodeMentions(one, textSpans(one, kind)).map(({ from, to }) => one.slice(from, to));
  expect(mentions('nodes.a.output.x + nodes["b-c"].output')).toEqual([
    'nodes.a.output',
    'nodes["b-c"].output',
  ]);
  expect(mentions('"nodes.a.output" + input.nodes.a')).toEqual([]);
  expect(mentions('nodes.a.output {{ nodes.b.outputs.yes }}', 'template')).toEqual(['nodes.b']);
  expect(readableText('nodes.fetch.output.id > 1', 'expression', data.nodeName)).toBe(
    'Get the order.id > 1',
  );
});

test('a path becomes a reference, more an expression, text with braces a template', () => {
  expect(bindingOfText({ kind: 'expression', text: 'nodes.a.output[0]' })).toEqual({
    $ref: 'nodes.a.output[0]',
  });
  expect(bindingOfText({ kind: 'expression', text: 'input.a + 1' })).toEqual({
    $expr: 'input.a + 1',
  });
  expect(bindingOfText({ kind: 'expression', text: ' ' })).toBeUndefined();
  expect(bindingOfText({ kind: 'template', text: 'a {{ b }}' })).toEqual({
    $template: 'a {{ b }}',
  });
  expect(bindingOfText({ kind: 'template', text: 'plain' })).toBe('plain');
  expect(editedText({ $expr: 'a' })).toEqual({ kind: 'expression', text: 'a' });
  expect(editedText({ $secret: 'a' })).toBeNull();
});

test('a preview says what a text gives, or why not', () => {
  const sample = data.sample ?? {};
  expect(previewOf('input.orderId + 1', 'expression', sample)).toEqual({
    status: 'value',
    value: 8,
  });
  expect(previewOf('Nr {{ input.orderId }}', 'template', sample)).toMatchObject({ value: 'Nr 7' });
  expect(previewOf('input.orderId +', 'expression', sample)).toEqual({ status: 'unfinished' });
  expect(previewOf('nodes.other.output', 'expression', sample)).toEqual({ status: 'missing' });
  expect(previewOf('item.x', 'expression', sample)).toEqual({ status: 'missing' });
  expect(previewOf('input.orderId.name.x', 'expression', sample).status).toBe('failed');
  expect(previewOf('range(1e9).map(x => range(1e9))', 'expression', sample).status).toBe('failed');
  expect(valueText({ a: 'x'.repeat(1_000) }, 20)).toHaveLength(21);
});

test('the tree of data opens by schema, and by sample where the schema is open', () => {
  const [fetched] = dataEntries(data);
  expect(fetched).toMatchObject({ label: 'Get the order', reference: 'nodes.fetch.output' });
  if (fetched === undefined) return;
  const children = dataChildren(fetched, data.sample);
  expect(children.map(({ reference }) => reference)).toContain('nodes.fetch.output.items');
  const items = children.find(({ label }) => label === 'items');
  const [first] = items === undefined ? [] : dataChildren(items, data.sample);
  expect(first).toMatchObject({ reference: 'nodes.fetch.output.items[0]', kind: 'item' });
  const extra = children.find(({ label }) => label === 'extra');
  expect(extra === undefined ? [] : dataChildren(extra, data.sample)).toMatchObject([
    { label: 'a', value: 1 },
  ]);
  expect(pathText(['nodes', 'a-b', 'output', 0, 'x y'])).toBe('nodes["a-b"].output[0]["x y"]');
});
