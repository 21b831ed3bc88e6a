import { describe, expect, it } from 'vitest';

import type { Binding, WorkflowDocument, WorkflowEdge, WorkflowNode } from '../model/document.js';
import { errorSchema } from '../model/error-schema.js';
import { formatIssuePath, type Issue } from '../model/issue.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { NodeManifest } from '../node/manifest.js';
import { createCatalogue } from './catalogue.js';
import { validateWorkflow } from './validate-workflow.js';

function manifest(type: string, more: Partial<NodeManifest> = {}): NodeManifest {
  return {
    type,
    version: 1,
    text: { title: type, description: '' },
    textKey: type,
    category: 'other',
    keywords: [],
    effect: 'idempotent',
    input: { type: 'object' },
    inputPorts: ['in'],
    outputs: { out: {}, error: errorSchema },
    needs: [],
    credentials: {},
    migratesFrom: [],
    examples: [],
    options: [],
    ...more,
  };
}

const text: JsonSchema = { type: 'string' };
const order: JsonSchema = {
  type: 'object',
  properties: {
    total: { type: 'number' },
    email: text,
    tags: { type: 'array', items: text },
    note: { anyOf: [text, { type: 'null' }] },
    status: { enum: ['open', 'paid'] },
  },
  required: ['total', 'email', 'tags', 'status'],
  additionalProperties: false,
};

const catalogue = createCatalogue(
  [
    manifest('any'),
    manifest('shop.fetch', {
      version: 2,
      migratesFrom: [1],
      input: {
        type: 'object',
        properties: { id: text, limit: { type: 'integer', minimum: 1 } },
        required: ['id'],
        additionalProperties: false,
      },
      outputs: { out: order, error: errorSchema },
    }),
    manifest('shop.charge', {
      input: {
        type: 'object',
        properties: {
          amount: { type: 'number' },
          currency: { enum: ['EUR', 'GBP'] },
          card: { type: 'object', properties: { token: text, name: text }, required: ['token'] },
          lines: { type: 'array', items: { type: 'number' }, minItems: 1 },
          either: {
            anyOf: [
              { type: 'array', items: text },
              { type: 'object', required: ['a'] },
            ],
          },
          choice: {
            anyOf: [
              { type: 'object', properties: { k: { const: 'a' } }, required: ['k'] },
              { type: 'object', properties: { k: { const: 'b' } }, required: ['k'] },
            ],
          },
          flag: { type: 'boolean' },
          pin: { type: 'string', minLength: 4, maxLength: 4 },
        },
        required: ['amount'],
        additionalProperties: false,
      },
    }),
    manifest('shop.open', { input: { type: 'object', properties: { title: text } } }),
    manifest('nothing', { input: false }),
    manifest('strict', {
      input: {
        type: 'object',
        properties: {
          fixed: { const: { a: 1 } },
          all: { type: 'object', allOf: [{ properties: { a: text } }] },
          never: false,
        },
      },
    }),
    manifest('split', { outputs: { small: text, large: { type: 'number' } } }),
    manifest('merge', { inputPorts: ['left', 'right'] }),
  ],
  (id) => {
    const child = { type: 'object', properties: { n: { type: 'number' } } } as const;
    if (id === 'child') return { input: { ...child, required: ['n'] }, output: text };
    if (id === 'optional') return { input: child };
    return id === 'free' ? {} : undefined;
  },
);

type Bindings = Readonly<Record<string, Binding>>;

function node(
  id: string,
  type = 'any',
  input?: Bindings,
  more: Partial<WorkflowNode> = {},
): WorkflowNode {
  return { id, type, version: type === 'shop.fetch' ? 2 : 1, ...(input && { input }), ...more };
}

/** `a.out>b.in` as an edge; `a>b*3` as a back-edge with three passes. */
function edge(words: string): WorkflowEdge {
  const [, from = '', fromPort, to = '', toPort, max] =
    /^([\w-]+)(?:\.(\w+))?>([\w-]+)(?:\.(\w+))?(?:\*(\d+))?$/.exec(words) ?? [];
  return {
    from,
    ...(fromPort !== undefined && { fromPort }),
    to,
    ...(toPort !== undefined && { toPort }),
    ...(max !== undefined && { maxIterations: Number(max) }),
  };
}

function workflow(
  nodes: readonly WorkflowNode[],
  edges = '',
  more: Partial<WorkflowDocument> = {},
): WorkflowDocument {
  return { schema: 1, id: 'w', nodes, edges: edges.split(' ').filter(Boolean).map(edge), ...more };
}

function body(nodes: readonly WorkflowNode[], edges = '', output?: Binding) {
  return {
    nodes,
    edges: edges.split(' ').filter(Boolean).map(edge),
    ...(output !== undefined && { output }),
  };
}

function show({ severity, code, path, position }: Issue): string {
  const where = formatIssuePath(path) + (position === undefined ? '' : `@${position}`);
  return `${severity === 'error' ? '' : 'warning '}${code} ${where}`;
}

function check(document: unknown): string[] {
  return validateWorkflow(document, catalogue).map(show);
}

const fetch = node('fetch', 'shop.fetch', { id: 'x' });
const charge = (input: Bindings, more: Partial<WorkflowNode> = {}): WorkflowDocument =>
  workflow([fetch, node('pay', 'shop.charge', { amount: 1, ...input }, more)], 'fetch>pay');
