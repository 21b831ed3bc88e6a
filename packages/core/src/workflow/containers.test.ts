import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { createCatalogue } from '../graph/catalogue.js';
import { validateDocument } from '../graph/validate-document.js';
import { manifestOf } from '../node/manifest.js';
import { approvalNode, delayNode, waitForSignalNode } from '../node/wait-nodes.js';
import { defineWorkflow } from './define-workflow.js';
import type { WorkflowBuilder } from './graph-builder.js';
import { chargeCard, fetchOrder, ping, refund, ship } from './shop-nodes.fixture.js';
import { loadWorkflow } from './workflow.js';

const nodeTypes = [
  chargeCard,
  fetchOrder,
  ping,
  refund,
  ship,
  approvalNode,
  delayNode,
  waitForSignalNode,
];
const catalogue = createCatalogue(nodeTypes.map(manifestOf));
const input = z.object({ ids: z.array(z.string()) });
type Input = z.output<typeof input>;

function define(build: (w: WorkflowBuilder<Input>) => unknown) {
  return defineWorkflow({ id: 'test', input, build: build as () => undefined });
}

function graphOf(build: (w: WorkflowBuilder<Input>) => unknown) {
  const document = define(build).toJSON();
  const issues = validateDocument(document, catalogue);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { nodes, edges, output } = document;
  return output === undefined ? { nodes, edges } : { nodes, edges, output };
}

describe('w.forEach', () => {
  it('holds its body, with the item and its number as roots', () => {
    const graph = graphOf((w) => {
      const each = w.forEach(
        'each',
        { items: w.input.ids, concurrency: 4, onItemError: 'continue', name: 'All orders' },
        (b, id, index) => {
          const fetched = b.node('fetched', fetchOrder, { orderId: id });
          return { total: fetched.total, place: index };
        },
      );
      return { totals: each.results, failed: each.failed };
    });

    expect(graph).toEqual({
      nodes: [
        {
          id: 'each',
          type: 'flow.forEach',
          version: 1,
          name: 'All orders',
          input: { items: { $ref: 'input.ids' }, concurrency: 4, onItemError: 'continue' },
          bodies: {
            body: {
              nodes: [
                {
                  id: 'fetched',
                  type: 'shop.fetchOrder',
                  version: 1,
                  input: { orderId: { $ref: 'item' } },
                },
              ],
              edges: [],
              output: {
                total: { $ref: 'nodes.fetched.output.total' },
                place: { $ref: 'index' },
              },
            },
          },
        },
      ],
      edges: [],
      output: {
        totals: { $ref: 'nodes.each.output.results' },
        failed: { $ref: 'nodes.each.output.failed' },
      },
    });
  });

  it('folds its results', () => {
    const { nodes } = graphOf((w) => {
      w.forEach(
        'each',
        {
          items: [1, 2],
          batchSize: 2,
          reduce: { initial: 0, each: w.expr<number>('acc + result.length') },
        },
        (_b, items) => items,
      );
    });

    expect(nodes[0]?.input).toEqual({
      items: [1, 2],
      batchSize: 2,
      reduce: { initial: 0, each: { $expr: 'acc + result.length' } },
    });
  });

  it('comes after the steps that its items and its body read, also bodies in bodies', () => {
    const { nodes, edges } = graphOf((w) => {
      const first = w.node('first', fetchOrder, { orderId: 'A' });
      const second = w.node('second', fetchOrder, { orderId: 'B' });
      const third = w.node('third', fetchOrder, { orderId: 'C' });
      const fourth = w.node('fourth', fetchOrder, { orderId: 'D' });
      w.forEach('outer', { items: first.lines }, (b) =>
        b.forEach('inner', { items: second.lines }, (c) => {
          c.node('ship', ship, { to: third.email, extra: c.expr('nodes.fourth.output.total') });
          return fourth.total;
        }),
      );
    });

    expect(edges).toEqual([
      { from: 'first', to: 'outer' },
      { from: 'second', to: 'outer' },
      { from: 'third', to: 'outer' },
      { from: 'fourth', to: 'outer' },
    ]);
    expect(nodes.at(-1)?.bodies?.['body']?.edges).toEqual([]);
  });

  it('refuses an item outside its body, and an outer item that an inner one hides', () => {
    let leaked: unknown;
    expect(() =>
      define((w) => {
        w.forEach('each', { items: w.input.ids }, (_b, item) => {
          leaked = item;
          return item;
        });
        w.node('a', fetchOrder, { orderId: leaked as never });
      }),
    ).toThrow(/node "a", input\.orderId: item exists only inside nodes\[0\]\.bodies\.body/);
    expect(() =>
      define((w) =>
        w.forEach('outer', { items: w.input.ids }, (b, id) =>
          b.forEach('inner', { items: ['x'] }, (c) => c.node('a', fetchOrder, { orderId: id })),
        ),
      ),
    ).toThrow(/this "item" is hidden by the one of nodes\[0\]\.bodies\.body\.nodes\[0\]/);
  });

  it('refuses what stands in a body from outside, by reference and by name', () => {
    let leaked: { readonly total: unknown } | undefined;
    const body = (w: WorkflowBuilder<Input>) =>
      w.forEach('each', { items: w.input.ids }, (b, id) => {
        leaked = b.node('fetched', fetchOrder, { orderId: id });
        return 1;
      });

    expect(() => define((w) => (body(w), { total: leaked?.total }))).toThrow(
      /output\.total: nodes\.fetched\.output\.total exists only inside/,
    );
    expect(() => define((w) => (body(w), w.expr('nodes.fetched.output')))).toThrow(
      /step "fetched" stands inside a body; only what its container gives/,
    );
  });

  it('refuses edges across its border', () => {
    expect(() =>
      define((w) => {
        const first = w.node('first', ping, {});
        w.forEach('each', { items: w.input.ids }, (b) => b.node('a', ping, {}, { after: first }));
      }),
    ).toThrow(/after: step "first" stands in another graph/);
  });

  it('refuses the outer builder inside its body', () => {
    expect(() =>
      define((w) => w.forEach('each', { items: w.input.ids }, () => w.node('a', ping, {}))),
    ).toThrow(/node "a": a body inside this graph is being written; use the builder/);
  });

  it('refuses an empty body, and a body that reads its own container', () => {
    expect(() => define((w) => w.forEach('each', { items: w.input.ids }, () => undefined))).toThrow(
      /nodes\[0\]\.bodies\.body: SCHEMA: there is nothing in this graph/,
    );
    expect(() =>
      define((w) =>
        w.forEach('each', { items: w.input.ids }, (b) => b.expr('nodes.each.output.count')),
      ),
    ).toThrow(/step "each" reads its own result/);
  });
});

