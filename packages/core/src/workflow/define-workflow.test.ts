import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { createCatalogue } from '../graph/catalogue.js';
import { validateDocument } from '../graph/validate-document.js';
import { isFlowgraftError } from '../model/error.js';
import type { Issue } from '../model/issue.js';
import { manifestOf } from '../node/manifest.js';
import { approvalNode, delayNode, waitForSignalNode } from '../node/wait-nodes.js';
import { defineWorkflow } from './define-workflow.js';
import type { WorkflowBuilder } from './graph-builder.js';
import * as shop from './shop-nodes.fixture.js';
import { chargeCard, fetchOrder, merge, ping, refund, ship, triage } from './shop-nodes.fixture.js';
import type { AnyWorkflow } from './workflow.js';

const nodeTypes = [
  ...Object.values(shop).filter((node) => 'run' in node),
  approvalNode,
  delayNode,
  waitForSignalNode,
];
const catalogue = createCatalogue(nodeTypes.map(manifestOf));

const orderInput = z.object({ orderId: z.string(), express: z.boolean().default(false) });
type OrderInput = z.output<typeof orderInput>;

/** A workflow of an order, and its document once the validator has nothing against it. */
function documentOf(build: (w: WorkflowBuilder<OrderInput>) => unknown) {
  const workflow = define(build);
  const issues = validateDocument(workflow.toJSON(), catalogue);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return workflow.toJSON();
}

function define(build: (w: WorkflowBuilder<OrderInput>) => unknown): AnyWorkflow {
  return defineWorkflow({ id: 'test', input: orderInput, build: build as () => undefined });
}

function graphOf(build: (w: WorkflowBuilder<OrderInput>) => unknown) {
  const { nodes, edges, output } = documentOf(build);
  return output === undefined ? { nodes, edges } : { nodes, edges, output };
}

/** `a -> b`, `a.large -> b`: the edges of a document, in order. */
function edgesOf(build: (w: WorkflowBuilder<OrderInput>) => unknown): string[] {
  return documentOf(build).edges.map(
    ({ from, fromPort, to, toPort }) =>
      `${from}${fromPort === undefined ? '' : `.${fromPort}`} -> ${to}${toPort === undefined ? '' : `.${toPort}`}`,
  );
}

function issuesOf(build: (w: WorkflowBuilder<OrderInput>) => unknown): readonly Issue[] {
  try {
    define(build);
  } catch (error) {
    if (isFlowgraftError(error, 'WORKFLOW_INVALID')) return error.details.issues;
    throw error;
  }
  return [];
}

const fetch = (w: WorkflowBuilder<OrderInput>) =>
  w.node('fetched', fetchOrder, { orderId: w.input.orderId });

