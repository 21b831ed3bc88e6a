/** Workflows for tests. */

import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '@flowgraft/core';

function at(x: number, y: number): { readonly ui: { readonly x: number; readonly y: number } } {
  return { ui: { x, y } };
}

/** A form, a request, an e-mail: in a line, with references. */
export const linearWorkflow: WorkflowDocument = {
  schema: 1,
  id: 'linear',
  name: 'Order confirmation',
  description: 'Fetches an order and confirms it by e-mail.',
  input: {
    type: 'object',
    properties: { orderId: { type: 'integer' } },
    required: ['orderId'],
  },
  nodes: [
    {
      id: 'fetch',
      type: 'http.request',
      version: 2,
      name: 'Get the order',
      input: { url: { $template: 'https://api.example.com/orders/{{ input.orderId }}' } },
      ...at(0, 0),
    },
    {
      id: 'pick',
      type: 'data.set',
      version: 1,
      input: { values: { total: { $expr: 'nodes.fetch.output.body.total * 1.2' } } },
      ...at(280, 0),
    },
    {
      id: 'mail',
      type: 'mail.send',
      version: 1,
      name: 'Confirm',
      input: {
        to: [{ $ref: 'nodes.fetch.output.body.email' }],
        subject: { $template: 'Order {{ input.orderId }}: {{ nodes.pick.output.total }}' },
        text: 'Thank you.',
      },
      ...at(560, 0),
    },
  ],
  edges: [
    { from: 'fetch', to: 'pick' },
    { from: 'pick', to: 'mail' },
  ],
  output: { $ref: 'nodes.mail.output.messageId' },
};

/** A condition with two ways, an error port that is used, a merge, a note. */
export const branchingWorkflow: WorkflowDocument = {
  schema: 1,
  id: 'branching',
  name: 'Large orders',
  nodes: [
    { id: 'form', type: 'start.form', version: 1, ...at(0, 100) },
    {
      id: 'large',
      type: 'flow.if',
      version: 1,
      name: 'Large order?',
      input: { condition: { $expr: 'nodes.form.output.amount > 1000' } },
      ...at(280, 100),
    },
    {
      id: 'ask',
      type: 'chat.post',
      version: 1,
      name: 'Tell sales',
      input: {
        channel: 'sales',
        text: { $template: 'Large order from {{ nodes.form.output.email }}' },
      },
      retry: { attempts: 5, delay: '2s' },
      timeout: '10s',
      ...at(560, 0),
    },
    {
      id: 'confirm',
      type: 'mail.send',
      version: 1,
      input: { to: [{ $ref: 'nodes.form.output.email' }], subject: 'Thanks', text: 'We got it.' },
      ...at(560, 200),
    },
    {
      id: 'alarm',
      type: 'chat.post',
      version: 1,
      name: 'Say what failed',
      input: { channel: 'ops', text: { $ref: 'nodes.ask.error.message' } },
      ...at(840, -100),
    },
    { id: 'end', type: 'flow.noop', version: 1, name: 'Done', join: 'any', ...at(840, 100) },
  ],
  edges: [
    { from: 'form', to: 'large' },
    { from: 'large', fromPort: 'true', to: 'ask' },
    { from: 'large', fromPort: 'false', to: 'confirm' },
    { from: 'ask', fromPort: 'error', to: 'alarm' },
    { from: 'ask', to: 'end' },
    { from: 'confirm', to: 'end' },
  ],
  ui: {
    notes: [
      {
        id: 'why',
        text: '**Sales** want to hear of orders over 1,000.',
        x: 260,
        y: -80,
        width: 220,
        height: 120,
        colour: 'yellow',
      },
    ],
  },
};

