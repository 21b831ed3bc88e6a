import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type {
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
} from '../model/document.js';
import { hashWorkflow } from '../model/hash-workflow.js';
import type { IssueCode } from '../model/issue.js';
import { parseDocument } from '../model/parse-document.js';
import type { NodeManifest } from '../node/manifest.js';
import { createCatalogue } from './catalogue.js';
import { validateWorkflow } from './validate-workflow.js';

const step: NodeManifest = {
  type: 'step',
  version: 1,
  text: { title: '', description: '' },
  textKey: '',
  category: '',
  keywords: [],
  effect: 'pure',
  input: {
    type: 'object',
    properties: { n: { type: 'number' }, s: { type: 'string' } },
    required: ['n'],
    additionalProperties: false,
  },
  inputPorts: ['in'],
  outputs: {
    out: {
      type: 'object',
      properties: { n: { type: 'number' }, s: { type: 'string' } },
      required: ['n', 's'],
      additionalProperties: false,
    },
    other: { type: 'number' },
  },
  needs: [],
  credentials: {},
  migratesFrom: [],
  examples: [],
  options: [],
};
const catalogue = createCatalogue([step]);

/** A tree of nodes, each reading nodes before it or in `outer`. */
function graphs(prefix: string, outer: readonly string[]): fc.Arbitrary<WorkflowGraph> {
  return fc.integer({ min: 1, max: 6 }).chain((size) => {
    const parents = Array.from({ length: size }, (_, i) =>
      i === 0 ? fc.constant(0) : fc.nat(i - 1),
    );
    return fc.tuple(...parents).chain((before) => {
      const edges = before.flatMap((parent, i): WorkflowEdge[] =>
        i === 0 ? [] : [{ from: `${prefix}${parent}`, to: `${prefix}${i}` }],
      );
      const ancestors = before.map((_, i): string[] => {
        const found: string[] = [...outer];
        for (let at = i; at !== 0;) {
          at = before[at] ?? 0;
          found.push(`${prefix}${at}`);
        }
        return found;
      });
      const nodes = ancestors.map((ids, i) => drawNode(`${prefix}${i}`, ids));
      return fc.tuple(...nodes).map((drawn) => ({ nodes: drawn, edges }));
    });
  });
}

function drawNode(id: string, readable: readonly string[]): fc.Arbitrary<WorkflowNode> {
  const n = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    ...(readable.length === 0
      ? []
      : [
          fc
            .constantFrom(...readable)
            .map((from) => ({ $expr: `(nodes.${from}.output?.n ?? 0) + 1` })),
          fc.constantFrom(...readable).map((from) => ({ $ref: `nodes.${from}.output.n` })),
        ]),
  );
  return n.map((value) => ({ id, type: 'step', version: 1, input: { n: value } }));
}

const documents: fc.Arbitrary<WorkflowDocument> = graphs('n', []).chain((root) =>
  graphs('b', [root.nodes[0]?.id ?? '']).map((inner) => ({
    schema: 1,
    id: 'w',
    nodes: [
      ...root.nodes,
      {
        id: 'each',
        type: 'flow.forEach',
        version: 1,
        input: { items: [1, 2] },
        bodies: { body: inner },
      },
    ],
    edges: [...root.edges, { from: root.nodes[0]?.id ?? '', to: 'each' }],
  })),
);

type Mutation = (document: WorkflowDocument) => WorkflowDocument;

function changeFirst(change: (node: WorkflowNode) => WorkflowNode): Mutation {
  return (document) => ({
    ...document,
    nodes: document.nodes.map((node, index) => (index === 0 ? change(node) : node)),
  });
}

function addEdge(draw: (ids: readonly string[]) => WorkflowEdge): Mutation {
  return (document) => ({
    ...document,
    edges: [...document.edges, draw(document.nodes.map(({ id }) => id))],
  });
}