const each = (input: Bindings, inner: ReturnType<typeof body>): WorkflowNode =>
  node('each', 'flow.forEach', { items: [1], ...input }, { bodies: { body: inner } });

const valid: readonly (readonly [string, WorkflowDocument])[] = [
  ['an empty workflow', workflow([])],
  ['a chain with a typed reference', charge({ amount: { $ref: 'nodes.fetch.output.total' } })],
  [
    'a nullable field where text is asked for',
    charge({ card: { token: { $ref: 'nodes.fetch.output.note' } } }),
  ],
  [
    'an integer where a number is asked for',
    charge({ amount: { $ref: 'nodes.fetch.output.tags.length' } }),
  ],
  ['an item of a list', charge({ card: { token: { $ref: 'nodes.fetch.output.tags[0]' } } })],
  ['the names of a node', charge({ card: { token: { $ref: 'nodes.fetch.port' } } })],
  ['the error of a node', charge({ card: { token: { $ref: 'nodes.fetch.error.message' } } })],
  ['an expression', charge({ amount: { $expr: 'nodes.fetch.output.total * 2' } })],
  ['a template', charge({ card: { token: { $template: 'x {{ nodes.fetch.output.email }}' } } })],
  [
    'a template of one part, which keeps its type',
    charge({ amount: { $template: '{{ nodes.fetch.output.total }}' } }),
  ],
  ['a secret in the input of a plain node', charge({ card: { token: { $secret: 'bank/token' } } })],
  ['one of several alternatives', charge({ either: { a: 1 }, choice: { k: 'b' } })],
  ['the other alternative', charge({ either: ['a', { $ref: 'nodes.fetch.output.email' }] })],
  ['data in $literal', charge({ choice: { $literal: { k: 'a', $ref: 'not a reference' } } })],
  ['a back-edge', workflow([node('a'), node('b')], 'a>b b>a*3')],
  [
    'a node that reads what its loop gave before',
    workflow([node('a', 'any', { x: { $ref: 'nodes.b.output' } }), node('b')], 'a>b b>a*3'),
  ],
  [
    'a node that reads itself in its loop',
    workflow([node('a', 'any', { x: { $ref: 'nodes.a.output' } })], 'a>a*3'),
  ],
  [
    'named ports',
    workflow([node('s', 'split'), node('m', 'merge')], 's.small>m.left s.large>m.right'),
  ],
  ['an error port', workflow([node('a'), node('b')], 'a.error>b')],
  [
    'a node version that a newer one migrates from',
    workflow([node('f', 'shop.fetch', { old: 1 }, { version: 1 })]),
  ],
  [
    'item and index in forEach',
    workflow([
      each(
        {},
        body([
          node('in', 'shop.charge', { amount: { $ref: 'item' } }),
          node('i', 'shop.charge', { amount: { $ref: 'index' } }),
        ]),
      ),
    ]),
  ],
  [
    'a body that reads an ancestor of its container',
    workflow(
      [
        fetch,
        each(
          { items: { $ref: 'nodes.fetch.output.tags' } },
          body([
            node('in', 'any', { x: { $ref: 'nodes.fetch.output.email' }, y: { $ref: 'item' } }),
          ]),
        ),
      ],
      'fetch>each',
    ),
  ],
  [
    'reduce with its own names',
    workflow([
      each({ reduce: { initial: 0, each: { $expr: 'acc + result + index' } } }, body([node('in')])),
    ]),
  ],
  [
    'a batch as item',
    workflow([each({ batchSize: 2 }, body([node('in', 'any', { x: { $ref: 'item.length' } })]))]),
  ],
  [
    'index and value in while',
    workflow([
      node(
        'loop',
        'flow.while',
        { condition: { $expr: 'index < 3 && value !== 1' }, initial: 0 },
        {
          bodies: {
            body: body([node('in', 'any', { x: { $ref: 'value' } })], '', {
              $expr: 'value + index',
            }),
          },
        },
      ),
    ]),
  ],
  [
    'try with catch and finally',
    workflow([
      node(
        't',
        'flow.try',
        {},
        {
          bodies: {
            body: body([]),
            catch: body([node('c', 'any', { x: { $ref: 'error.message' } })]),
            finally: body([]),
          },
        },
      ),
    ]),
  ],
  [
    'parallel with any names',
    workflow([
      node('p', 'flow.parallel', {}, { bodies: { constructor: body([]), toString: body([]) } }),
    ]),
  ],
  [
    'a sub-workflow whose input fits',
    workflow(
      [
        node('c', 'flow.subWorkflow', { workflowId: 'child', input: { n: 1 } }),
        node('o', 'shop.open', { title: { $ref: 'nodes.c.output' } }),
      ],
      'c>o',
    ),
  ],
  [
    'a sub-workflow chosen by an expression',
    workflow([node('c', 'flow.subWorkflow', { workflowId: { $expr: '"ch" + "ild"' } })]),
  ],
  [
    'an output that reads any node of its graph',
    workflow([fetch], '', { output: { t: { $ref: 'nodes.fetch.output.total' } } }),
  ],
  [
    'a compensation that reads the step it undoes',
    charge(
      {},
      {
        compensate: {
          type: 'shop.charge',
          version: 1,
          input: { amount: { $ref: 'nodes.pay.output.x' }, card: { token: { $secret: 's' } } },
        },
      },
    ),
  ],
  [
    'a disabled node without its inputs',
    workflow([node('pay', 'shop.charge', {}, { disabled: true })]),
  ],
  [
    'a fallback',
    workflow([
      node(
        'f',
        'shop.fetch',
        { id: 'x' },
        { onError: 'continue', fallback: { total: 0, email: '', tags: [], status: 'open' } },
      ),
    ]),
  ],
  [
    'incoming and ports',
    workflow(
      [node('a'), node('m', 'merge', { x: { $ref: 'incoming[0]' }, y: { $ref: 'ports.left' } })],
      'a>m.left',
    ),
  ],
  [
    'run',
    workflow([node('a', 'any', { x: { $ref: 'run.tenant' }, y: { $ref: 'run.startedAt' } })]),
  ],
  [
    'the run input, typed',
    workflow([node('o', 'shop.open', { title: { $ref: 'input.name' } })], '', {
      input: { type: 'object', properties: { name: text }, additionalProperties: false },
    }),
  ],
  [
    'ids named like members of Object.prototype',
    workflow(
      [node('constructor'), node('toString', 'any', { x: { $ref: 'nodes.constructor.output' } })],
      'constructor>toString',
    ),
  ],
  [
    'a node id with a hyphen',
    workflow([node('a-b'), node('c', 'any', { x: { $ref: 'nodes["a-b"].output' } })], 'a-b>c'),
  ],
  [
    'a join that can be met',
    workflow([node('a'), node('b'), node('c', 'any', {}, { join: { count: 2 } })], 'a>c b>c'),
  ],
];