describe('w.while and w.until', () => {
  it('hold their condition and their start', () => {
    const { nodes, edges } = graphOf((w) => {
      const last = w.node('last', fetchOrder, { orderId: 'A' });
      w.until(
        'poll',
        {
          initial: { done: false, total: 0 },
          condition: ({ value }) => value.done,
          maxIterations: 20,
        },
        (b, { value, index }) => {
          const paused = b.delay('pause', '1m');
          b.node('ship', ship, { to: 'x', extra: [value.total, index] }, { after: paused });
          return { done: b.expr<boolean>('nodes.ship.output.tracking !== ""'), total: last.total };
        },
      );
      w.while(
        'again',
        { condition: w.expr('index < nodes.last.output.total') },
        (_b, { index }) => index,
      );
    });

    expect(nodes.slice(1)).toEqual([
      {
        id: 'poll',
        type: 'flow.until',
        version: 1,
        input: {
          initial: { done: false, total: 0 },
          maxIterations: 20,
          condition: { $ref: 'value.done' },
        },
        bodies: {
          body: {
            nodes: [
              { id: 'pause', type: 'flow.delay', version: 1, input: { duration: '1m' } },
              {
                id: 'ship',
                type: 'shop.ship',
                version: 1,
                input: { to: 'x', extra: [{ $ref: 'value.total' }, { $ref: 'index' }] },
              },
            ],
            edges: [{ from: 'pause', to: 'ship' }],
            output: {
              done: { $expr: 'nodes.ship.output.tracking !== ""' },
              total: { $ref: 'nodes.last.output.total' },
            },
          },
        },
      },
      {
        id: 'again',
        type: 'flow.while',
        version: 1,
        input: { condition: { $expr: 'index < nodes.last.output.total' } },
        bodies: { body: { nodes: [], edges: [], output: { $ref: 'index' } } },
      },
    ]);
    expect(edges).toEqual([
      { from: 'last', to: 'poll' },
      { from: 'last', to: 'again' },
    ]);
  });
});

describe('w.parallel', () => {
  it('holds a body for each branch', () => {
    const graph = graphOf((w) => {
      const both = w.parallel(
        'both',
        {
          left: (b) => b.node('l', fetchOrder, { orderId: 'A' }).total,
          right: (b) => void b.node('r', ping, {}),
        },
        { onBranchError: 'continue' },
      );
      return both.left;
    });

    expect(graph).toEqual({
      nodes: [
        {
          id: 'both',
          type: 'flow.parallel',
          version: 1,
          input: { onBranchError: 'continue' },
          bodies: {
            left: {
              nodes: [{ id: 'l', type: 'shop.fetchOrder', version: 1, input: { orderId: 'A' } }],
              edges: [],
              output: { $ref: 'nodes.l.output.total' },
            },
            right: { nodes: [{ id: 'r', type: 'shop.ping', version: 1 }], edges: [] },
          },
        },
      ],
      edges: [],
      output: { $ref: 'nodes.both.output.left' },
    });
  });

  it('refuses a step of one branch in the other', () => {
    let leaked: { readonly total: unknown } | undefined;
    expect(() =>
      define((w) =>
        w.parallel('both', {
          left: (b) => (leaked = b.node('l', fetchOrder, { orderId: 'A' })).total,
          right: () => leaked?.total as never,
        }),
      ),
    ).toThrow(/exists only inside nodes\[0\]\.bodies\.left/);
  });
});