const first = 'n0';
const mutations: readonly (readonly [string, IssueCode, Mutation])[] = [
  ['another type', 'UNKNOWN_NODE_TYPE', changeFirst((node) => ({ ...node, type: 'stepp' }))],
  ['another version', 'UNKNOWN_NODE_VERSION', changeFirst((node) => ({ ...node, version: 9 }))],
  ['no input', 'MISSING_INPUT', changeFirst((node) => ({ ...node, input: {} }))],
  [
    'an input too many',
    'UNKNOWN_INPUT',
    changeFirst((node) => ({ ...node, input: { ...node.input, m: 1 } })),
  ],
  ['text for a number', 'TYPE_MISMATCH', changeFirst((node) => ({ ...node, input: { n: 'x' } }))],
  [
    'a reference to a later node',
    'BINDING_ORDER',
    changeFirst((node) => ({ ...node, input: { n: { $ref: 'nodes.each.output.count' } } })),
  ],
  [
    'a reference into a body',
    'BINDING_ORDER',
    changeFirst((node) => ({ ...node, input: { n: { $ref: 'nodes.b0.output.n' } } })),
  ],
  [
    'a reference to nothing',
    'UNKNOWN_NODE',
    changeFirst((node) => ({ ...node, input: { n: { $ref: 'nodes.nowhere.output' } } })),
  ],
  [
    'a bad reference',
    'BINDING_SYNTAX',
    changeFirst((node) => ({ ...node, input: { n: { $ref: '1 + 1' } } })),
  ],
  [
    'a bad expression',
    'EXPRESSION_SYNTAX',
    changeFirst((node) => ({ ...node, input: { n: { $expr: '1 +' } } })),
  ],
  [
    'an unknown name',
    'EXPRESSION_REFERENCE',
    changeFirst((node) => ({ ...node, input: { n: { $expr: 'nowhere.n' } } })),
  ],
  [
    'a method that no number has',
    'EXPRESSION_TYPE',
    changeFirst((node) => ({ ...node, input: { n: { $expr: '(1).trim()' } } })),
  ],
  [
    'a body on a plain node',
    'SCHEMA',
    changeFirst((node) => ({ ...node, bodies: { body: { nodes: [], edges: [] } } })),
  ],
  [
    'an id again',
    'DUPLICATE_ID',
    (document) => ({ ...document, nodes: [...document.nodes, ...document.nodes.slice(0, 1)] }),
  ],
  ['an edge back without a limit', 'CYCLE', addEdge(() => ({ from: 'each', to: first }))],
  [
    'a back-edge that leads on',
    'CYCLE',
    addEdge(() => ({ from: first, to: 'each', maxIterations: 2 })),
  ],
  ['an edge to nothing', 'UNKNOWN_NODE', addEdge(() => ({ from: first, to: 'nowhere' }))],
  ['an edge into a body', 'UNKNOWN_NODE', addEdge(() => ({ from: first, to: 'b0' }))],
  [
    'an edge from no port',
    'UNKNOWN_PORT',
    addEdge(() => ({ from: first, fromPort: 'nowhere', to: 'each' })),
  ],
  [
    'two nodes in a circle of their own',
    'UNREACHABLE_NODE',
    (document) => ({
      ...document,
      nodes: [
        ...document.nodes,
        ...['x', 'y'].map((id) => ({ id, type: 'step', version: 1, input: { n: 1 } })),
      ],
      edges: [...document.edges, { from: 'x', to: 'y' }, { from: 'y', to: 'x' }],
    }),
  ],
];

describe('documents drawn at random', () => {
  it('have no issues when they are drawn soundly, and hash the same after a round trip', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(validateWorkflow(document, catalogue)).toEqual([]);
        const parsed = parseDocument(JSON.parse(JSON.stringify(document)));
        expect(parsed.ok && hashWorkflow(parsed.document)).toBe(hashWorkflow(document));
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it.each(mutations)('with %s give %s', (_name, code, mutate) => {
    fc.assert(
      fc.property(documents, (document) => {
        const found = validateWorkflow(mutate(document), catalogue).map((issue) => issue.code);
        expect(found).toContain(code);
      }),
      { seed: 22, numRuns: 30 },
    );
  });

  it('never make it throw, whatever value stands anywhere', () => {
    fc.assert(
      fc.property(
        documents,
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        fc.nat(7),
        (document, value, place) => {
          const node = { ...document.nodes[0] };
          const broken: readonly unknown[] = [
            value,
            { ...document, nodes: value },
            { ...document, edges: [value] },
            { ...document, input: value },
            { ...document, output: value },
            { ...document, nodes: [{ ...node, input: { n: value } }] },
            { ...document, nodes: [{ ...node, bodies: value }] },
            { ...document, settings: value, ui: value },
          ];
          expect(Array.isArray(validateWorkflow(broken[place], catalogue))).toBe(true);
        },
      ),
      { seed: 23, numRuns: 500 },
    );
  });
});
