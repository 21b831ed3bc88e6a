/* oxlint-disable vitest/no-conditional-expect -- one row of a table fails to compile */
import { describe, expect, it } from 'vitest';

import { FlowgraftError } from '../model/error.js';
import { compileReference } from './reference.js';
import { LazyRecord, type ScopeReader, scopeReader } from './scope.js';
import { compileTemplate } from './template.js';
import {
  compileExpression,
  createExpressionCache,
  evaluateExpression,
} from './compiled-expression.js';

const input = { name: 'Ada', n: 2, none: null, when: new Date(0), list: [1, 'x'], o: { a: 1 } };
const scope = { input };

describe('compileTemplate', () => {
  it.each<[string, unknown]>([
    ['', ''],
    ['plain } text }}', 'plain } text }}'],
    ['Hello {{ input.name }}!', 'Hello Ada!'],
    ['{{input.name}}{{ input.n }}', 'Ada2'],
    ['{{ input.n }}', 2],
    ['{{ input.list }}', input.list],
    [' {{ input.n }}', ' 2'],
    ['[{{ input.none }}{{ input.gone }}]', '[]'],
    ['at {{ input.when }}', 'at 1970-01-01T00:00:00.000Z'],
    ['{{ input.list }} {{ input.o }}', '[1,"x"] {"a":1}'],
    ['{{ {a:{b:1}}.a.b }}', 1],
    ['{{ {a:{b:1}}}}', { a: { b: 1 } }],
    ['{{ "}}" + `${ "{{" }` }}', '}}{{'],
    ['\\{{ input.name }} {{ input.n }}', '{{ input.name }} 2'],
    ['\\{{', '{{'],
    ['{{ input.list.map(x => `<${x}>`).join("") }}.', '<1><x>.'],
  ])('%j', (text, expected) => {
    expect(compileTemplate(text).evaluate(scope)).toEqual(expected);
  });

  it.each<[string, number]>([
    ['a {{ 1 + }} b', 9],
    ['a {{ input.name', 2],
    ['{{ }}', 3],
    ['{{ (1 }}', 3],
    ['{{ a b }}', 5],
  ])('%j is refused at %i', (text, position) => {
    expect(() => compileTemplate(text)).toThrow(
      expect.objectContaining({ code: 'EXPRESSION_SYNTAX', details: { text, position } }),
    );
  });

  it('names the place of a failure in the template', () => {
    const text = 'Dear {{ input.gone.name }}';
    expect(() => compileTemplate(text).evaluate(scope)).toThrow(
      expect.objectContaining({
        message: 'input.gone is undefined; cannot read "name"',
        details: { text, position: 19 },
      }),
    );
  });

  it('lists the references of all its parts', () => {
    expect(compileTemplate('a {{ input.name }} {{ input.list[0] }}').references).toEqual([
      { path: ['input', 'name'], position: 5, exact: true },
      { path: ['input', 'list', '0'], position: 22, exact: true },
    ]);
  });
});

describe('compileReference', () => {
  it.each<[string, unknown]>([
    ['input', input],
    ['input.name', 'Ada'],
    ['input["list"][1]', 'x'],
    ['input.name.length', 3],
    ['input.gone.deeper.still', undefined],
    ['input?.none?.x', undefined],
    ['nowhere.at.all', undefined],
    ['input.toString', undefined],
  ])('%s', (text, expected) => {
    expect(compileReference(text).evaluate(scope)).toEqual(expected);
  });

  it.each([
    '1',
    'input.map(x => x)',
    'input[input.n]',
    'a + b',
    'undefined',
    'Math.PI',
    'x => x',
    '',
  ])('refuses %j', (text) => {
    expect(() => compileReference(text)).toThrow(
      expect.objectContaining({ code: 'EXPRESSION_SYNTAX' }),
    );
  });

  it('refuses to hand out a function', () => {
    expect(() => compileReference('a.f').evaluate({ a: { f: () => 1 } })).toThrow(/only data/);
    expect(() => compileReference('f').evaluate({ f: () => 1 })).toThrow(/only data/);
  });
});

