/* oxlint-disable vitest/no-conditional-expect -- some rows of a table have no finding */
import { describe, expect, it } from 'vitest';

import type { JsonSchema } from '../model/json-schema.js';
import { checkExpression, checkTemplate } from './check.js';
import type { ExpressionTypes } from './finding.js';

const item: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    qty: { type: 'integer' },
    note: { type: ['string', 'null'] },
  },
  required: ['id', 'qty'],
  additionalProperties: false,
};

const types: ExpressionTypes = {
  input: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      n: { type: 'number' },
      flag: { type: 'boolean' },
      items: { type: 'array', items: item },
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
      maybe: { oneOf: [item, { type: 'null' }] },
      kind: { enum: ['a', 'b'] },
      mixed: { enum: ['a', 1] },
      fuzzy: { anyOf: [{ type: 'string' }, {}] },
      one: { const: { a: 1 } },
      list: { const: [1] },
      both: { allOf: [item] },
      open: { type: 'object' },
      dictionary: { type: 'object', additionalProperties: { type: 'number' } },
      shape: { properties: { a: true } },
    },
    additionalProperties: false,
  },
  anything: true,
};

describe('findings', () => {
  it.each<[string, string, number, RegExp]>([
    ['input.', 'EXPRESSION_SYNTAX', 6, /unexpected/],
    ['a'.repeat(20_000), 'EXPRESSION_SYNTAX', 0, /16384/],
    ['nope + 1', 'EXPRESSION_REFERENCE', 0, /there are: input, anything/],
    ['input.gone', 'EXPRESSION_REFERENCE', 6, /no "gone" in this object; there are: name/],
    ['input["gone"].x', 'EXPRESSION_REFERENCE', 6, /gone/],
    ['input?.gone', 'EXPRESSION_REFERENCE', 7, /gone/],
    ['input.items.map(i => i.price)', 'EXPRESSION_REFERENCE', 23, /price/],
    ['input.items.map(({ id, price }) => price.x)', 'none', 0, /./],
    ['input.items[0].price', 'EXPRESSION_REFERENCE', 15, /price/],
    ['input.items.at(-1).price', 'EXPRESSION_REFERENCE', 19, /price/],
    ['input.items.filter(i => i.qty).find(i => i.id).price', 'EXPRESSION_REFERENCE', 47, /price/],
    ['input.maybe.price', 'EXPRESSION_REFERENCE', 12, /price/],
    ['input.name.price', 'EXPRESSION_REFERENCE', 11, /string/],
    ['input.either.price', 'EXPRESSION_REFERENCE', 13, /price/],
    ['input.name.map(x => x)', 'EXPRESSION_TYPE', 11, /string has no method "map"/],
    ['input.n.trim()', 'EXPRESSION_TYPE', 8, /number has no method "trim"/],
    ['input.open.map(x => x)', 'EXPRESSION_TYPE', 11, /object has no method "map"/],
    ['input.either.map(x => x)', 'EXPRESSION_TYPE', 13, /string or number/],
    ['input.items + "x"', 'EXPRESSION_TYPE', 0, /an array cannot stand beside "\+"/],
    ['1 < input.open', 'EXPRESSION_TYPE', 4, /an object/],
    ['sum(input.items, i => i.price)', 'EXPRESSION_REFERENCE', 24, /price/],
    ['input.items.reduce((s, i) => s + i.price, 0)', 'EXPRESSION_REFERENCE', 35, /price/],
    ['input.items.toSorted((a, b) => a.qty - b.price)', 'EXPRESSION_REFERENCE', 41, /price/],
    ['({ a: 1 }).b', 'EXPRESSION_REFERENCE', 11, /"b"/],
    ['[...input.items, nope]', 'EXPRESSION_REFERENCE', 17, /nope/],
    ['Math.max(...nope)', 'EXPRESSION_REFERENCE', 12, /nope/],
    ['({ [nope]: 1, ...anything })', 'EXPRESSION_REFERENCE', 4, /nope/],
    ['`${nope}`', 'EXPRESSION_REFERENCE', 3, /nope/],
    ['parseDate("2026").foo', 'EXPRESSION_REFERENCE', 18, /date/],
    ['parseDate("2026").trim()', 'EXPRESSION_TYPE', 18, /date has no method/],
    ['anything.a.b.map(x => x.y)[0].z', 'none', 0, /./],
    ['input.open.a.b', 'none', 0, /./],
    ['input.dictionary.x + 1', 'none', 0, /./],
    ['input.both.x', 'none', 0, /./],
    ['input.shape.zzz', 'none', 0, /./],
    ['input.items.length + input.name.length + input.name[0]', 'none', 0, /./],
    ['input.pair[1].zzz', 'none', 0, /./],
    ['input.items[input.n].id', 'none', 0, /./],
    ['input.open[input.name].id', 'none', 0, /./],
    ['typeof nope', 'none', 0, /./],
    ['["1"].map(Number).filter(Boolean).map(Math.floor)', 'none', 0, /./],
    ['input.name.replace(/x/, m => m.toUpperCase())', 'none', 0, /./],
    ['[].map(x => x.y)', 'none', 0, /./],
    ['Object.entries(input.open).map(([k, v]) => k + v)', 'none', 0, /./],
    ['input.maybe?.note?.trim()', 'none', 0, /./],
    ['anything.map(({ a, b: [c] }) => a + c)', 'none', 0, /./],
    ['input.items.toSorted((a, b, c) => c.x)', 'none', 0, /./],
    ['sum() + 1', 'none', 0, /./],
    ['({ "a b": 1, 2: 3 })["a b"]', 'none', 0, /./],
    ['input.fuzzy.x', 'none', 0, /./],
    ['null.x', 'none', 0, /./],
    ['Math.PI.toFixed(2)', 'none', 0, /./],
  ])('%s: %s at %i', (text, code, position, message) => {
    const { findings } = checkExpression(text, types);
    if (code === 'none') return expect(findings).toEqual([]);
    expect(findings).toEqual([
      { code, severity: 'error', position, message: expect.stringMatching(message) as string },
    ]);
  });
});

