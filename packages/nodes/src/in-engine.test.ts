import {
  createEngine,
  isFlowgraftError,
  type Engine,
  type EngineOptions,
  type FileStore,
  type WorkflowDocument,
} from '@flowgraft/core';
import { createTestContext } from '@flowgraft/core/testing';
import { afterEach, expect, it } from 'vitest';

import { builtinNodes } from './index.js';

let engine: Engine | undefined;

afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

async function run(
  document: WorkflowDocument,
  input: unknown,
  options: EngineOptions = {},
): Promise<unknown> {
  engine = createEngine({ ...options, nodes: [builtinNodes] });
  engine.worker();
  return (await engine.start(document, input)).result();
}

const largeOrders: WorkflowDocument = {
  schema: 1,
  id: 'largeOrders',
  nodes: [
    {
      id: 'rows',
      type: 'data.parseCsv',
      version: 1,
      input: { text: { $ref: 'input.csv' }, detectTypes: true },
    },
    {
      id: 'large',
      type: 'data.filter',
      version: 1,
      input: {
        items: { $ref: 'nodes.rows.output.items' },
        where: { field: 'total', operator: 'greaterThan', value: 10 },
      },
    },
    {
      id: 'any',
      type: 'flow.if',
      version: 1,
      input: {
        condition: { left: { $expr: 'nodes.large.output.length' }, operator: 'atLeast', right: 1 },
        data: { $ref: 'nodes.large.output' },
      },
    },
    {
      id: 'found',
      type: 'data.set',
      version: 1,
      input: { fields: { 'report.orders': { $ref: 'nodes.any.outputs.true' } } },
    },
    { id: 'none', type: 'flow.stop', version: 1, input: { message: 'No large orders' } },
    {
      id: 'end',
      type: 'flow.merge',
      version: 1,
      input: { incoming: { $ref: 'incoming' }, take: 'first' },
    },
  ],
  edges: [
    { from: 'rows', to: 'large' },
    { from: 'large', to: 'any' },
    { from: 'any', fromPort: 'true', to: 'found' },
    { from: 'any', fromPort: 'false', to: 'none' },
    { from: 'found', to: 'end' },
    { from: 'none', fromPort: 'error', to: 'end' },
  ],
};

it('runs a workflow of built-in nodes, one branch or the other', async () => {
  expect(await run(largeOrders, { csv: 'id,total\na,5\nb,20\n' })).toEqual({
    report: { orders: [{ id: 'b', total: 20 }] },
  });
  await engine?.close();
  expect(await run(largeOrders, { csv: 'id,total\na,5\n' })).toMatchObject({
    category: 'permanent',
    message: 'No large orders',
  });
});

const copyFile: WorkflowDocument = {
  schema: 1,
  id: 'copyFile',
  nodes: [
    { id: 'read', type: 'files.readText', version: 1, input: { path: 'a.txt' } },
    {
      id: 'write',
      type: 'files.writeText',
      version: 1,
      input: { path: 'b.txt', text: { $ref: 'nodes.read.output.text' } },
    },
  ],
  edges: [{ from: 'read', to: 'write' }],
};

it('reads and writes files that the host gave', async () => {
  const { ctx, fileText } = createTestContext({ files: { 'a.txt': 'hello' } });
  const files: FileStore = ctx.files;

  expect(await run(copyFile, {}, { files })).toEqual({ path: 'b.txt', sizeBytes: 5 });
  expect(fileText('b.txt')).toBe('hello');
});

it('knows no file nodes when the host gave no files', async () => {
  const error: unknown = await run(copyFile, {}).catch((reason: unknown) => reason);

  expect(isFlowgraftError(error) && error.code).toBe('WORKFLOW_INVALID');
});

it('calls out through the fetch that the host gave', async () => {
  const asked: string[] = [];
  const document: WorkflowDocument = {
    schema: 1,
    id: 'call',
    nodes: [
      {
        id: 'call',
        type: 'http.request',
        version: 1,
        input: { url: 'https://shop.example/orders', followRedirects: false },
      },
    ],
    edges: [],
  };

  const result = await run(
    document,
    {},
    {
      fetch: (url, init) => {
        asked.push(`${init?.method} ${String(url)} ${init?.redirect}`);
        return Promise.resolve(Response.json({ total: 40 }));
      },
    },
  );

  expect(result).toMatchObject({ status: 200, body: { total: 40 } });
  expect(asked).toEqual(['GET https://shop.example/orders manual']);
});