describe('references', () => {
  it.each<[string, string[]]>([
    ['nodes.fetch.output.body.id', ['nodes.fetch.output.body.id']],
    ['nodes["my-id"].items[0].x', ['nodes.my-id.items.0.x']],
    ['nodes.a.items.filter(i => i.qty > input.min)', ['nodes.a.items…', 'input.min']],
    ['nodes.a.items.map(x => x.y)[0].z', ['nodes.a.items…']],
    ['nodes[input.key].output', ['nodes…', 'input.key']],
    ['nodes?.a?.b', ['nodes.a.b']],
    ['({ input, [item.k]: item.v })', ['input', 'item.k', 'item.v']],
    ['[1].map(({ a, b: [c] }) => a + c + d)', ['d']],
    ['items.map(Number)', ['items…']],
    ['sum(items, x => x.n) + Math.PI + undefined', ['items']],
    ['`${a.b} ${[c][0]}`', ['a.b', 'c']],
    ['(a || b).c', ['a…', 'b']],
    ['x => x', []],
  ])('%s', (text, expected) => {
    if (expected.length === 0) return expect(() => compileExpression(text)).toThrow(/argument/);
    const { references } = compileExpression(text);
    expect(references.map(({ path, exact }) => path.join('.') + (exact ? '' : '…'))).toEqual(
      expected,
    );
  });
});