const alsoValid: typeof valid = [
  [
    'a sub-workflow that says nothing of its input',
    workflow([node('c', 'flow.subWorkflow', { workflowId: 'free' })]),
  ],
  [
    'a sub-workflow whose input is all optional',
    workflow([node('c', 'flow.subWorkflow', { workflowId: 'optional' })]),
  ],
  ['a node that takes no input', workflow([node('a', 'nothing'), node('b', 'nothing', {})])],
  ['a template of several values, as text', charge({ pin: { $template: '{{ 1 }}{{ 2 }}' } })],

  [
    'what a disabled node passes on, whatever it is',
    workflow(
      [
        { ...fetch, disabled: true },
        node('pay', 'shop.charge', { amount: { $ref: 'nodes.fetch.output.email' } }),
      ],
      'fetch>pay',
    ),
  ],
  [
    'a container in a loop that reads what the pass before gave',
    workflow(
      [each({}, body([node('in', 'any', { x: { $ref: 'nodes.each.output.count' } })]))],
      'each>each*3',
    ),
  ],
];

const invalid: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['no document', 5, ['SCHEMA ']],
  ['an unknown key', { ...workflow([]), nmae: 'x' }, ['SCHEMA ']],
  ['a bad node id', workflow([node('a b')]), ['SCHEMA nodes[0].id']],
  ['the id __proto__', workflow([node('__proto__')]), ['SCHEMA nodes[0].id']],
  [
    'a bad duration',
    workflow([node('a', 'any', {}, { timeout: '5 minutes' })]),
    ['SCHEMA nodes[0].timeout'],
  ],
  [
    'bad retry values',
    workflow([
      node(
        'a',
        'any',
        {},
        {
          retry: {
            attempts: 0,
            factor: 0.5,
            delay: 'x',
            jitter: 'some' as 'full',
            on: ['nope' as 'auth'],
          },
        },
      ),
    ]),
    [
      'LIMIT nodes[0].retry.attempts',
      'SCHEMA nodes[0].retry.delay',
      'LIMIT nodes[0].retry.factor',
      'SCHEMA nodes[0].retry.jitter',
      'SCHEMA nodes[0].retry.on[0]',
    ],
  ],
  ['no passes', workflow([node('a')], 'a>a*0'), ['LIMIT edges[0].maxIterations']],
  ['a newer format', { ...workflow([]), schema: 2 }, ['SCHEMA schema']],
  ['one id twice', workflow([node('a'), node('a')]), ['DUPLICATE_ID nodes[1].id']],
  [
    'one id in two graphs',
    workflow([node('a'), each({}, body([node('a')]))]),
    ['DUPLICATE_ID nodes[1].bodies.body.nodes[0].id'],
  ],
  ['an unknown type', workflow([node('a', 'shop.fetsh')]), ['UNKNOWN_NODE_TYPE nodes[0].type']],
  [
    'a type named like a member of Object.prototype',
    workflow([node('a', 'constructor')]),
    ['UNKNOWN_NODE_TYPE nodes[0].type'],
  ],
  [
    'an unknown version',
    workflow([node('a', 'any', {}, { version: 7 })]),
    ['UNKNOWN_NODE_VERSION nodes[0].version'],
  ],
  ['an edge from nowhere', workflow([node('a')], 'b>a'), ['UNKNOWN_NODE edges[0].from']],
  ['an edge to nowhere', workflow([node('a')], 'a>b'), ['UNKNOWN_NODE edges[0].to']],
  [
    'an edge into a body',
    workflow([node('a'), each({}, body([node('in')]))], 'a>in a>each'),
    ['UNKNOWN_NODE edges[0].to'],
  ],
  [
    'an unknown output port',
    workflow([node('s', 'split'), node('a')], 's.tiny>a'),
    ['UNKNOWN_PORT edges[0].fromPort'],
  ],
  [
    'the default port of a node without it',
    workflow([node('s', 'split'), node('a')], 's>a'),
    ['UNKNOWN_PORT edges[0].fromPort'],
  ],
  [
    'a port named like a member of Object.prototype',
    workflow([node('s', 'split'), node('a')], 's.toString>a'),
    ['UNKNOWN_PORT edges[0].fromPort'],
  ],
  [
    'an unknown input port',
    workflow([node('a'), node('m', 'merge')], 'a>m'),
    ['UNKNOWN_PORT edges[0].toPort'],
  ],
  [
    'a cycle behind a root',
    workflow([node('a'), node('b'), node('c')], 'a>b b>c c>b'),
    ['CYCLE nodes[2]'],
  ],
  [
    'an island',
    workflow([node('a'), node('b'), node('c')], 'b>c c>b'),
    ['UNREACHABLE_NODE nodes[1]', 'CYCLE nodes[2]', 'UNREACHABLE_NODE nodes[2]'],
  ],
  ['a self-edge', workflow([node('a')], 'a>a'), ['CYCLE nodes[0]', 'UNREACHABLE_NODE nodes[0]']],
  [
    'a back-edge that does not lead back',
    workflow([node('a'), node('b')], 'a>b*2'),
    ['CYCLE edges[0].maxIterations'],
  ],
  [
    'overlapping loops',
    workflow([node('a'), node('b'), node('c')], 'a>b b>c b>a*2 c>b*2'),
    ['LOOP_OVERLAP edges[3]'],
  ],
  [
    'a node behind another port of a disabled one',
    workflow([node('s', 'split', {}, { disabled: true }), node('a')], 's.small>a'),
    ['warning UNREACHABLE_NODE nodes[1]'],
  ],
  [
    'a join that cannot be met',
    workflow([node('a'), node('b', 'any', {}, { join: { count: 2 } })], 'a>b b>b*2'),
    ['LIMIT nodes[1].join.count'],
  ],
  [
    'a reference to an unknown node',
    charge({ amount: { $ref: 'nodes.fetsh.output.total' } }),
    ['UNKNOWN_NODE nodes[1].input.amount@0'],
  ],
  [
    'a reference to a node that comes later',
    workflow([node('a', 'any', { x: { $ref: 'nodes.b.output' } }), node('b')], 'a>b'),
    ['BINDING_ORDER nodes[0].input.x@0'],
  ],
  [
    'a reference to a sibling branch',
    workflow(
      [node('a'), node('b'), node('c', 'any', { x: { $ref: 'nodes.b.output' } })],
      'a>b a>c',
    ),
    ['BINDING_ORDER nodes[2].input.x@0'],
  ],
  [
    'a reference to itself',
    workflow([node('a', 'any', { x: { $ref: 'nodes.a.output' } })]),
    ['BINDING_ORDER nodes[0].input.x@0'],
  ],
  [
    'a reference into a body',
    workflow(
      [each({}, body([node('in')])), node('a', 'any', { x: { $ref: 'nodes.in.output' } })],
      'each>a',
    ),
    ['BINDING_ORDER nodes[1].input.x@0'],
  ],
  [
    'a reference from a body to its container',
    workflow([each({}, body([node('in', 'any', { x: { $ref: 'nodes.each.output' } })]))]),
    ['BINDING_ORDER nodes[0].bodies.body.nodes[0].input.x@0'],
  ],
  [
    'a reference from catch into the body',
    workflow([
      node(
        't',
        'flow.try',
        {},
        {
          bodies: {
            body: body([node('in')]),
            catch: body([node('c', 'any', { x: { $ref: 'nodes.in.output' } })]),
          },
        },
      ),
    ]),
    ['BINDING_ORDER nodes[0].bodies.catch.nodes[0].input.x@0'],
  ],
  [
    'a reference in an expression, at its position',
    charge({ amount: { $expr: '1 + nodes.later.output' } }),
    ['UNKNOWN_NODE nodes[1].input.amount@4'],
  ],
  [
    'item outside a loop',
    charge({ amount: { $ref: 'item' } }),
    ['EXPRESSION_REFERENCE nodes[1].input.amount@0'],
  ],
  [
    'value in forEach',
    workflow([each({}, body([node('in', 'any', { x: { $ref: 'value' } })]))]),
    ['EXPRESSION_REFERENCE nodes[0].bodies.body.nodes[0].input.x@0'],
  ],
  [
    'error in the body of try',
    workflow([
      node(
        't',
        'flow.try',
        {},
        { bodies: { body: body([node('c', 'any', { x: { $ref: 'error' } })]) } },
      ),
    ]),
    ['EXPRESSION_REFERENCE nodes[0].bodies.body.nodes[0].input.x@0'],
  ],
  [
    'acc outside reduce.each',
    workflow([each({ reduce: { initial: { $ref: 'acc' }, each: 1 } }, body([]))]),
    ['EXPRESSION_REFERENCE nodes[0].input.reduce.initial@0'],
  ],
  [
    'incoming in the output of a graph',
    workflow([], '', { output: { $ref: 'incoming' } }),
    ['EXPRESSION_REFERENCE output@0'],
  ],
  [
    'an unknown name',
    charge({ amount: { $expr: 'nodse.fetch' } }),
    ['EXPRESSION_REFERENCE nodes[1].input.amount@0'],
  ],
  [
    'a field that a closed output does not have',
    charge({ amount: { $ref: 'nodes.fetch.output.totl' } }),
    ['EXPRESSION_REFERENCE nodes[1].input.amount@0'],
  ],
  [
    'a field of a node that is not output, outputs, port, status or error',
    charge({ amount: { $ref: 'nodes.fetch.result' } }),
    ['EXPRESSION_REFERENCE nodes[1].input.amount@0'],
  ],
  [
    'an item that is no object',
    charge({ card: { token: { $ref: 'nodes.fetch.output.email.name' } } }),
    ['EXPRESSION_REFERENCE nodes[1].input.card.token@0'],
  ],
  [
    'a reference that is no path',
    charge({ amount: { $ref: 'nodes.fetch.output.total * 2' } }),
    ['BINDING_SYNTAX nodes[1].input.amount@0'],
  ],
  [
    'an empty reference',
    charge({ amount: { $ref: '' } }),
    ['BINDING_SYNTAX nodes[1].input.amount@0'],
  ],
  [
    'a text key with something else',
    charge({ amount: { $ref: 5 } }),
    ['BINDING_SYNTAX nodes[1].input.amount'],
  ],
  [
    'a text key with other keys',
    workflow([node('a', 'any', { x: { $ref: 'input', or: 1 } })]),
    ['warning BINDING_SYNTAX nodes[0].input.x.$ref'],
  ],
  [
    'a bad expression',
    charge({ amount: { $expr: '1 +' } }),
    ['EXPRESSION_SYNTAX nodes[1].input.amount@3'],
  ],
  [
    'a bad template',
    charge({ card: { token: { $template: 'ab {{ 1 + }}' } } }),
    ['EXPRESSION_SYNTAX nodes[1].input.card.token@10'],
  ],
  [
    'an expression that is too long',
    charge({ amount: { $expr: `1${'+1'.repeat(10_000)}` } }),
    ['EXPRESSION_SYNTAX nodes[1].input.amount@0'],
  ],
  [
    'a secret in the input of a container',
    workflow([each({ items: { $secret: 'x' } }, body([]))]),
    ['BINDING_SYNTAX nodes[0].input.items'],
  ],
  [
    'a secret in an output',
    workflow([], '', { output: { $secret: 'x' } }),
    ['BINDING_SYNTAX output'],
  ],
  [
    'a secret in a condition',
    workflow([
      node('l', 'flow.until', { condition: { $secret: 'x' } }, { bodies: { body: body([]) } }),
    ]),
    ['BINDING_SYNTAX nodes[0].input.condition'],
  ],
  [
    'a secret in a fallback',
    workflow([node('a', 'any', {}, { onError: 'continue', fallback: { $secret: 'x' } })]),
    ['BINDING_SYNTAX nodes[0].fallback'],
  ],
  [
    'a secret without a path',
    charge({ card: { token: { $secret: '' } } }),
    ['BINDING_SYNTAX nodes[1].input.card.token'],
  ],
  [
    'a secret where a number is asked for',
    charge({ amount: { $secret: 'x' } }),
    ['TYPE_MISMATCH nodes[1].input.amount'],
  ],
  ['a missing input', workflow([node('f', 'shop.fetch', {})]), ['MISSING_INPUT nodes[0].input.id']],
  ['no input at all', workflow([node('f', 'shop.fetch')]), ['MISSING_INPUT nodes[0].input.id']],
  [
    'a missing member of an input',
    charge({ card: { name: 'x' } }),
    ['MISSING_INPUT nodes[1].input.card.token'],
  ],
  [
    'an unknown input',
    workflow([node('f', 'shop.fetch', { id: 'x', idd: 1 })]),
    ['UNKNOWN_INPUT nodes[0].input.idd'],
  ],
  [
    'an input that is ignored and near a known one',
    workflow([node('o', 'shop.open', { tilte: 'x' })]),
    ['warning UNKNOWN_INPUT nodes[0].input.tilte'],
  ],
  ['a literal of the wrong type', charge({ amount: '1' }), ['TYPE_MISMATCH nodes[1].input.amount']],
  [
    'a literal that is not one of the values',
    charge({ currency: 'USD' }),
    ['TYPE_MISMATCH nodes[1].input.currency'],
  ],
  [
    'a number below its least',
    workflow([node('f', 'shop.fetch', { id: 'x', limit: 0 })]),
    ['TYPE_MISMATCH nodes[0].input.limit'],
  ],
  [
    'a fraction',
    workflow([node('f', 'shop.fetch', { id: 'x', limit: 1.5 })]),
    ['TYPE_MISMATCH nodes[0].input.limit'],
  ],
  ['a text that is too short', charge({ pin: '123' }), ['TYPE_MISMATCH nodes[1].input.pin']],
  ['an empty list', charge({ lines: [] }), ['TYPE_MISMATCH nodes[1].input.lines']],
  ['a wrong item', charge({ lines: [1, 'x'] }), ['TYPE_MISMATCH nodes[1].input.lines[1]']],
  ['a list for an object', charge({ card: [] }), ['TYPE_MISMATCH nodes[1].input.card']],
  ['an object for a list', charge({ lines: { a: 1 } }), ['TYPE_MISMATCH nodes[1].input.lines']],
  [
    'data that fits no alternative',
    charge({ choice: { k: 'c' } }),
    ['TYPE_MISMATCH nodes[1].input.choice'],
  ],
  [
    'wrong data in $literal',
    charge({ amount: { $literal: { a: 1 } } }),
    ['TYPE_MISMATCH nodes[1].input.amount'],
  ],
  [
    'a reference of the wrong type',
    charge({ amount: { $ref: 'nodes.fetch.output.email' } }),
    ['TYPE_MISMATCH nodes[1].input.amount'],
  ],
  [
    'a list of the wrong items',
    charge({ lines: { $ref: 'nodes.fetch.output.tags' } }),
    ['TYPE_MISMATCH nodes[1].input.lines'],
  ],
  [
    'values none of which is allowed',
    charge({ currency: { $ref: 'nodes.fetch.output.status' } }),
    ['TYPE_MISMATCH nodes[1].input.currency'],
  ],
  [
    'a template where a number is asked for',
    charge({ amount: { $template: 'x{{ 1 }}' } }),
    ['TYPE_MISMATCH nodes[1].input.amount'],
  ],
  [
    'items that are no list',
    workflow(
      [fetch, each({ items: { $ref: 'nodes.fetch.output.total' } }, body([]))],
      'fetch>each',
    ),
    ['TYPE_MISMATCH nodes[1].input.items'],
  ],
  [
    'an item of the wrong type',
    workflow(
      [
        fetch,
        each(
          { items: { $ref: 'nodes.fetch.output.tags' } },
          body([node('in', 'shop.charge', { amount: { $ref: 'item' } })]),
        ),
      ],
      'fetch>each',
    ),
    ['TYPE_MISMATCH nodes[1].bodies.body.nodes[0].input.amount'],
  ],
  [
    'a payload of the wrong type',
    workflow(
      [node('s', 'split'), node('c', 'shop.charge', { amount: { $ref: 'ports.in' } })],
      's.small>c',
    ),
    ['TYPE_MISMATCH nodes[1].input.amount'],
  ],
  [
    'a fallback that does not fit',
    workflow([node('f', 'shop.fetch', { id: 'x' }, { onError: 'continue', fallback: 5 })]),
    ['TYPE_MISMATCH nodes[0].fallback'],
  ],
  [
    'a fallback without effect',
    workflow([node('a', 'any', {}, { fallback: 5 })]),
    ['warning SCHEMA nodes[0].fallback'],
  ],
  [
    'a container without its body',
    workflow([node('e', 'flow.forEach', { items: [] })]),
    ['SCHEMA nodes[0].bodies'],
  ],
  [
    'a container with a wrong body',
    workflow([node('t', 'flow.try', {}, { bodies: { body: body([]), cach: body([]) } })]),
    ['SCHEMA nodes[0].bodies.cach'],
  ],
  ['parallel without branches', workflow([node('p', 'flow.parallel')]), ['SCHEMA nodes[0].bodies']],
  [
    'a body on a plain node',
    workflow([node('a', 'any', {}, { bodies: { body: body([]) } })]),
    ['SCHEMA nodes[0].bodies.body'],
  ],
  [
    'a body on a sub-workflow',
    workflow([
      node(
        'a',
        'flow.subWorkflow',
        { workflowId: 'child', input: { n: 1 } },
        { bodies: { body: body([]) } },
      ),
    ]),
    ['SCHEMA nodes[0].bodies.body'],
  ],
  [
    'a body with a bad name',
    workflow([node('p', 'flow.parallel', {}, { bodies: { 'a b': body([]) } })]),
    ['SCHEMA nodes[0].bodies["a b"]'],
  ],
  [
    'an unknown workflow',
    workflow([node('c', 'flow.subWorkflow', { workflowId: 'chld' })]),
    ['UNKNOWN_WORKFLOW nodes[0].input.workflowId'],
  ],
  [
    'wrong input for another workflow',
    workflow([node('c', 'flow.subWorkflow', { workflowId: 'child', input: { n: 'x' } })]),
    ['TYPE_MISMATCH nodes[0].input.input.n'],
  ],
  [
    'no input for another workflow',
    workflow([node('c', 'flow.subWorkflow', { workflowId: 'child' })]),
    ['MISSING_INPUT nodes[0].input.input'],
  ],
  [
    'an unknown type of compensation',
    charge({}, { compensate: { type: 'shop.refund', version: 1 } }),
    ['UNKNOWN_NODE_TYPE nodes[1].compensate.type'],
  ],
  [
    'an unknown version of compensation',
    charge({}, { compensate: { type: 'any', version: 2 } }),
    ['UNKNOWN_NODE_VERSION nodes[1].compensate.version'],
  ],
  [
    'a container as compensation',
    charge({}, { compensate: { type: 'flow.try', version: 1 } }),
    ['SCHEMA nodes[1].compensate.type'],
  ],
  [
    'a compensation without its input',
    charge({}, { compensate: { type: 'shop.charge', version: 1 } }),
    ['MISSING_INPUT nodes[1].compensate.input.amount'],
  ],
  [
    'a field that the run input does not have',
    workflow([node('a', 'any', { x: { $ref: 'input.nam' } })], '', {
      input: { type: 'object', properties: { name: text }, additionalProperties: false },
    }),
    ['EXPRESSION_REFERENCE nodes[0].input.x@0'],
  ],
  [
    'a bad JSON Schema',
    workflow([], '', { input: { type: 'strng', properties: { a: 5 } } as unknown as JsonSchema }),
    ['SCHEMA input.properties.a', 'SCHEMA input.type'],
  ],
];

