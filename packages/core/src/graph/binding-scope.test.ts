import { describe, expect, it } from 'vitest';

import type { WorkflowBody, WorkflowDocument } from '../model/document.js';
import type { JsonSchemaObject } from '../model/json-schema.js';
import { errorSchema } from '../model/error-schema.js';
import { checkExpression } from '../expression/check.js';
import type { NodeManifest } from '../node/manifest.js';
import { bindingScope } from './binding-scope.js';
import { createCatalogue } from './catalogue.js';

const order: NodeManifest = {
  type: 'shop.order',
  version: 1,
  text: { title: 'Order', description: '' },
  textKey: 'shop.order',
  category: 'shop',
  keywords: [],
  effect: 'pure',
  input: { type: 'object' },
  inputPorts: ['in'],
  outputs: {
    out: {
      type: 'object',
      properties: { lines: { type: 'array', items: { type: 'number' } } },
      required: ['lines'],
      additionalProperties: false,
    },
    error: errorSchema,
  },
  needs: [],
  credentials: {},
  migratesFrom: [],
  examples: [],
  options: [],
};
const catalogue = createCatalogue([order]);
const body: WorkflowBody = {
  nodes: [
    { id: 'first', type: 'shop.order', version: 1 },
    { id: 'second', type: 'shop.order', version: 1 },
  ],
  edges: [{ from: 'first', to: 'second' }],
};
const document: WorkflowDocument = {
  schema: 1,
  id: 'shop',
  input: { type: 'object', properties: { email: { type: 'string' } } },
  nodes: [
    { id: 'a', type: 'shop.order', version: 1 },
    { id: 'apart', type: 'shop.order', version: 1 },
    {
      id: 'each',
      type: 'flow.forEach',
      version: 1,
      input: { items: { $ref: 'nodes.a.output.lines' } },
      bodies: { body },
    },
    { id: 'loop', type: 'flow.while', version: 1, input: { condition: true } },
    { id: 'z', type: 'shop.order', version: 1 },
  ],
  edges: [
    { from: 'a', to: 'each' },
    { from: 'each', to: 'loop' },
    { from: 'loop', to: 'z' },
  ],
};

const nodesSeen = (nodeId: string): readonly string[] => {
  const { nodes } = bindingScope(document, nodeId, catalogue);
  return Object.keys((nodes as JsonSchemaObject).properties ?? {});
};

describe('bindingScope', () => {
  it('has the nodes that come before, those around a body included', () => {
    expect(nodesSeen('a')).toEqual([]);
    expect(nodesSeen('z')).toEqual(['a', 'each', 'loop']);
    expect(nodesSeen('second')).toEqual(['first', 'a']);
  });

  it('types what a body sees, so that expressions can be checked in it', () => {
    const types = bindingScope(document, 'second', catalogue);
    expect(Object.keys(types).sort()).toEqual(
      ['incoming', 'index', 'input', 'item', 'nodes', 'ports', 'run'].sort(),
    );
    expect(types['item']).toMatchObject({ type: 'number' });
    expect(checkExpression('nodes.a.output.lines.length + item', types)).toEqual({
      schema: { type: 'number' },
      findings: [],
    });
    expect(checkExpression('nodes.z.output', types).findings).toHaveLength(1);
    expect(checkExpression('input.email.length', types).schema).toBeDefined();
  });

  it('adds what only one field of a container sees', () => {
    expect(bindingScope(document, 'loop', catalogue)).not.toHaveProperty('value');
    expect(bindingScope(document, 'loop', catalogue, { field: ['condition'] })).toHaveProperty(
      'value',
    );
    expect(bindingScope(document, 'each', catalogue, { field: ['reduce', 'each'] })).toHaveProperty(
      'acc',
    );
    expect(bindingScope(document, 'each', catalogue, { field: ['items'] })).not.toHaveProperty(
      'acc',
    );
  });

  it('of a body has all that is in it, and what the body sees', () => {
    const types = bindingScope(document, 'each', catalogue, { body: 'body' });
    expect(Object.keys((types['nodes'] as JsonSchemaObject).properties ?? {})).toEqual([
      'first',
      'second',
      'a',
    ]);
    expect(Object.keys(types).sort()).toEqual(['index', 'input', 'item', 'nodes', 'run'].sort());
    expect(checkExpression('nodes.second.output.lines[0] + item', types).findings).toEqual([]);
  });

  it('of a body that is not there is what the node sees', () => {
    expect(bindingScope(document, 'each', catalogue, { body: 'other' })).toEqual(
      bindingScope(document, 'each', catalogue),
    );
  });

  it('of a node that is not there is what the output of the workflow sees', () => {
    expect(nodesSeen('gone')).toEqual(['a', 'apart', 'each', 'loop', 'z']);
    expect(bindingScope(document, 'gone', catalogue)).not.toHaveProperty('incoming');
  });

  it('of a node in a loop has the node itself, with what it gave in the pass before', () => {
    const looped = {
      ...document,
      edges: [...document.edges, { from: 'loop', to: 'a', maxIterations: 3 }],
    };
    const { nodes } = bindingScope(looped, 'a', catalogue);
    expect(Object.keys((nodes as JsonSchemaObject).properties ?? {})).toEqual([
      'a',
      'each',
      'loop',
    ]);
  });
});