describe('w.try', () => {
  it('holds body, catch and finally', () => {
    const graph = graphOf((w) => {
      const tried = w.try('tried', {
        body: (b) => b.node('fetched', fetchOrder, { orderId: 'A' }).email,
        catch: (b, error) => b.template('failed: {{ error.message }}') && error.message,
        finally: (b) => void b.node('ping', ping, {}),
        name: 'Careful',
      });
      return tried.value;
    });

    expect(graph).toEqual({
      nodes: [
        {
          id: 'tried',
          type: 'flow.try',
          version: 1,
          name: 'Careful',
          bodies: {
            body: {
              nodes: [
                { id: 'fetched', type: 'shop.fetchOrder', version: 1, input: { orderId: 'A' } },
              ],
              edges: [],
              output: { $ref: 'nodes.fetched.output.email' },
            },
            catch: { nodes: [], edges: [], output: { $ref: 'error.message' } },
            finally: { nodes: [{ id: 'ping', type: 'shop.ping', version: 1 }], edges: [] },
          },
        },
      ],
      edges: [],
      output: { $ref: 'nodes.tried.output.value' },
    });
  });
});

describe('w.subWorkflow', () => {
  const child = defineWorkflow({
    id: 'child',
    input: z.object({ orderId: z.string() }),
    build: (w) => w.node('fetched', fetchOrder, { orderId: w.input.orderId }).total,
  });

  it('pins the version that it is given, and carries it along', () => {
    const parent = define((w) => {
      const total = w.subWorkflow(
        'sub',
        child,
        { orderId: w.input.ids[0] as never },
        { timeout: '1h' },
      );
      return { total };
    });

    expect(parent.toJSON().nodes).toEqual([
      {
        id: 'sub',
        type: 'flow.subWorkflow',
        version: 1,
        timeout: '1h',
        input: {
          workflowId: 'child',
          hash: child.hash,
          input: { orderId: { $ref: 'input.ids[0]' } },
        },
      },
    ]);
    expect(parent.children).toEqual([child]);
    expect(
      defineWorkflow({ id: 'top', build: (w) => void w.subWorkflow('s', parent, { ids: [] }) })
        .children,
    ).toEqual([parent, child]);
  });

  it('leaves the version open when asked to, and takes loaded workflows', () => {
    const parent = define((w) => {
      w.subWorkflow('sub', loadWorkflow(child.toJSON()), { any: 'thing' }, { version: 'latest' });
    });

    expect(parent.toJSON().nodes[0]?.input).toEqual({
      workflowId: 'child',
      input: { any: 'thing' },
    });
  });

  it('refuses what is no workflow', () => {
    expect(() => define((w) => w.subWorkflow('sub', {} as typeof child, { orderId: 'A' }))).toThrow(
      /node "sub": expected a workflow made by defineWorkflow or loadWorkflow/,
    );
  });
});

describe('waiting steps', () => {
  it('compile to the node types of waiting, with schemas as literal data', () => {
    const item = z.object({ sku: z.string() });
    const { nodes, edges } = graphOf((w) => {
      const paused = w.delay('pause', '2d', { name: 'Two days' });
      const paid = w.signal('paid', {
        signal: w.template('paid:{{ input.ids[0] }}'),
        schema: z.object({ lines: z.array(item) }),
        timeout: '7d',
        after: paused,
      });
      w.approval('ok', { title: 'Really?', after: paid.timeout });
      w.node('ship', ship, { to: 'x', lines: [], extra: paid.out.lines });
    });

    expect(nodes).toEqual([
      {
        id: 'pause',
        type: 'flow.delay',
        version: 1,
        name: 'Two days',
        input: { duration: '2d' },
      },
      {
        id: 'paid',
        type: 'flow.waitForSignal',
        version: 1,
        input: {
          signal: { $template: 'paid:{{ input.ids[0] }}' },
          timeout: '7d',
          schema: {
            $literal: {
              type: 'object',
              properties: {
                lines: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: { sku: { type: 'string' } },
                    required: ['sku'],
                  },
                },
              },
              required: ['lines'],
            },
          },
        },
      },
      { id: 'ok', type: 'flow.approval', version: 1, input: { title: 'Really?' } },
      {
        id: 'ship',
        type: 'shop.ship',
        version: 1,
        input: { to: 'x', lines: [], extra: { $ref: 'nodes.paid.outputs.out.lines' } },
      },
    ]);
    expect(edges).toEqual([
      { from: 'pause', to: 'paid' },
      { from: 'paid', fromPort: 'timeout', to: 'ok' },
      { from: 'paid', to: 'ship' },
    ]);
  });
});