const more: typeof invalid = [
  [
    'forEach without its items',
    workflow([
      node(
        'e',
        'flow.forEach',
        {},
        { bodies: { body: body([node('in', 'shop.charge', { amount: { $ref: 'item' } })]) } },
      ),
      node('f', 'flow.forEach', undefined, {
        bodies: { body: body([node('i2', 'any', { x: { $ref: 'item' } })]) },
      }),
    ]),
    ['MISSING_INPUT nodes[0].input.items', 'MISSING_INPUT nodes[1].input.items'],
  ],

  [
    'a text without members',
    charge({ card: { token: { $ref: 'run.id.x' } } }),
    ['EXPRESSION_REFERENCE nodes[1].input.card.token@0'],
  ],
  [
    'a type that an expression cannot give',
    charge({ amount: { $expr: '"a" + "b"' } }),
    ['TYPE_MISMATCH nodes[1].input.amount'],
  ],
  [
    'a method that no such value has',
    charge({ amount: { $expr: 'nodes.fetch.output.total.trim()' } }),
    ['EXPRESSION_TYPE nodes[1].input.amount@25'],
  ],
  [
    'a field that an expression cannot read',
    charge({ amount: { $expr: 'nodes.fetch.output.totl' } }),
    ['EXPRESSION_REFERENCE nodes[1].input.amount@19'],
  ],
  [
    'a field that a template cannot read',
    charge({ card: { token: { $template: '-{{ nodes.fetch.output.totl }}' } } }),
    ['EXPRESSION_REFERENCE nodes[1].input.card.token@23'],
  ],
  [
    'bindings in the body of a plain node',
    workflow([
      node('a', 'any', {}, { bodies: { body: body([node('b', 'any', { x: { $ref: 'item' } })]) } }),
    ]),
    ['SCHEMA nodes[0].bodies.body', 'EXPRESSION_REFERENCE nodes[0].bodies.body.nodes[0].input.x@0'],
  ],
  [
    'item in a branch of parallel',
    workflow([
      node(
        'p',
        'flow.parallel',
        {},
        { bodies: { a: body([node('b', 'any', { x: { $ref: 'item' } })]) } },
      ),
    ]),
    ['EXPRESSION_REFERENCE nodes[0].bodies.a.nodes[0].input.x@0'],
  ],
  [
    'bindings of a node whose type is not known',
    workflow([
      node(
        'a',
        'nope',
        { x: { $ref: 'item' } },
        { onError: 'continue', fallback: { $ref: 'input' } },
      ),
    ]),
    ['UNKNOWN_NODE_TYPE nodes[0].type', 'EXPRESSION_REFERENCE nodes[0].input.x@0'],
  ],
  [
    'a reference to a node whose type is not known, at its order only',
    workflow(
      [
        node('a', 'nope'),
        node('b', 'shop.charge', {
          amount: { $ref: 'nodes.a.output.x' },
          card: { token: { $ref: 'nodes.a.outputs.y' } },
        }),
      ],
      'a>b',
    ),
    ['UNKNOWN_NODE_TYPE nodes[0].type'],
  ],
  [
    'alternatives none of which a computed object fits',
    charge({ choice: { k: { $ref: 'nodes.fetch.output.total' }, s: { $secret: 'x' } } }),
    ['TYPE_MISMATCH nodes[1].input.choice'],
  ],
  [
    'alternatives none of which a list fits',
    charge({ either: [{ $ref: 'nodes.fetch.output.total' }] }),
    ['TYPE_MISMATCH nodes[1].input.either[0]'],
  ],
  [
    'a malformed binding among alternatives',
    charge({ choice: { k: { $ref: 1 } } }),
    ['BINDING_SYNTAX nodes[1].input.choice.k'],
  ],
  [
    'a bad expression among alternatives',
    charge({ choice: { k: { $expr: '1 +' } } }),
    ['EXPRESSION_SYNTAX nodes[1].input.choice.k@3'],
  ],
  [
    'data that is not the only object allowed',
    workflow([node('s', 'strict', { fixed: { a: 2 }, all: { a: 1 } })]),
    ['TYPE_MISMATCH nodes[0].input.all', 'TYPE_MISMATCH nodes[0].input.fixed'],
  ],
  [
    'an input for a node that takes none',
    workflow([
      node('p', 'flow.parallel', { a: 1 }, { bodies: { a: body([]) } }),
      node('t', 'flow.try', { a: 1 }, { bodies: { body: body([]) } }),
    ]),
    ['UNKNOWN_INPUT nodes[0].input.a', 'UNKNOWN_INPUT nodes[1].input.a'],
  ],
  [
    'an input that is refused by name',
    workflow([node('s', 'strict', { never: 1 })]),
    ['UNKNOWN_INPUT nodes[0].input.never'],
  ],
  [
    'issues of several kinds at one place, by position and code',
    workflow([node('a', 'any', { x: { $expr: 'item + acc + nodes.zz.output' } })]),
    [
      'EXPRESSION_REFERENCE nodes[0].input.x@0',
      'EXPRESSION_REFERENCE nodes[0].input.x@7',
      'UNKNOWN_NODE nodes[0].input.x@13',
    ],
  ],
  [
    'a missing input of a later version that migrates',
    workflow([node('f', 'shop.fetch', {}, { version: 3 })]),
    ['UNKNOWN_NODE_VERSION nodes[0].version'],
  ],
];