describe('defineWorkflow', () => {
  it('compiles the order workflow to the document that an editor would have made', () => {
    const order = defineWorkflow({
      id: 'order',
      name: 'Order',
      description: 'Takes the money for an order',
      input: z.object({ orderId: z.string() }),
      settings: { durability: 'pipelined', timeout: '30d' },
      build(w) {
        const fetched = w.node('fetched', fetchOrder, { orderId: w.input.orderId });
        const size = w.node('size', triage, { total: fetched.total });
        const approved = w.approval('approved', {
          after: size.large,
          form: z.object({ ok: z.boolean() }),
          decidedBy: 'ok',
          assignees: ['finance'],
          due: '3d',
        });
        w.node(
          'charge',
          chargeCard,
          {
            amount: fetched.total,
            currency: w.expr<'GBP' | 'EUR'>(
              'nodes.fetched.output.country === "GB" ? "GBP" : "EUR"',
            ),
          },
          {
            after: w.any(size.small, approved.out),
            retry: { attempts: 3 },
            compensate: { node: refund, input: (charged) => ({ receipt: charged.receipt }) },
          },
        );
        return { total: fetched.total };
      },
    });

    expect(order.toJSON()).toEqual({
      schema: 1,
      id: 'order',
      name: 'Order',
      description: 'Takes the money for an order',
      input: {
        type: 'object',
        properties: { orderId: { type: 'string' } },
        required: ['orderId'],
      },
      settings: { durability: 'pipelined', timeout: '30d' },
      nodes: [
        {
          id: 'fetched',
          type: 'shop.fetchOrder',
          version: 1,
          input: { orderId: { $ref: 'input.orderId' } },
        },
        {
          id: 'size',
          type: 'shop.triage',
          version: 1,
          input: { total: { $ref: 'nodes.fetched.output.total' } },
        },
        {
          id: 'approved',
          type: 'flow.approval',
          version: 1,
          input: {
            form: {
              $literal: {
                type: 'object',
                properties: { ok: { type: 'boolean' } },
                required: ['ok'],
              },
            },
            assignees: ['finance'],
            due: '3d',
            decidedBy: 'ok',
          },
        },
        {
          id: 'charge',
          type: 'shop.chargeCard',
          version: 2,
          input: {
            amount: { $ref: 'nodes.fetched.output.total' },
            currency: { $expr: 'nodes.fetched.output.country === "GB" ? "GBP" : "EUR"' },
          },
          join: 'any',
          retry: { attempts: 3 },
          compensate: {
            type: 'shop.refund',
            version: 1,
            input: { receipt: { $ref: 'nodes.charge.output.receipt' } },
          },
        },
      ],
      edges: [
        { from: 'fetched', to: 'size' },
        { from: 'size', fromPort: 'large', to: 'approved' },
        { from: 'size', fromPort: 'small', to: 'charge' },
        { from: 'approved', to: 'charge' },
      ],
      output: { total: { $ref: 'nodes.fetched.output.total' } },
    });
    expect(validateDocument(order.toJSON(), catalogue)).toEqual([]);
  });

  it('gives the same document and hash each time, and another hash for another workflow', () => {
    const first = define(fetch);
    const second = define(fetch);
    const other = define((w) => w.node('other', fetchOrder, { orderId: w.input.orderId }));

    expect(second.toJSON()).toEqual(first.toJSON());
    expect(second.hash).toBe(first.hash);
    expect(other.hash).not.toBe(first.hash);
  });

  it('keeps the schema that parses the input of a run', () => {
    const workflow = define(fetch);

    expect(workflow.inputSchema?.parse({ orderId: 'A1' })).toEqual({
      orderId: 'A1',
      express: false,
    });
  });

  it('takes a workflow without input and without result', () => {
    const workflow = defineWorkflow({
      id: 'tick',
      build(w) {
        w.node('ping', ping, {});
      },
    });

    expect(workflow.inputSchema).toBeUndefined();
    expect(workflow.toJSON()).toEqual({
      schema: 1,
      id: 'tick',
      nodes: [{ id: 'ping', type: 'shop.ping', version: 1 }],
      edges: [],
    });
  });

  it('writes every option of a node down, and nothing for those left out', () => {
    const { nodes } = graphOf((w) => {
      const plain = w.node('plain', ping, {}, { name: undefined });
      w.node(
        'full',
        ping,
        {},
        {
          name: 'Ping',
          after: plain,
          join: { count: 1 },
          retry: { attempts: 5, delay: '2s' },
          timeout: '10s',
          effect: 'pure',
          onError: 'continue',
          fallback: { ok: false },
          disabled: true,
          ui: { x: 10, y: 20 },
        },
      );
    });

    expect(nodes).toEqual([
      { id: 'plain', type: 'shop.ping', version: 1 },
      {
        id: 'full',
        type: 'shop.ping',
        version: 1,
        name: 'Ping',
        join: { count: 1 },
        retry: { attempts: 5, delay: '2s' },
        timeout: '10s',
        effect: 'pure',
        onError: 'continue',
        fallback: { ok: false },
        disabled: true,
        ui: { x: 10, y: 20 },
      },
    ]);
  });

  it('takes a lazy node type like any other, with the ports that it names', () => {
    const { nodes, edges } = graphOf((w) => {
      const fetched = w.node('fetched', shop.lazyFetch, { orderId: 'A1' });
      const size = w.node('size', shop.lazyTriage, { total: fetched.total });
      w.node('tell', ship, { to: size.large.reason, extra: null });
    });

    expect(nodes[2]?.input).toEqual({
      to: { $ref: 'nodes.size.outputs.large.reason' },
      extra: null,
    });
    expect(edges).toEqual([
      { from: 'fetched', to: 'size' },
      { from: 'size', fromPort: 'large', to: 'tell' },
    ]);
  });

  it('lets the builder be taken apart', () => {
    const edges = edgesOf(({ node, input, template }) => {
      const fetched = node('fetched', fetchOrder, { orderId: input.orderId });
      node('ship', ship, { to: template('{{ nodes.fetched.output.email }}!'), extra: fetched });
    });

    expect(edges).toEqual(['fetched -> ship']);
  });
});