describe('lazy data', () => {
  function lazyScope(): { scope: ScopeReader; asked: string[] } {
    const asked: string[] = [];
    const outputs: Record<string, unknown> = { fetch: { output: { id: 7 } }, other: 2 };
    const nodes = new LazyRecord({
      get: (key) => {
        asked.push(key);
        return key === 'inner'
          ? new LazyRecord({ get: () => 1, keys: () => ['one'] })
          : outputs[key];
      },
      keys: () => ['fetch', 'other', 'inner'],
    });
    const scope: ScopeReader = {
      [scopeReader]: true,
      get: (name) => (name === 'nodes' ? nodes : undefined),
      has: (name) => name === 'nodes' || name === 'empty',
    };
    return { scope, asked };
  }

  it.each<[string, unknown, string[]]>([
    ['nodes.fetch.output.id', 7, ['fetch']],
    ['nodes["fe" + "tch"].output.id', 7, ['fetch']],
    ['nodes?.gone?.output', undefined, ['gone']],
    ['nodes ? 1 : 2', 1, []],
    ['!nodes', false, []],
    ['typeof nodes', 'object', []],
    ['nodes === nodes', true, []],
    ['"fetch" in nodes', true, []],
    ['"gone" in nodes', false, []],
    ['Object.keys(nodes)', ['fetch', 'other', 'inner'], []],
    ['Object.hasOwn(nodes, "other")', true, []],
    ['isEmpty(nodes)', false, []],
    ['(true && nodes).other', 2, ['other']],
    ['(nodes ?? 1).inner.one', 1, ['inner']],
    [
      'nodes',
      { fetch: { output: { id: 7 } }, other: 2, inner: { one: 1 } },
      ['fetch', 'other', 'inner'],
    ],
    ['[nodes.inner]', [{ one: 1 }], ['inner']],
    ['({ ...nodes.inner })', { one: 1 }, ['inner']],
    ['Object.values(nodes).length', 3, ['fetch', 'other', 'inner']],
    ['Object.entries(...[nodes])[2]', ['inner', { one: 1 }], ['fetch', 'other', 'inner']],
    ['JSON.stringify(nodes.inner)', '{"one":1}', ['inner']],
    ['empty', undefined, []],
  ])('%s', (text, expected, keys) => {
    const { scope: lazy, asked } = lazyScope();
    const result = evaluateExpression(text, lazy);
    expect(result).toEqual(expected);
    expect(result).not.toBeInstanceOf(LazyRecord);
    expect(asked).toEqual(keys);
  });

  it('gives plain data for a reference to a lazy record', () => {
    expect(compileReference('nodes.inner').evaluate(lazyScope().scope)).toEqual({ one: 1 });
  });

  it('refuses a result that hides a lazy record in plain data', () => {
    const hidden = { list: [new LazyRecord({ get: () => 1, keys: () => [] })] };
    expect(() => evaluateExpression('[hidden]', { hidden })).toThrow(/not data/);
  });

  it.each<[unknown, string, RegExp]>([
    [new RangeError('Maximum call stack size exceeded'), 'EXPRESSION_LIMIT', /nested deeper/],
    [new Error('no blob'), 'EXPRESSION_FAILED', /could not be evaluated: no blob/],
    ['text', 'EXPRESSION_FAILED', /could not be evaluated: string/],
    [
      new FlowgraftError('SECRET_NOT_FOUND', 'no secret', { path: 'a' }),
      'SECRET_NOT_FOUND',
      /no secret/,
    ],
  ])('turns what a reader throws into one of our errors: %s', (thrown, code, message) => {
    const get = (): never => {
      throw thrown;
    };
    const scope: ScopeReader = { [scopeReader]: true, get, has: () => true };
    expect(() => evaluateExpression('a', scope)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });

  it.each([() => 1, Symbol('s')])('refuses a root that is no data: %s', (value) => {
    expect(() => evaluateExpression('a', { a: value })).toThrow(
      /a is a (function|symbol); only data can be read/,
    );
    expect(() => evaluateExpression('[1].map(() => list[0])', { list: [value] })).toThrow(
      /only data/,
    );
    expect(() => evaluateExpression('list.at(0)', { list: [value] })).toThrow(/not data/);
    expect(() => evaluateExpression('[list]', { list: [value] })).toThrow(/not data/);
  });

  it('refuses lazy records without end', () => {
    const endless = (): LazyRecord => new LazyRecord({ get: endless, keys: () => ['next'] });
    expect(() => evaluateExpression('root', { root: endless() })).toThrow(
      expect.objectContaining({ code: 'EXPRESSION_LIMIT' }),
    );
  });

  it('says that a name is unknown', () => {
    expect(() => evaluateExpression('gone', lazyScope().scope)).toThrow('"gone" is not defined');
  });
});

describe('the API', () => {
  it('compiles a text once while the cache holds it', () => {
    const cache = createExpressionCache(2);
    const first = cache.compile('1 + 1');
    expect(cache.compile('1 + 1')).toBe(first);
    cache.compile('2');
    cache.compile('3');
    expect(cache.compile('1 + 1')).not.toBe(first);
  });

  it('drops the expression that was not used for longest, by number and by size', () => {
    const cache = createExpressionCache(2);
    const first = cache.compile('1');
    const second = cache.compile('2');
    cache.compile('1');
    cache.compile('3');
    expect(cache.compile('1')).toBe(first);
    expect(cache.compile('2')).not.toBe(second);

    const large = createExpressionCache(1_000);
    const texts = Array.from({ length: 70 }, (_, n) => `'${String(n).padEnd(16_000)}'`);
    const [oldest] = texts.map((text) => large.compile(text));
    expect(large.compile(texts[69] ?? '')).toBe(large.compile(texts[69] ?? ''));
    expect(large.compile(texts[0] ?? '')).not.toBe(oldest);
  });

  it.each([null, 1, undefined])('refuses %j as a scope', (wrong) => {
    expect(() => evaluateExpression('1', wrong as never)).toThrow(TypeError);
  });

  it('refuses a text that is no text', () => {
    expect(() => compileExpression(1 as never)).toThrow('text must be a string, not number');
  });

  it.each([
    { maxSteps: 0 },
    { maxDepth: -1 },
    { maxOutput: Number.NaN },
    { maxTimeMs: '5' as never },
  ])('refuses the limits %j', (limits) => {
    expect(() => evaluateExpression('1', {}, limits)).toThrow(
      /limits\.\w+ must be a positive number/,
    );
  });

  it('keeps to limits that are given', () => {
    expect(() => evaluateExpression('[1, 2].map(x => x)', {}, { maxSteps: 5 })).toThrow(
      expect.objectContaining({ details: { text: '[1, 2].map(x => x)', limit: 'steps', max: 5 } }),
    );
    expect(() => evaluateExpression('"abc" + "def"', {}, { maxOutput: 5 })).toThrow(
      /more than 5 characters/,
    );
    expect(() => evaluateExpression('[[[1]]]', {}, { maxDepth: 1 })).toThrow(/deeper than 1/);
    expect(evaluateExpression('range(20000).length', {}, { maxTimeMs: 5, now: () => 0 })).toBe(
      20_000,
    );
    expect(evaluateExpression('1', {}, { now: () => 0 })).toBe(1);
  });
});