describe('validateWorkflow', () => {
  it.each(more)('refuses %s', (_name, document, expected) => {
    expect(check(document).toSorted()).toEqual(expected.toSorted());
  });

  it('sorts issues by path, then by position, then by code', () => {
    const paths = validateWorkflow(
      workflow(
        [
          node('b', 'nope', { z: { $ref: 'x' }, a: { $expr: 'y + x' } }),
          ...Array.from({ length: 10 }, (_, i) => node(`n${i}`, 'nope')),
        ],
        'b>zz',
        { output: { $ref: 'q' } },
      ),
      catalogue,
    ).map(show);

    expect(paths.slice(0, 6)).toEqual([
      'UNKNOWN_NODE edges[0].to',
      'EXPRESSION_REFERENCE nodes[0].input.a@0',
      'EXPRESSION_REFERENCE nodes[0].input.a@4',
      'EXPRESSION_REFERENCE nodes[0].input.z@0',
      'UNKNOWN_NODE_TYPE nodes[0].type',
      'UNKNOWN_NODE_TYPE nodes[1].type',
    ]);
    expect(paths.slice(-2)).toEqual([
      'UNKNOWN_NODE_TYPE nodes[10].type',
      'EXPRESSION_REFERENCE output@0',
    ]);
  });

  it.each([
    [
      workflow([node('a', 'shop.fetsh')]),
      'no node type is called "shop.fetsh"; did you mean "shop.fetch"?',
    ],
    [
      workflow([node('a', 'any', {}, { version: 7 })]),
      'node type "any" has no version 7, only "1"; move the node to one of these, or register version 7',
    ],
    [
      charge({ amount: { $ref: 'nodes.fetsh.output' } }),
      'no node has the id "fetsh"; did you mean "fetch"?',
    ],
    [
      charge({ amount: { $ref: 'item' } }),
      '"item" can be read only inside the body of a flow.forEach',
    ],
    [charge({ amount: { $expr: 'imput' } }), 'unknown name "imput"; did you mean "input"?'],
    [
      charge({ amount: { $ref: 'nodes.fetch.output.totl' } }),
      '"nodes.fetch.output" has no "totl"; did you mean "total"?',
    ],
    [
      charge({ amount: { $ref: 'nodes.fetch.output.zzz' } }),
      '"nodes.fetch.output" has no "zzz", only "total", "email", "tags", "note" and "status"',
    ],
    [
      charge({ amount: { $ref: 'nodes.fetch.output.email' } }),
      'expected a number, but this gives text; bind another value, or convert it in an expression',
    ],
    [
      workflow([node('a', 'any', { x: { $ref: 'nodes.a.output' } })]),
      '"a" refers to its own result, which it does not have yet; read from a node that comes before',
    ],
    [
      workflow([each({}, body([node('in', 'any', { x: { $ref: 'nodes.each.output' } })]))]),
      '"each" is the container around this place and has no result yet; read from a node that comes before',
    ],
    [charge({ pin: '1' }), 'expected text, length >= 4, length <= 4, found "1"'],
    [
      workflow([node('a'), node('b'), node('c')], 'a>b b>c c>b'),
      'edges lead round in a circle: c → b → c; remove one of them, or give the edge that leads back "maxIterations" to make it a loop',
    ],
    [
      workflow([node('s', 'split'), node('a')], 's.tiny>a'),
      'node "s" has no output port "tiny"; "split" has "small", "large" and "error"',
    ],
    [
      workflow([node('a', 'any', { x: { $ref: 'nodes.b.output' } }), node('b')], 'a>b'),
      '"b" does not come before "a": no edges lead from "b" to it; add an edge, or read from a node that comes before',
    ],
    [
      workflow(
        [each({}, body([node('in')])), node('a', 'any', { x: { $ref: 'nodes.in.output' } })],
        'each>a',
      ),
      '"in" stands in the body "body" of "each" and cannot be read from here; give the value on with the body\'s "output" and read the output of "each"',
    ],
  ])('says what it found and what to do', (document, message) => {
    expect(validateWorkflow(document, catalogue).map((issue) => issue.message)).toEqual([message]);
  });

  it('says nothing of other workflows, and suggests no types, where they are not known', () => {
    const bare = { ...catalogue, workflow: undefined, types: undefined };
    const documents = [
      workflow([node('c', 'flow.subWorkflow', { workflowId: 'nope' })]),
      workflow([node('a', 'shop.fetsh')]),
    ];

    const messages = documents.map((document) =>
      validateWorkflow(document, bare).map((issue) => issue.message),
    );

    expect(messages).toEqual([
      [],
      ['no node type is called "shop.fetsh"; register it, or correct the name'],
    ]);
  });

  it('takes the later of two manifests with one name, and its own for control nodes', () => {
    const given = createCatalogue([
      manifest('any', { category: 'a' }),
      manifest('any', { category: 'b' }),
      manifest('flow.try'),
    ]);

    expect(given.get('any', 1)?.category).toBe('b');
    expect(given.get('flow.try', 1)?.control).toBe('try');
    expect(given.versions('nope')).toEqual([]);
  });

  it('collects no more issues than it is asked to', () => {
    const wrong = workflow([node('a', 'x'), node('b', 'y'), node('c', 'z')]);

    expect(validateWorkflow(wrong, catalogue, { maxIssues: 2 })).toHaveLength(2);
  });

  it.each([...valid, ...alsoValid])('finds nothing wrong with %s', (_name, document) => {
    expect(check(document)).toEqual([]);
  });

  it.each(invalid)('refuses %s', (_name, document, expected) => {
    expect(check(document).toSorted()).toEqual(expected.toSorted());
  });
});