describe('bindings', () => {
  it('mixes references, expressions, templates, secrets and literals at any depth', () => {
    const { nodes, output } = graphOf((w) => {
      const fetched = fetch(w);
      const shipped = w.node('ship', ship, {
        to: w.secret('crm/address'),
        lines: [{ sku: w.present(fetched.lines[0].sku), qty: 2 }, w.present(fetched.lines[1])],
        address: { street: w.template('{{ input.orderId }} road'), floor: undefined },
        tags: { country: fetched.country, 'a b': 'c' },
        size: [fetched.box[0], 3],
        extra: { deep: [{ run: w.run.id }, w.literal({ $ref: 'no reference' }), { $expr: '1' }] },
      });
      return { tracking: shipped.tracking, fixed: [1, 'two', null, true], all: fetched };
    });

    expect(nodes[1]?.input).toEqual({
      to: { $secret: 'crm/address' },
      lines: [
        { sku: { $ref: 'nodes.fetched.output.lines[0].sku' }, qty: 2 },
        { $ref: 'nodes.fetched.output.lines[1]' },
      ],
      address: { street: { $template: '{{ input.orderId }} road' } },
      tags: { country: { $ref: 'nodes.fetched.output.country' }, 'a b': 'c' },
      size: [{ $ref: 'nodes.fetched.output.box[0]' }, 3],
      extra: {
        deep: [
          { run: { $ref: 'run.id' } },
          { $literal: { $ref: 'no reference' } },
          { $literal: { $expr: '1' } },
        ],
      },
    });
    expect(output).toEqual({
      tracking: { $ref: 'nodes.ship.output.tracking' },
      fixed: [1, 'two', null, true],
      all: { $ref: 'nodes.fetched.output' },
    });
  });

  it('reads the failure of a step, and ports by name', () => {
    const { nodes, edges } = graphOf((w) => {
      const fetched = fetch(w);
      const failure = w.port(fetched, 'error');
      w.node('tell', ship, { to: failure.message, extra: w.port(fetched, 'out').total });
    });

    expect(nodes[1]?.input).toEqual({
      to: { $ref: 'nodes.fetched.error.message' },
      extra: { $ref: 'nodes.fetched.output.total' },
    });
    expect(edges).toEqual([
      { from: 'fetched', fromPort: 'error', to: 'tell' },
      { from: 'fetched', to: 'tell' },
    ]);
  });

  const misfits: readonly (readonly [
    string,
    (w: WorkflowBuilder<OrderInput>) => unknown,
    RegExp,
  ])[] = [
    ['a function', () => () => 1, /node "bad", input\.extra: .*got a function/],
    ['an instance', () => new Map(), /input\.extra: .*got an instance of Map/],
    ['a date', () => new Date(0), /got an instance of Date/],
    ['a bigint', () => 1n, /got 1n/],
    ['a number that JSON lacks', () => Number.NaN, /got NaN/],
    ['nothing in a list', () => [1, undefined], /input\.extra\[1\]: .*got undefined/],
    [
      'a step with several ports',
      (w) => w.node('size', triage, { total: 1 }),
      /size\.small, size\.large/,
    ],
    ['a reference in a literal', (w) => ({ $ref: w.input.orderId }), /a literal holds plain data/],
  ];
  for (const [what, value, message] of misfits) {
    it(`refuses ${what} as a value, saying where it stands`, () => {
      const build = (w: WorkflowBuilder<OrderInput>) =>
        w.node('bad', ship, { to: 'x', extra: value(w) as never });

      expect(() => define(build)).toThrow(TypeError);
      expect(() => define(build)).toThrow(message);
    });
  }

  it('refuses a reference as the whole input', () => {
    expect(() => define((w) => w.node('bad', fetchOrder, w.input as never))).toThrow(
      /node "bad", input: expected an object with a value for each input/,
    );
  });

  it('refuses a secret where it would be stored', () => {
    expect(() => define((w) => ({ leak: w.secret('crm/key') as never }))).toThrow(
      /output\.leak: a secret can only be a node's input/,
    );
    expect(() =>
      define((w) => w.node('a', ship, { to: 'x', extra: 1 }, { fallback: w.secret('k') as never })),
    ).toThrow(/fallback: a secret can only be a node's input/);
  });
});

describe('edges', () => {
  it('come from reading data, one for each step', () => {
    const edges = edgesOf((w) => {
      const fetched = fetch(w);
      w.node('ship', ship, { to: fetched.email, extra: [fetched.total, fetched.country] });
    });

    expect(edges).toEqual(['fetched -> ship']);
  });

  it('come from what expressions and templates read', () => {
    const edges = edgesOf((w) => {
      fetch(w);
      w.node('size', triage, { total: 1 });
      w.node('a', ship, { to: w.expr<string>('nodes.fetched.output.email'), extra: 1 });
      w.node('b', ship, {
        to: w.template('Why: {{ nodes["size"].outputs.large.reason }}'),
        extra: 1,
      });
      w.node('c', ship, { to: w.expr<string>('nodes.a.error.message'), extra: 1 });
      w.node('d', ship, { to: w.expr<string>('nodes.size.port'), extra: 1 });
    });

    expect(edges).toEqual([
      'fetched -> a',
      'size.large -> b',
      'a.error -> c',
      'size.small -> d',
      'size.large -> d',
    ]);
  });

  it('come from the port whose data is read', () => {
    const edges = edgesOf((w) => {
      const size = w.node('size', triage, { total: 1 });
      w.node('a', ship, { to: size.large.reason, extra: 1 });
    });

    expect(edges).toEqual(['size.large -> a']);
  });

  it('are left out where the order is implied, so that a branch stays a branch', () => {
    const edges = edgesOf((w) => {
      const fetched = fetch(w);
      const size = w.node('size', triage, { total: fetched.total });
      w.node('a', ship, { to: fetched.email, extra: 1 }, { after: size.small });
      w.node('b', ship, { to: fetched.email, extra: size.large.reason });
    });

    expect(edges).toEqual(['fetched -> size', 'size.small -> a', 'size.large -> b']);
  });

  it('are left out also where the order is implied over several steps', () => {
    const edges = edgesOf((w) => {
      const fetched = fetch(w);
      const size = w.node('size', triage, { total: fetched.total });
      const first = w.node('first', ping, {}, { after: size.small });
      const second = w.node('second', ping, {}, { after: first });
      w.node('a', ship, { to: fetched.email, extra: 1 }, { after: second });
    });

    expect(edges).toEqual([
      'fetched -> size',
      'size.small -> first',
      'first -> second',
      'second -> a',
    ]);
  });

  it('come from the ports that are named, also when the step is asked which it took', () => {
    const edges = edgesOf((w) => {
      const fetched = fetch(w);
      const size = w.node('size', triage, { total: 1 });
      w.node('a', ship, { to: size.large.reason, extra: w.expr('nodes.size.port') });
      w.node('b', ship, {
        to: w.expr<string>('nodes.fetched.status'),
        extra: w.port(fetched, 'error'),
      });
    });

    expect(edges).toEqual(['size.large -> a', 'fetched.error -> b', 'fetched -> b']);
  });

  it('lead out of every port when `after` names a step with several', () => {
    const edges = edgesOf((w) => {
      const size = w.node('size', triage, { total: 1 });
      w.node('a', ping, {}, { after: size });
    });

    expect(edges).toEqual(['size.small -> a', 'size.large -> a']);
  });

  it('are not doubled', () => {
    const edges = edgesOf((w) => {
      const fetched = fetch(w);
      w.node('a', ship, { to: fetched.email, extra: 1 }, { after: [fetched, fetched] });
    });

    expect(edges).toEqual(['fetched -> a']);
  });

  it('lead to named input ports', () => {
    const edges = edgesOf((w) => {
      const a = w.node('a', ping, {});
      const size = w.node('size', triage, { total: 1 });
      w.node('m', merge, {}, { after: w.any(w.into('left', a), w.into('right', size.large)) });
    });

    expect(edges).toEqual(['a -> m.left', 'size.large -> m.right']);
  });

  it('come back with w.loop', () => {
    const { edges } = graphOf((w) => {
      const fetched = fetch(w);
      const size = w.node('size', triage, { total: fetched.total });
      w.loop(size.large, fetched, { maxIterations: 5 });
      w.node('done', ping, {}, { after: size.small });
    });

    expect(edges).toEqual([
      { from: 'fetched', to: 'size' },
      { from: 'size', fromPort: 'small', to: 'done' },
      { from: 'size', fromPort: 'large', to: 'fetched', maxIterations: 5 },
    ]);
  });

  it('are not drawn for data that a loop brings back', () => {
    const edges = edgesOf((w) => {
      const fetched = w.node('fetched', fetchOrder, {
        orderId: w.expr<string>('nodes.size.outputs.large?.reason ?? input.orderId'),
      });
      const size = w.node('size', triage, { total: fetched.total });
      w.loop(size.large, fetched, { maxIterations: 5 });
    });

    expect(edges).toEqual(['fetched -> size', 'size.large -> fetched']);
  });

  it('are not drawn from a step to what undoes it, but from other steps that this reads', () => {
    const edges = edgesOf((w) => {
      const fetched = fetch(w);
      w.node(
        'charge',
        chargeCard,
        { amount: 1, currency: 'GBP' },
        {
          compensate: {
            node: refund,
            input: (done) => ({ receipt: done.receipt, why: fetched.country }),
          },
        },
      );
    });

    expect(edges).toEqual(['fetched -> charge']);
  });
});

describe('join rules', () => {
  const joinOf = (build: (w: WorkflowBuilder<OrderInput>) => unknown) =>
    documentOf(build).nodes.find(({ id }) => id === 'end')?.join;

  it('are what after says', () => {
    const with2 = (join: (w: WorkflowBuilder<OrderInput>) => 'any' | 'all' | 'count' | 'list') =>
      joinOf((w) => {
        const [a, b] = [w.node('a', ping, {}), w.node('b', ping, {})];
        const after = {
          any: w.any(a, b),
          all: w.all(a, b),
          count: w.count(2, a, b),
          list: [a, b],
        }[join(w)];
        w.node('end', ping, {}, { after });
      });

    expect(with2(() => 'any')).toBe('any');
    expect(with2(() => 'count')).toEqual({ count: 2 });
    expect(with2(() => 'all')).toBeUndefined();
    expect(with2(() => 'list')).toBeUndefined();
  });

  it('need the condition in `after` and the data, when the condition may not hold', () => {
    const join = joinOf((w) => {
      const fetched = fetch(w);
      const gate = w.node('gate', triage, { total: 1 });
      w.node('end', ship, { to: fetched.email, extra: 1 }, { after: gate.large });
    });

    expect(join).toEqual({ count: 2 });
  });

  it('stay out of the document when everything before the node runs for sure', () => {
    const join = joinOf((w) => {
      const fetched = fetch(w);
      const first = w.node('first', ping, {});
      w.node('end', ship, { to: fetched.email, extra: 1 }, { after: first });
    });

    expect(join).toBeUndefined();
  });

  it('know that a step behind a branch, or with a handled failure, may not run', () => {
    const behind = joinOf((w) => {
      const fetched = fetch(w);
      const gate = w.node('gate', triage, { total: 1 });
      const first = w.node('first', ping, {}, { after: gate.large });
      w.node('end', ship, { to: fetched.email, extra: 1 }, { after: first });
    });
    const handled = joinOf((w) => {
      const fetched = fetch(w);
      const first = w.node('first', ping, {});
      w.node('rescue', ping, {}, { after: w.port(first, 'error') });
      w.node('end', ship, { to: fetched.email, extra: 1 }, { after: first });
    });

    expect(behind).toEqual({ count: 2 });
    expect(handled).toEqual({ count: 2 });
  });

  it('are asked for where none says "one of these, and this data"', () => {
    const build = (join?: { count: number }) => (w: WorkflowBuilder<OrderInput>) => {
      const fetched = fetch(w);
      const gate = w.node('gate', triage, { total: 1 });
      const after = [gate.large, gate.small];
      w.node('end', ship, { to: fetched.email, extra: 1 }, { after, join });
    };

    expect(issuesOf(build())).toMatchObject([
      {
        code: 'BINDING_ORDER',
        nodeId: 'end',
        path: ['nodes', 2, 'input', 'to'],
        message: expect.stringContaining(
          'reads "fetched", which its `after` does not imply',
        ) as string,
      },
    ]);
    expect(issuesOf(build({ count: 2 }))).toEqual([]);
  });

  it('are asked for where the data may come over one of several edges', () => {
    const issues = issuesOf((w) => {
      const gate = w.node('gate', triage, { total: 1 });
      const size = w.node('size', triage, { total: 1 });
      const extra = [size.large, w.expr('nodes.size.outputs.small')];
      w.node('end', ship, { to: 'x', extra }, { after: gate.large });
    });

    expect(issues).toMatchObject([{ code: 'BINDING_ORDER', nodeId: 'end' }]);
  });

  it('are asked for where w.any would start the node before its data is there', () => {
    const issues = issuesOf((w) => {
      const fetched = fetch(w);
      const [a, b] = [w.node('a', ping, {}), w.node('b', ping, {})];
      w.node('end', ship, { to: fetched.email, extra: 1 }, { after: w.any(a, b) });
    });

    expect(issues).toMatchObject([{ code: 'BINDING_ORDER', nodeId: 'end' }]);
  });
});

describe('faults of a workflow', () => {
  it('are reported together, with the place of each', () => {
    const issues = issuesOf((w) => {
      w.node('a', ping, {});
      w.node('a', ping, {});
      w.node('not an id', ping, {});
      w.node('x', ship, { to: w.expr<string>('1 +'), extra: w.expr('nodes.aa.output') });
      w.node('y', ship, { to: w.template('{{ nodes.z.output }}!'), extra: 1 }, { timeout: 'soon' });
      w.node('z', ship, { to: w.expr<string>('nodes.z.port'), extra: 1 });
      w.node('size', triage, { total: 1 });
      w.node('s', ship, { to: w.expr<string>('nodes.size.outputs.huge'), extra: 1 });
    });

    expect(issues.map(({ code, path, nodeId }) => [code, path.join('/'), nodeId])).toEqual([
      ['DUPLICATE_ID', 'nodes/1/id', 'a'],
      ['EXPRESSION_SYNTAX', 'nodes/3/input/to', 'x'],
      ['UNKNOWN_PORT', 'nodes/7/input/to', 's'],
      ['BINDING_ORDER', 'nodes/4/input/to', 'y'],
      ['BINDING_ORDER', 'nodes/5/input/to', 'z'],
      ['UNKNOWN_NODE', 'nodes/3/input/extra', undefined],
      ['SCHEMA', 'nodes/2/id', undefined],
      ['SCHEMA', 'nodes/4/timeout', undefined],
    ]);
    expect(issues[5]).toMatchObject({
      position: 0,
      message: 'there is no step "aa"; did you mean "a"?',
    });
  });

  it('names the workflow and its faults in the message', () => {
    expect(() => define(() => undefined)).toThrow(
      'Workflow "test" was refused:\nSCHEMA: there is nothing in this graph: add a node, or return a value',
    );
  });

  it('includes an id that is none', () => {
    const build = () => defineWorkflow({ id: 'no good', build: (w) => void w.node('a', ping, {}) });

    expect(build).toThrow(/WORKFLOW_INVALID|Workflow "no good" was refused:\nid: /);
  });
});

describe('misuse of a builder', () => {
  it('is a reference of another workflow', () => {
    let leaked: WorkflowBuilder<OrderInput>['input'] | undefined;
    let step: ReturnType<typeof fetch> | undefined;
    define((w) => {
      leaked = w.input;
      step = fetch(w);
    });
    const other = (build: (w: WorkflowBuilder<OrderInput>) => unknown) => () =>
      defineWorkflow({ id: 'other', input: orderInput, build: build as () => undefined });

    expect(other((w) => w.node('a', fetchOrder, { orderId: leaked?.orderId as never }))).toThrow(
      /node "a", input\.orderId: input\.orderId belongs to workflow "test", not to "other"/,
    );
    expect(other((w) => w.node('a', ping, {}, { after: step as never }))).toThrow(
      /node "a", after: step "fetched" belongs to workflow "test"/,
    );
    expect(other((w) => w.port(step as never, 'out'))).toThrow(
      /w\.port: .*belongs to workflow "test"/,
    );
  });

  it('is a builder used after build has returned', () => {
    let leaked: WorkflowBuilder<OrderInput> | undefined;
    define((w) => {
      leaked = w;
      fetch(w);
    });

    expect(() => leaked?.node('late', ping, {})).toThrow(/node "late": this graph is complete/);
  });

  it('is an asynchronous build', () => {
    const build = async (w: WorkflowBuilder<OrderInput>) => {
      fetch(w);
      return Promise.resolve(1);
    };

    expect(() => define(build)).toThrow(/must not be async/);
  });

  const calls: readonly (readonly [string, (w: WorkflowBuilder<OrderInput>) => unknown, RegExp])[] =
    [
      ['no node type', (w) => w.node('a', {} as typeof ping, {}), /node "a": expected a node type/],
      ['no id', (w) => w.node(7 as never, ping, {}), /id: expected a text, got 7/],
      [
        'data in after',
        (w) => w.node('a', ping, {}, { after: fetch(w).total as never }),
        /after: expected a step/,
      ],
      [
        'an unknown port',
        (w) => w.port(fetch(w), 'huge' as never),
        /"fetched" has no port "huge"; it has "out", "error"/,
      ],
      [
        'an unknown input port',
        (w) => w.node('a', merge, {}, { after: w.into('up', fetch(w)) }),
        /no input port "up"; it has "left", "right"/,
      ],
      [
        'two join rules',
        (w) => w.node('a', ping, {}, { after: w.any(fetch(w)), join: 'all' }),
        /join/,
      ],
      ['no text in w.expr', (w) => w.expr(1 as never), /w\.expr: expected a text, got 1/],
      [
        'no step in w.loop',
        (w) => w.loop(w.input as never, fetch(w), { maxIterations: 1 }),
        /w\.loop: expected a step/,
      ],
      [
        'no reference in w.at',
        (w) => w.at('x' as never, 'y' as never),
        /w\.at: expected a reference/,
      ],
    ];
  for (const [what, call, message] of calls) {
    it(`is ${what}`, () => {
      expect(() => define(call)).toThrow(TypeError);
      expect(() => define(call)).toThrow(message);
    });
  }
});
