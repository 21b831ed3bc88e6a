import { describe, expect, it } from 'vitest';

import type { Binding, WorkflowDocument, WorkflowEdge, WorkflowNode } from '../model/document.js';
import { parseDocument } from '../model/parse-document.js';
import type { NodeManifest } from '../node/manifest.js';
import { createCatalogue } from './catalogue.js';
import { validateWorkflow } from './validate-workflow.js';

const plain: NodeManifest = {
  type: 'any',
  version: 1,
  text: { title: '', description: '' },
  textKey: '',
  category: '',
  keywords: [],
  effect: 'pure',
  input: { type: 'object', properties: { n: { type: 'number' } } },
  inputPorts: ['in'],
  outputs: { out: { type: 'object', properties: { n: { type: 'number' } } } },
  needs: [],
  credentials: {},
  migratesFrom: [],
  examples: [],
  options: [],
};
const catalogue = createCatalogue([plain]);

/** Generous: the machine may be busy. What is meant is "not quadratic". */
const maxMs = 15_000;

function node(index: number, input?: Readonly<Record<string, Binding>>): WorkflowNode {
  return { id: `n${index}`, type: 'any', version: 1, ...(input && { input }) };
}

function workflow(
  nodes: readonly WorkflowNode[],
  edges: readonly WorkflowEdge[],
): WorkflowDocument {
  return { schema: 1, id: 'w', nodes, edges };
}

function edge(from: number, to: number, maxIterations?: number): WorkflowEdge {
  return { from: `n${from}`, to: `n${to}`, ...(maxIterations !== undefined && { maxIterations }) };
}

const count = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

/** Different for every index, and the same in every run. */
const scatter = (index: number, size: number): number => (index * 7_919 + 13) % size;

function chain(size: number): WorkflowDocument {
  return workflow(
    count(size).map((i) =>
      node(i, i === 0 ? undefined : { n: { $ref: `nodes.n${scatter(i, i)}.output.n` } }),
    ),
    count(size - 1).map((i) => edge(i, i + 1)),
  );
}

describe('large documents that are sound', { timeout: maxMs }, () => {
  it.each([
    ['a chain of 20,000 nodes with 20,000 references far back', chain(20_000)],
    [
      'a fan-out to 10,000 nodes, each reading the first',
      workflow(
        count(10_001).map((i) =>
          node(i, i === 0 ? undefined : { n: { $expr: 'nodes.n0.output.n + 1' } }),
        ),
        count(10_000).map((i) => edge(0, i + 1)),
      ),
    ],
    [
      'a fan-in of 10,000 nodes',
      workflow(
        [...count(10_000).map((i) => node(i)), node(10_000, { n: { $ref: 'incoming[0].n' } })],
        count(10_000).map((i) => edge(i, 10_000)),
      ),
    ],
    [
      'a chain of 5,000 diamonds, with 2^5,000 paths',
      workflow(
        count(15_001).map((i) =>
          node(
            i,
            i < 3
              ? undefined
              : { n: { $ref: `nodes.n${3 * scatter(i, Math.floor(i / 3))}.output.n` } },
          ),
        ),
        count(5_000).flatMap((i) => [
          edge(3 * i, 3 * i + 1),
          edge(3 * i, 3 * i + 2),
          edge(3 * i + 1, 3 * i + 3),
          edge(3 * i + 2, 3 * i + 3),
        ]),
      ),
    ],
    [
      '100 layers of 30 nodes, each layer wired to the next in full',
      workflow(
        count(3_000).map((i) =>
          node(
            i,
            i < 30 ? undefined : { n: { $ref: `nodes.n${scatter(i, i - (i % 30))}.output.n` } },
          ),
        ),
        count(99 * 30).flatMap((i) => count(30).map((j) => edge(i, i - (i % 30) + 30 + j))),
      ),
    ],
    [
      '10,000 loops of their own in a chain',
      workflow(
        count(10_000).map((i) => node(i)),
        count(10_000).flatMap((i) => [edge(i, i, 3), ...(i === 0 ? [] : [edge(i - 1, i)])]),
      ),
    ],
  ])('finds nothing wrong with %s', (_name, document) => {
    const value = validateWorkflow(document, catalogue);

    expect(value).toEqual([]);
  });
});

describe('large documents that are not sound', { timeout: maxMs }, () => {
  it('names one cycle of 20,000 nodes in a short message', () => {
    const ring = chain(20_000);
    const document = workflow(ring.nodes, [...ring.edges, edge(19_999, 0)]);

    const value = validateWorkflow(document, catalogue);

    const cycles = value.filter(({ code }) => code === 'CYCLE');
    expect(cycles).toHaveLength(1);
    expect(cycles[0]?.message.length).toBeLessThan(300);
  });

  it('refuses 5,000 loops around each other instead of listing their nodes', () => {
    const line = chain(20_000);
    const around = count(5_000).map((i) => edge(19_999 - i, i, 2));

    const value = validateWorkflow(workflow(line.nodes, [...line.edges, ...around]), catalogue);

    expect(value.map(({ code }) => code)).toEqual(['LIMIT']);
  });

  it('collects a limited number of issues, and does not compare every name with every other', () => {
    const wrong = workflow(
      count(20_000).map((i) => node(i, { n: { $ref: `nodes.m${i}.output` } })),
      [],
    );

    const value = validateWorkflow(wrong, catalogue);

    expect(value).toHaveLength(1_000);
  });

  it('leaves types open where schemas cost too much to compare', () => {
    const alternatives = count(2_000).map((i) => ({ properties: { [`p${i}`]: { const: i } } }));
    const document: WorkflowDocument = {
      ...workflow(
        count(2_000).map((i) => node(i, { n: { $ref: `input.q${i}` } })),
        [],
      ),
      input: { type: 'object', anyOf: alternatives } as never,
    };

    const value = validateWorkflow(document, catalogue);

    expect(value).toEqual([]);
  });
});