it('throws only for what is no text', () => {
  expect(() => checkExpression(1 as never, types)).toThrow(TypeError);
});

describe('the result', () => {
  it.each<[string, JsonSchema]>([
    ['1', { const: 1 }],
    ['input.name', { type: 'string' }],
    ['input.n + 1', { type: 'number' }],
    ['input.n - 1', { type: 'number' }],
    ['-input.n', { type: 'number' }],
    ['input.name + 1', { type: 'string' }],
    ['input.either + 1', true],
    ['!input.n', { type: 'boolean' }],
    ['typeof input', { type: 'string' }],
    ['input.n > 1', { type: 'boolean' }],
    ['input.n === 1', { type: 'boolean' }],
    ['`a${input.n}`', { type: 'string' }],
    ['input.flag ? input.name : input.n', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['input.name || "x"', { anyOf: [{ type: 'string' }, { const: 'x' }] }],
    ['input.flag ? anything : 1', true],
    ['input.items.filter(i => i.qty > 1)', { type: 'array', items: item }],
    ['input.items.map(i => i.id)', { type: 'array', items: { type: 'string' } }],
    [
      'input.items.map(({ id }) => ({ id }))',
      {
        type: 'array',
        items: {
          type: 'object',
          properties: { id: { type: 'string' } },
          required: ['id'],
          additionalProperties: false,
        },
      },
    ],
    ['input.items.map(i => i.id).join()', { type: 'string' }],
    ['input.name.split(",")', { type: 'array', items: { type: 'string' } }],
    ['input.items.reduce((s, i) => s + i.qty, 0)', true],
    ['sum(input.items, "qty")', { type: 'number' }],
    ['sortBy(input.items, "qty")', { type: 'array', items: item }],
    ['({ ...input })', { type: 'object' }],
    ['[1, 2]', { type: 'array', items: { anyOf: [{ const: 1 }, { const: 2 }] } }],
    ['[]', { type: 'array', items: true }],
    ['undefined', false],
    ['NaN', { type: 'number' }],
    ['avg([1])', { type: 'number' }],
    [`[${Array.from({ length: 17 }, (_, n) => n).join()}]`, { type: 'array', items: true }],
    ['input.kind.length', { type: 'number' }],
    ['input.one.a', true],
    ['input.list[0]', true],
    ['input.mixed.length', true],
    ['input.items.keys()', { type: 'array', items: { type: 'number' } }],
    ['input.name.match(/a/)', { anyOf: [{ type: 'array' }, { type: 'null' }] }],
  ])('%s', (text, schema) => {
    expect(checkExpression(text, types)).toEqual({ findings: [], schema });
  });
});

describe('templates', () => {
  it('are text unless they are one expression', () => {
    expect(checkTemplate('a {{ input.n }}', types)).toEqual({
      findings: [],
      schema: { type: 'string' },
    });
    expect(checkTemplate('{{ input.n }}', types)).toEqual({
      findings: [],
      schema: { type: 'number' },
    });
    expect(checkTemplate('plain', types)).toEqual({ findings: [], schema: { type: 'string' } });
  });

  it('have findings at their place in the template, in order', () => {
    const { findings } = checkTemplate('a {{ input.gone }} {{ nope }}', types);
    expect(findings.map(({ code, position }) => [code, position])).toEqual([
      ['EXPRESSION_REFERENCE', 11],
      ['EXPRESSION_REFERENCE', 22],
    ]);
  });

  it('that are broken have one finding', () => {
    expect(checkTemplate('a {{ 1 + }}', types).findings).toMatchObject([
      { code: 'EXPRESSION_SYNTAX', position: 9 },
    ]);
  });
});
