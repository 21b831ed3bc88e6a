import { describe, expect, it } from 'vitest';

import type { WorkflowDocument } from './document.js';
import { formatIssuePath } from './issue.js';
import { parseDocument } from './parse-document.js';

const complete: WorkflowDocument = {
  schema: 1,
  id: 'order.v2',
  name: 'Order',
  description: 'Everything that a document can hold.',
  input: {
    type: ['object', 'null'],
    properties: {
      id: { type: 'string', minLength: 1 },
      any: true,
      list: { prefixItems: [{}], items: false },
    },
    required: ['id'],
    additionalProperties: false,
    allOf: [{ anyOf: [{}] }, { oneOf: [true] }],
    enum: [1, null],
  },
  settings: {
    durability: 'pipelined',
    timeout: '1h30m',
    concurrency: 5,
    retry: { attempts: 2, delay: 100, maxDelay: '5m', factor: 1, jitter: 'none', on: ['network'] },
  },
  nodes: [
    {
      id: 'a',
      type: 'flow.try',
      version: 3,
      name: 'A',
      input: { x: { $ref: 'input.id' }, y: [1, { z: null }] },
      join: { count: 2 },
      disabled: false,
      retry: {},
      timeout: 5,
      effect: 'atMostOnce',
      onError: 'continue',
      fallback: null,
      compensate: { type: 'undo', version: 1, input: {} },
      bodies: { body: { nodes: [], edges: [], output: 1 }, catch: { nodes: [], edges: [] } },
      ui: { x: 1, y: [2] },
    },
    { id: 'b', type: 't', version: 1, join: 'any' },
  ],
  edges: [{ from: 'a', fromPort: 'out', to: 'b', toPort: 'in', maxIterations: 2, ui: {} }],
  output: { $expr: '1' },
  ui: { zoom: 1 },
};

const small = { schema: 1, id: 'w', nodes: [], edges: [] };
const withNode = (more: object): unknown => ({
  ...small,
  nodes: [{ id: 'a', type: 't', version: 1, ...more }],
});

function refusal(value: unknown): string[] {
  const parsed = parseDocument(value);
  if (parsed.ok) return [];
  return parsed.issues.map(
    ({ code, path, message }) => `${code} ${formatIssuePath(path)}: ${message}`,
  );
}