describe(
  'documents that are too large, too deep or no documents at all',
  { timeout: maxMs },
  () => {
    const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
      let value: unknown = 1;
      for (let i = 0; i < depth; i++) value = wrap(value);
      return value;
    };
    const withInput = (value: unknown): unknown => ({
      ...workflow([], []),
      nodes: [{ ...node(0), input: { n: value } }],
    });
    const bodies = (depth: number): unknown => {
      let graph: object = { nodes: [], edges: [] };
      for (let i = 0; i < depth; i++) {
        graph = { nodes: [{ ...node(i), type: 'flow.try', bodies: { body: graph } }], edges: [] };
      }
      return { schema: 1, id: 'w', ...graph };
    };
    const shared = (levels: number): unknown => nested(levels, (inner) => [inner, inner]);
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;

    it.each([
      ['objects 10,000 deep', withInput(nested(10_000, (a) => ({ a }))), 'LIMIT'],
      ['lists 10,000 deep', withInput(nested(10_000, (a) => [a])), 'LIMIT'],
      ['bodies 10,000 deep', bodies(10_000), 'LIMIT'],
      [
        'a schema 10,000 deep',
        { ...workflow([], []), input: nested(10_000, (items) => ({ items })) },
        'LIMIT',
      ],
      [
        '100,000 nodes',
        workflow(
          count(100_000).map((i) => node(i)),
          [],
        ),
        'LIMIT',
      ],
      [
        '1,000,000 edges',
        workflow(
          [node(0)],
          Array.from({ length: 1_000_000 }, () => edge(0, 0, 1)),
        ),
        'LIMIT',
      ],
      ['a text of 9 MB', { ...workflow([], []), name: 'x'.repeat(9_000_000) }, 'LIMIT'],
      ['lists shared 2^60 times', withInput(shared(60)), 'LIMIT'],
      [
        'a list with a length and nothing in it',
        withInput(Object.assign([], { length: 4_000_000_000 })),
        'SCHEMA',
      ],
      ['a value that contains itself', withInput(loop), 'SCHEMA'],
      [
        'an accessor',
        withInput({
          get a() {
            throw new Error('must not be called');
          },
        }),
        'SCHEMA',
      ],
      ['a function', withInput(() => 1), 'SCHEMA'],
      ['a symbol', withInput(Symbol('s')), 'SCHEMA'],
      ['a bigint', withInput(1n), 'SCHEMA'],
      ['a number that is none', withInput(Number.NaN), 'SCHEMA'],
      ['a Date', withInput(new Date(0)), 'SCHEMA'],
      ['a Map', new Map(), 'SCHEMA'],
      ['an instance of a class without a name', withInput(new (class {})()), 'SCHEMA'],
      ['undefined in a list', withInput([undefined]), 'SCHEMA'],
      ['JSON text', '{"schema":1}', 'SCHEMA'],
      ['a list', [], 'SCHEMA'],
      ['null', null, 'SCHEMA'],
      ['nothing', undefined, 'SCHEMA'],
      [
        'a proxy that throws',
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
        'SCHEMA',
      ],
      ['a proxy that was revoked', revoked, 'SCHEMA'],
    ])('refuses %s', (_name, value, code) => {
      const parsed = parseDocument(value);

      expect(parsed.ok ? undefined : parsed.issues[0]?.code).toBe(code);
    });

    it.each(['nodes', 'input', 'ui', 'settings'])(
      'refuses __proto__ as a key, and pollutes nothing: %s',
      (key) => {
        const text = JSON.stringify({ ...workflow([node(0)], []) }).replace(
          /\}$/,
          `,"${key}":{"__proto__":{"polluted":true}}}`,
        );

        const parsed = parseDocument(JSON.parse(text));

        expect(parsed).toMatchObject({ ok: false });
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      },
    );

    it.each([
      ['bodies inside each other', bodies(32), bodies(33)],
      [
        'objects inside each other',
        { ...workflow([], []), output: nested(64, (a) => ({ a })) },
        { ...workflow([], []), output: nested(65, (a) => ({ a })) },
      ],
      [
        'schemas inside each other',
        {
          ...workflow([], []),
          input: nested(64, (items) => ({ items: items === 1 ? true : items })),
        },
        { ...workflow([], []), input: nested(65, (items) => ({ items })) },
      ],
    ])('takes as many %s as the limit says, and no more', (_name, within, over) => {
      expect(validateWorkflow(within, catalogue)).toEqual([]);
      expect(validateWorkflow(over, catalogue).map(({ code }) => code)).toEqual(['LIMIT']);
    });

    it('keeps keys named like members of Object.prototype', () => {
      const input = { constructor: 1, toString: 2, hasOwnProperty: { valueOf: 3 } };

      const parsed = parseDocument({ ...workflow([], []), nodes: [{ ...node(0), input }] });

      expect(parsed.ok ? parsed.document.nodes[0]?.input : undefined).toEqual(input);
    });
  },
);