/** Containers in containers: for each order, try; in it two branches at the same time. */
export const nestedWorkflow: WorkflowDocument = {
  schema: 1,
  id: 'nested',
  name: 'Nightly export',
  nodes: [
    {
      id: 'list',
      type: 'http.request',
      version: 2,
      name: 'List orders',
      input: { url: 'https://api.example.com/orders' },
      ...at(0, 0),
    },
    {
      id: 'each',
      type: 'flow.forEach',
      version: 1,
      name: 'For each order',
      input: { items: { $ref: 'nodes.list.output.body' }, concurrency: 4 },
      bodies: {
        body: {
          nodes: [
            {
              id: 'attempt',
              type: 'flow.try',
              version: 1,
              bodies: {
                body: {
                  nodes: [
                    {
                      id: 'both',
                      type: 'flow.parallel',
                      version: 1,
                      bodies: {
                        store: {
                          nodes: [
                            {
                              id: 'put',
                              type: 'http.request',
                              version: 2,
                              input: {
                                url: { $template: 'https://files.example.com/{{ item.id }}' },
                                method: 'PUT',
                                body: { $ref: 'item' },
                              },
                              ...at(20, 20),
                            },
                          ],
                          edges: [],
                        },
                        tell: {
                          nodes: [
                            {
                              id: 'post',
                              type: 'chat.post',
                              version: 1,
                              input: { channel: 'export', text: { $template: '{{ item.id }}' } },
                              ...at(20, 20),
                            },
                          ],
                          edges: [],
                        },
                      },
                      ...at(20, 20),
                    },
                  ],
                  edges: [],
                  output: { $ref: 'nodes.both.output' },
                },
                catch: {
                  nodes: [
                    {
                      id: 'report',
                      type: 'chat.post',
                      version: 1,
                      input: { channel: 'ops', text: { $ref: 'error.message' } },
                      ...at(20, 20),
                    },
                  ],
                  edges: [],
                },
                finally: { nodes: [], edges: [] },
              },
              ...at(20, 20),
            },
            { id: 'after', type: 'flow.noop', version: 1, ...at(900, 20) },
          ],
          edges: [{ from: 'attempt', to: 'after' }],
          output: { $ref: 'nodes.attempt.output.value' },
        },
      },
      ui: { x: 280, y: 0, width: 1400, height: 900 },
    },
    {
      id: 'sum',
      type: 'data.set',
      version: 1,
      input: { values: { count: { $ref: 'nodes.each.output.count' } } },
      ...at(1800, 0),
    },
  ],
  edges: [
    { from: 'list', to: 'each' },
    { from: 'each', to: 'sum' },
  ],
};

/** Asks again until it is ready, by an edge that leads back. */
export const loopWorkflow: WorkflowDocument = {
  schema: 1,
  id: 'loop',
  name: 'Wait until ready',
  nodes: [
    {
      id: 'poll',
      type: 'http.request',
      version: 2,
      input: { url: 'https://api.example.com/state' },
      ...at(0, 0),
    },
    {
      id: 'ready',
      type: 'flow.if',
      version: 1,
      input: { condition: { $expr: 'nodes.poll.output.body.ready === true' } },
      ...at(280, 0),
    },
    { id: 'go', type: 'flow.noop', version: 1, ...at(560, 0) },
  ],
  edges: [
    { from: 'poll', to: 'ready' },
    { from: 'ready', fromPort: 'true', to: 'go' },
    { from: 'ready', fromPort: 'false', to: 'poll', maxIterations: 10 },
  ],
};

/** Nothing in it yet. */
export const emptyWorkflow: WorkflowDocument = { schema: 1, id: 'empty', nodes: [], edges: [] };

/**
 * As many nodes as asked for, in rows of `width`: each leads to the next of its row, and each row's first to the next
 * row's. Most refer to the node before.
 */
export function largeWorkflow(count = 1_000, width = 40): WorkflowDocument {
  const types = ['http.request', 'data.set', 'flow.if', 'chat.post'] as const;
  const nodes = Array.from({ length: count }, (_, index): WorkflowNode => {
    const type = types[index % types.length] ?? 'data.set';
    return {
      id: `n${index}`,
      type,
      version: type === 'http.request' ? 2 : 1,
      name: `Node ${index}`,
      input: inputOf(type, index),
      ui: { x: (index % width) * 280, y: Math.floor(index / width) * 140 },
    };
  });
  const edges = Array.from({ length: Math.max(0, count - 1) }, (_, index): WorkflowEdge => {
    const to = index + 1;
    const from = to % width === 0 ? to - width : index;
    const isIf = nodes[from]?.type === 'flow.if';
    return { from: `n${from}`, ...(isIf && { fromPort: 'true' }), to: `n${to}` };
  });
  return { schema: 1, id: 'large', name: `${count} nodes`, nodes, edges };
}

function inputOf(type: string, index: number): NonNullable<WorkflowNode['input']> {
  const before = `nodes.n${Math.max(0, index - 1)}.output`;
  if (type === 'http.request') return { url: `https://api.example.com/${index}` };
  if (type === 'data.set') return { values: { status: { $ref: `${before}.status` } } };
  if (type === 'flow.if') return { condition: { $expr: `${before}.status === 200` } };
  return { channel: 'all', text: { $template: `Number ${index}` } };
}

export const testWorkflows: readonly WorkflowDocument[] = [
  linearWorkflow,
  branchingWorkflow,
  nestedWorkflow,
  loopWorkflow,
  emptyWorkflow,
];