describe('parseDocument', () => {
  it('gives an equal copy that shares nothing with what it was given', () => {
    const parsed = parseDocument(complete);

    const copy = parsed.ok ? parsed.document : undefined;
    expect(copy).toEqual(complete);
    expect(copy?.nodes[0]?.input?.['y']).not.toBe(complete.nodes[0]?.input?.['y']);
    expect(copy?.ui).not.toBe(complete.ui);
  });

  it('takes what JSON.stringify wrote, and objects without a prototype', () => {
    const bare: unknown = Object.assign(Object.create(null), complete);

    expect(parseDocument(JSON.parse(JSON.stringify(complete)))).toEqual({
      ok: true,
      document: complete,
    });
    expect(parseDocument(bare)).toEqual({ ok: true, document: complete });
  });

  it('leaves out members that are undefined', () => {
    const parsed = parseDocument({ ...small, name: undefined, input: undefined });

    expect(parsed.ok && Object.keys(parsed.document)).toEqual(['schema', 'id', 'nodes', 'edges']);
  });

  it.each([
    ['no document', 5, 'SCHEMA : expected a workflow document, an object, found 5'],
    [
      'text',
      '{}',
      'SCHEMA : expected a workflow document, an object, found "{}"; parse the JSON text first',
    ],
    [
      'a missing member',
      { schema: 1, id: 'w', nodes: [] },
      'SCHEMA edges: expected a list, found nothing',
    ],
    ['a wrong type', { ...small, nodes: {} }, 'SCHEMA nodes: expected a list, found an object'],
    [
      'a misspelt key',
      { ...small, nmae: 'x' },
      'SCHEMA : unknown key "nmae"; did you mean "name"?',
    ],
    [
      'an unknown key',
      withNode({ colour: 'red' }),
      /^SCHEMA nodes\[0\]: unknown key "colour"; known are "id", "type"/,
    ],
    [
      'unknown keys',
      { ...small, a: 1, b: 2 },
      /^SCHEMA : unknown keys "a" and "b"; known are "schema"/,
    ],
    [
      'a bad workflow id',
      { ...small, id: '9' },
      /^SCHEMA id: expected an id of at most 128 .*, found "9"$/,
    ],
    [
      'a bad node id',
      withNode({ id: '' }),
      /^SCHEMA nodes\[0\]\.id: expected an id of at most 64 .*, found ""$/,
    ],
    [
      'a reserved node id',
      withNode({ id: '__proto__' }),
      'SCHEMA nodes[0].id: the id "__proto__" is not allowed; choose another',
    ],
    [
      'a bad join',
      withNode({ join: 'some' }),
      'SCHEMA nodes[0].join: expected "all", "any" or { "count": n }, found "some"',
    ],
    [
      'a bad count',
      withNode({ join: { count: 0 } }),
      'LIMIT nodes[0].join.count: expected a number >= 1, found 0',
    ],
    [
      'a count of another type',
      withNode({ join: { count: '2' } }),
      'SCHEMA nodes[0].join.count: expected a number, found "2"',
    ],
    [
      'an unknown key of a join',
      withNode({ join: { cnt: 1 } }),
      'SCHEMA nodes[0].join.count: expected a number, found nothing',
    ],
    [
      'a version that is no whole number',
      withNode({ version: 1.5 }),
      'SCHEMA nodes[0].version: expected a whole number, found 1.5',
    ],
    [
      'a number that is too large to be exact',
      withNode({ version: 2 ** 60 }),
      /^LIMIT nodes\[0\]\.version: expected a number <= 9007199254740991, found/,
    ],
    [
      'an unknown effect',
      withNode({ effect: 'none' }),
      'SCHEMA nodes[0].effect: expected "pure", "idempotent", "transactional", "atMostOnce", found "none"',
    ],
    [
      'a list for bindings',
      withNode({ input: [] }),
      'SCHEMA nodes[0].input: expected an object of bindings by name, found a list of 0',
    ],
    ['a text for ui', withNode({ ui: 'x' }), 'SCHEMA nodes[0].ui: expected an object, found "x"'],
    [
      'a bad duration',
      withNode({ timeout: '5 minutes' }),
      'SCHEMA nodes[0].timeout: expected milliseconds >= 0 or text such as "5m" or "1h30m", found "5 minutes"',
    ],
    [
      'a body with a bad name',
      withNode({ bodies: { 'a b': { nodes: [], edges: [] } } }),
      /^SCHEMA nodes\[0\]\.bodies\["a b"\]: expected an id/,
    ],
    [
      'a fault inside a body',
      withNode({ bodies: { body: { nodes: [{}], edges: [] } } }),
      /^SCHEMA nodes\[0\]\.bodies\.body\.nodes\[0\]\.id: /,
    ],
    [
      'a text for a schema',
      { ...small, input: 'string' },
      'SCHEMA input: expected a JSON Schema, found "string"',
    ],
    ['a bad type in a schema', { ...small, input: { type: 'strng' } }, /^SCHEMA input\.type: /],
    [
      'a fault deep inside a schema',
      { ...small, input: { anyOf: [{ properties: { a: { items: 5 } } }] } },
      'SCHEMA input.anyOf[0].properties.a.items: expected a JSON Schema, found 5',
    ],
    [
      'a list with a hole',
      { ...small, nodes: Object.assign([], { length: 1 }) },
      'SCHEMA nodes[0]: is undefined, which JSON cannot hold; give plain JSON data',
    ],
    [
      'a Date',
      { ...small, ui: { at: new Date(0) } },
      'SCHEMA ui.at: is a Date; give plain JSON data',
    ],
    [
      'an accessor',
      {
        ...small,
        get name() {
          return 'x';
        },
      },
      'SCHEMA name: is an accessor; give plain JSON data',
    ],
    [
      'a setter',
      {
        ...small,
        set name(_: string) {
          /* never called */
        },
      },
      'SCHEMA name: is an accessor; give plain JSON data',
    ],
  ])('refuses %s and says what it found', (_name, value, message) => {
    const issues = refusal(value);

    expect(issues[0]).toMatch(message);
    expect(issues[0]?.length).toBe(
      typeof message === 'string' ? message.length : issues[0]?.length,
    );
  });

  it('lists every fault of the shape', () => {
    expect(refusal({ schema: 1, nodes: [{ id: 'a' }], edges: 5 })).toHaveLength(4);
  });

  it('stops after 100 values that are no JSON', () => {
    const parsed = parseDocument({
      ...small,
      ui: { list: Array.from({ length: 5_000 }, () => () => 1) },
    });

    expect(!parsed.ok && parsed.issues.length).toBe(100);
  });

  const body = { nodes: [{ id: 'b', type: 't', version: 1 }], edges: [{ from: 'b', to: 'b' }] };
  const nested = {
    ...small,
    nodes: [{ id: 'a', type: 't', version: 1, bodies: { body } }],
    ui: { a: { b: 'éu😀' } },
  };
  it.each([
    ['nodes', 2],
    ['edges', 1],
    ['bodyLevels', 1],
    ['valueDepth', 2],
    ['values', 23],
    ['bytes', JSON.stringify(nested).length + 40],
  ] as const)('holds the limit for %s, exactly', (name, needed) => {
    const within = parseDocument(nested, { [name]: needed });
    const over = parseDocument(nested, { [name]: name === 'bytes' ? 100 : needed - 1 });

    expect(within.ok).toBe(true);
    expect(over).toMatchObject({ ok: false, issues: [{ code: 'LIMIT' }] });
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'throws a TypeError for the limit %d',
    (nodes) => {
      expect(() => parseDocument(small, { nodes })).toThrow(
        new TypeError(`limits.nodes: expected a whole number >= 0, got ${nodes}`),
      );
    },
  );

  it('counts bytes of UTF-8', () => {
    const sizeOf = (name: string): number => {
      let size = 0;
      while (!parseDocument({ ...small, name }, { bytes: size }).ok) size++;
      return size;
    };

    const plain = sizeOf('aaaa');

    expect([sizeOf('éaaa'), sizeOf('€aaa'), sizeOf('😀aa')].map((size) => size - plain)).toEqual([
      1, 2, 2,
    ]);
  });
});
