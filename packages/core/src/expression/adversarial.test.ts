/* oxlint-disable no-restricted-globals, vitest/no-conditional-expect, unicorn/no-thenable -- hostile inputs either fail or give harmless values, in little real time */
import { describe, expect, it } from 'vitest';

import { FlowgraftError, isFlowgraftError } from '../model/error.js';
import { compileExpression, evaluateExpression } from './compiled-expression.js';
import { parseExpression } from './parse.js';
import { LazyRecord } from './scope.js';
import { compileTemplate } from './template.js';

/** A scope in which every trap records that it was sprung. */
function trappedScope(): { scope: Record<string, unknown>; sprung: string[] } {
  const sprung: string[] = [];
  const spring = (name: string) => (): string => {
    sprung.push(name);
    return 'sprung';
  };
  class Account {
    owner = 'Ada';
    get secret(): string {
      return spring('prototype getter')();
    }
    steal(): string {
      return spring('method')();
    }
  }
  const scope = {
    text: 'abc',
    n: 1,
    list: [1, 2, 3],
    object: { a: 1 },
    account: new Account(),
    accessor: Object.defineProperty({ plain: 1 }, 'secret', {
      get: spring('getter'),
      enumerable: true,
    }),
    coercible: {
      toString: spring('toString'),
      valueOf: spring('valueOf'),
      toJSON: spring('toJSON'),
      [Symbol.toPrimitive]: spring('toPrimitive'),
    },
    functions: [spring('function in an array')],
    holder: { call: spring('function in an object'), prototype: Account.prototype },
    symbolic: { value: Symbol('s') },
    own: JSON.parse('{"__proto__": {"x": 1}, "constructor": "data", "prototype": 2}') as unknown,
    thenable: { then: spring('then') },
    iterable: { [Symbol.iterator]: spring('iterator'), length: 2 },
    species: Object.assign([1, 2], {
      constructor: { [Symbol.species]: spring('species') },
      [Symbol.iterator]: spring('iterator of an array'),
      toJSON: spring('toJSON of an array'),
    }),
    date: new Date(0),
    map: new Map([['a', 1]]),
    nodes: new LazyRecord({
      get: (key) => (key === 'a' ? { output: 1 } : undefined),
      keys: () => ['a'],
    }),
  };
  return { scope, sprung };
}

function outcome(text: string, scope: Record<string, unknown> = trappedScope().scope): unknown {
  try {
    return evaluateExpression(text, scope);
  } catch (error) {
    if (!(error instanceof FlowgraftError)) throw error;
    return error.code;
  }
}

const escapes = [
  'constructor',
  'text.constructor',
  'text["constructor"]',
  'text["const" + "ructor"]',
  'text[`constr${"uctor"}`]',
  'text.constructor.constructor("return process")()',
  'list.constructor',
  'list["constructor"]',
  'list[["constructor"]]',
  'list[{ toString: "constructor" }]',
  'list[["length"]]',
  'object.constructor',
  'object.__proto__',
  'object["__proto__"]',
  'object["__pro" + "to__"]',
  'object?.["__proto__"]?.constructor',
  'object.constructor?.prototype',
  'n.constructor',
  'n["constructor"]["constructor"]',
  'true.constructor',
  '({}).constructor',
  '[].constructor',
  '"".constructor',
  '(1).constructor',
  '(x => x).constructor',
  '[].map.constructor',
  '[].map["constructor"]',
  'list.map',
  'list["map"]',
  'list.filter.constructor("return this")()',
  '[].concat.call',
  'list.map.call(list, x => x)',
  'list["map"](x => x)',
  'text["at"](0)',
  'Math.constructor',
  'Math["constructor"]',
  'Math.max.constructor',
  'Object.constructor',
  'Object.prototype',
  'Object.getPrototypeOf(object)',
  'Object.setPrototypeOf({}, object)',
  'Object.defineProperty({}, "a", {})',
  'Object.assign(object, { a: 2 })',
  'Object.create(object)',
  'Array.prototype',
  'String.fromCharCode(65)',
  'JSON.constructor',
  'Date.now()',
  'Math.random()',
  'eval("1")',
  'Function("return this")()',
  'globalThis',
  'window',
  'process.env',
  'require("fs")',
  'import("fs")',
  'import.meta',
  'new.target',
  'arguments',
  'this',
  'this.constructor',
  'self',
  'text.c\\u006fnstructor',
  '\\u0065val("1")',
  'text.__defineGetter__("a", x => 1)',
  'text.__lookupGetter__("a")',
  'object.hasOwnProperty("a")',
  'object.valueOf()',
  'object.toString()',
  'list.toString()',
  'account.secret',
  'account.steal()',
  'account.steal',
  'account.constructor',
  'account["__proto__"].steal',
  'accessor.secret',
  'holder.call()',
  'holder.call',
  'holder.call.constructor',
  'holder.prototype.constructor',
  'holder.prototype.steal',
  'functions[0]',
  'functions[0]()',
  'functions.map(f => f.constructor)',
  'functions.map(f => f.call)',
  'functions.map(f => [1].map(f))',
  'functions.map(f => f())',
  'list.map(functions[0])',
  'list.sort(functions[0])',
  'sum(list, functions[0])',
  '"a".replace("a", functions[0])',
  'coercible + ""',
  '`${coercible}`',
  'coercible * 1',
  'coercible == "sprung"',
  'coercible < 1',
  '-coercible',
  'object[coercible]',
  '({ [coercible]: 1 })',
  '[coercible].join()',
  '"a".concat(coercible)',
  '"sprung".includes(coercible)',
  'String(coercible)',
  'Number(coercible)',
  'JSON.stringify(coercible)',
  'JSON.stringify([coercible])',
  '[coercible, coercible].sort()',
  'parseInt(coercible)',
  'encodeURIComponent(coercible)',
  'symbolic.value',
  'iterable.map(x => x)',
  '[...iterable]',
  'Array.from(iterable)',
  'species.map(x => x)',
  'species.slice(0)',
  'species.concat([3])',
  'species.flat()',
  'species.filter(x => true)',
  'species.flatMap(x => [x])',
  'species.join()',
  'species.toSorted()',
  'species.reverse()',
  'species.keys()',
  'species.entries()',
  'species.reduce((a, x) => a + x)',
  'species.includes(3)',
  '[...species]',
  'Math.max(...species)',
  '({ ...species })',
  '[species].flat()',
  '[species].map(([a, b]) => a + b)',
  'sum(species)',
  'max(species)',
  'sortBy(species)',
  'unique(species)',
  'chunk(species, 1)',
  'groupBy(species, x => x)',
  'pick(object, species)',
  'Array.from(species)',
  'Object.values(species)',
  'Object.fromEntries([species])',
  'JSON.stringify(species)',
  'String(species)',
  'thenable.then',
  '({ __proto__: list })',
  '({ "__proto__": list })',
  '({ ["__proto__"]: list })',
  '({ ["__pro" + "to__"]: list })',
  'Object.fromEntries([["__proto__", list]])',
  '[1].reduce(a => ({ ...a, ["__proto__"]: 1 }), {})',
  '({ ...own })',
  'groupBy([1], x => "__proto__")',
  'keyBy([{ k: "__proto__" }], "k")',
  'pick(own, ["__proto__"])',
  'JSON.parse("{\\"__proto__\\": {\\"polluted\\": 1}}")',
  'list.__proto__.map',
  '(() => 1)()',
  '(x => x)',
  'x => x',
  '[x => x]',
  '({ f: x => x })',
  '[1].concat(x => x)',
  '[1].map(x => y => y)',
  '[1].includes(x => x)',
  'String(x => x)',
  'JSON.stringify(x => x)',
  '[1].reduce((a, x) => a, x => x)',
  'true ? x => x : 1',
  'text`x`',
  'a = 1',
  'text.length = 1',
  'list[0]++',
  'delete object.a',
  'new Date()',
  'function f() {}',
  'class A {}',
  'async x => x',
  'await text',
  'yield text',
  'void 0',
  '1, 2',
  '1; 2',
  'list.push(4)',
  'list.forEach(x => x)',
  '{ get a() { return 1 } }',
  '({ a() { return 1 } })',
  'text.match("(a+)+$")',
  'text.match(text)',
  'text.match(map)',
  '/a/.constructor',
  '/a/.exec("a")',
  '[/a/]',
  '/a/',
  'JSON.stringify(/a/)',
  'map.get("a")',
  'map.size',
  'map.constructor',
  'nodes.constructor',
  'nodes["__proto__"]',
  'nodes.get',
  'nodes.keys()',
  'nodes.a.constructor',
];

describe('escapes', () => {
  it.each(escapes)('%s reaches nothing', (text) => {
    const { scope, sprung } = trappedScope();
    const result = outcome(text, scope);

    expect(sprung).toEqual([]);
    expect(typeof result).not.toBe('function');
    for (const value of [result, ...(Array.isArray(result) ? (result as unknown[]) : [])]) {
      expect(typeof value).not.toBe('function');
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        expect([Object.prototype, null, Date.prototype, Map.prototype]).toContain(
          Object.getPrototypeOf(value),
        );
        expect(value).not.toBe(Object.prototype);
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['own.constructor', 'own["constructor"]'])('%s reads own data of that name', (text) => {
    expect(outcome(text)).toBe('data');
  });

  it('reads an own "__proto__" as data, without its prototype', () => {
    expect(outcome('own.__proto__.x')).toBe(1);
    expect(outcome('own.__proto__.constructor')).toBeUndefined();
  });

  it('never lets data stand for a function of the language', () => {
    const scope = { sum: 1, Math: { PI: 3 }, undefined: 5 };
    expect(outcome('sum', scope)).toBe(1);
    expect(outcome('sum([1])', scope)).toBe(1);
    expect(outcome('Math.PI', scope)).toBe(Math.PI);
    expect(outcome('undefined', scope)).toBeUndefined();
  });

  it('leaves the scope as it was', () => {
    const scope = { list: [3, 1, 2] };
    expect(
      outcome('list.sort().reverse().concat(list.toSorted((a, b) => b - a))', scope),
    ).toHaveLength(6);
    expect(scope).toEqual({ list: [3, 1, 2] });
  });

  it('turns a throwing proxy into its own error', () => {
    const thrown = new Error('trap');
    const proxy = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw thrown;
        },
        ownKeys: () => {
          throw thrown;
        },
      },
    );
    expect(outcome('p.a', { p: proxy })).toBe('EXPRESSION_FAILED');
    expect(outcome('Object.keys(p)', { p: proxy })).toBe('EXPRESSION_FAILED');
  });
});

/** The code and the limit, and that it took no longer than a frame or two. */
function limitOf(text: string, scope: Record<string, unknown> = {}): string {
  const started = performance.now();
  let found = 'none';
  try {
    evaluateExpression(text, scope);
  } catch (error) {
    if (!isFlowgraftError(error)) throw error;
    found = isFlowgraftError(error, 'EXPRESSION_LIMIT') ? error.details.limit : error.code;
  }
  // Far above what is promised, so that a busy machine does not fail it.
  expect(performance.now() - started).toBeLessThan(1_000);
  return found;
}

const many = Array.from({ length: 1_000 }, (_, index) => index);
const long = 'a'.repeat(1_000_000);

describe('bombs', () => {
  it.each<[string, string]>([
    ['"x".repeat(1e9)', 'output'],
    ['"x".repeat(1e308)', 'output'],
    ['"x".padStart(1e9)', 'output'],
    ['"x".padEnd(1e9, "ab")', 'output'],
    ['range(1e9)', 'steps'],
    ['range(0, 1, 1e-300)', 'steps'],
    ['Array.from({ length: 1e9 })', 'steps'],
    ['Array.from({ length: 4294967296 })', 'steps'],
    ['range(60).reduce(a => a.concat(a), [1])', 'steps'],
    ['range(60).reduce(a => [...a, ...a], [1])', 'steps'],
    ['range(60).reduce(a => [a, a], 1)', 'output'],
    ['range(60).reduce(a => ({ l: a, r: a }), 1)', 'output'],
    ['JSON.stringify(range(60).reduce(a => [a, a], 1))', 'steps'],
    ['range(60).reduce(a => a + a, "x")', 'output'],
    ['range(60).reduce(a => `${a}${a}`, "x")', 'output'],
    ['range(60).reduce(a => a.concat(a), "x")', 'output'],
    ['range(60).reduce(a => a.replaceAll("x", "xx"), "x")', 'steps'],
    ['range(60).reduce(a => a.replaceAll(/x/g, "$&$&"), "x")', 'steps'],
    ['range(60).reduce(a => [a, a].join(""), "x")', 'output'],
    ['many.map(a => many.map(b => many.map(c => 1)))', 'steps'],
    ['many.flatMap(a => many.flatMap(b => many))', 'steps'],
    ['many.map(a => long.toUpperCase())', 'steps'],
    ['many.map(a => long.includes("b"))', 'steps'],
    ['many.map(a => (long + a) === (long + a))', 'steps'],
    ['many.map(a => object[long + a])', 'steps'],
    ['many.map(a => long * 1)', 'steps'],
    ['many.map(a => long < long)', 'steps'],
    ['many.map(a => long.split(""))', 'steps'],
    ['many.map(a => [...long])', 'steps'],
    ['many.map(a => JSON.stringify(many))', 'steps'],
    ['many.map(a => JSON.parse(JSON.stringify(long)))', 'steps'],
    ['many.map(a => ({ ...many }))', 'steps'],
    ['many.map(a => Object.keys(many))', 'steps'],
    ['many.map(a => sortBy(many, x => -x))', 'steps'],
    ['many.map(a => many.toSorted((x, y) => y - x))', 'steps'],
    ['many.map(a => formatDate(0, "HH", "Europe/Paris"))', 'steps'],
    ['many.map(a => long.normalize("NFKD"))', 'steps'],
    ['many.map(a => encodeURIComponent(long))', 'steps'],
    ['many.map(a => long)', 'output'],
    ['many.map(a => range(1000))', 'steps'],
    ['long.lastIndexOf("b" + long.slice(0, 500000))', 'steps'],
    ['long.split("a").map(x => many)', 'steps'],
    ['range(300).reduce(a => [a], 1)', 'depth'],
    ['range(300).reduce(a => [a], 1).flat(Infinity)', 'depth'],
    ['JSON.stringify(range(300).reduce(a => [a], 1))', 'depth'],
    ['JSON.stringify(cycle)', 'depth'],
    ['({ cycle })', 'depth'],
    ['[cycle].flat(Infinity)', 'depth'],
    ['Math.max(...range(100000))', 'EXPRESSION_FAILED'],
    ['many.map(a => many.map(b => "x".repeat(4000)))', 'steps'],
    ['range(1e6)', 'steps'],
    ['long.slice(0, 9000).replace(/a+/, "$&".repeat(1000))', 'output'],
    ['long.replace(long, "$&".repeat(1000))', 'output'],
    ['many.map(a => (long + long).includes(long + "b"))', 'steps'],
    [`/[^${'bcd'.repeat(300)}]+$/i.test(long)`, 'steps'],
    ['many.map(a => /(a+)(a+)b/.test(long))', 'steps'],
    ['many.map(a => long.split("b"))', 'steps'],
    ['many.map(a => unique(many))', 'steps'],
    ['many.map(a => groupBy(many, x => long + x))', 'steps'],
    ['many.map(a => many.includes(-1))', 'steps'],
    ['many.map(a => many.join(long))', 'output'],
    ['many.map(a => slug(long))', 'steps'],
  ])('%s ends with %s', (text, limit) => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(limitOf(text, { many, long, cycle, object: {} })).toBe(limit);
  });

  it.each([
    ['parentheses', '('.repeat(10_000)],
    ['closed parentheses', `${'('.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['arrays', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['objects', `${'{a:'.repeat(3_000)}1${'}'.repeat(3_000)}`],
    ['members', `a${'.b'.repeat(8_000)}`],
    ['optional members', `a${'?.b'.repeat(5_000)}`],
    ['keys', `${'a['.repeat(5_000)}0${']'.repeat(5_000)}`],
    ['calls', `${'sum('.repeat(3_000)}1${')'.repeat(3_000)}`],
    ['negations', '!'.repeat(16_000) + '1'],
    ['signs', '- '.repeat(8_000) + '1'],
    ['typeof', 'typeof '.repeat(2_000) + '1'],
    ['ternaries', '1?'.repeat(8_000)],
    ['ternary tails', `${'1?1:'.repeat(4_000)}1`],
    ['sums', `1${'+1'.repeat(8_000)}`],
    ['powers', `1${'**1'.repeat(5_000)}`],
    ['templates', '`${'.repeat(5_000)],
    ['closed templates', `${'`${'.repeat(3_000)}1${'}`'.repeat(3_000)}`],
    ['functions', `${'[1].map(x => '.repeat(1_000)}1${')'.repeat(1_000)}`],
    ['spreads', `${'[...'.repeat(3_000)}1${']'.repeat(3_000)}`],
    ['patterns', `[1].map((${'['.repeat(5_000)}a${']'.repeat(5_000)}) => 1)`],
    ['a regex of groups', `/${'('.repeat(900)}a${')'.repeat(900)}/.test("a")`],
    ['a long regex', `/${'a'.repeat(1_001)}/.test("a")`],
    ['a repeating regex', '/((a{100}){100}){100}/.test("a")'],
    ['an open regex', `/${'['.repeat(16_000)}`],
  ])('refuses deep nesting of %s quickly', (_title, text) => {
    const started = performance.now();
    const parsed = parseExpression(text);
    if (parsed.ok) expect(() => compileExpression(text)).toThrow(FlowgraftError);
    else
      expect(parsed.message).toMatch(
        /deep|chain|closed|unexpected|is never|more than|may have|too much/,
      );
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('refuses long texts before reading them', () => {
    const text = '1+'.repeat(10_000);
    expect(parseExpression(text)).toMatchObject({ ok: false, position: 16_384 });
    expect(outcome(text)).toBe('EXPRESSION_LIMIT');
    expect(() => compileTemplate(`{{ ${text}1 }}`)).toThrow(/16384 characters/);
  });

  it.each([
    '/(a+)+$/',
    '/(a|a)*$/',
    '/(a|aa)+$/',
    '/(.*a){12}$/',
    '/(x+x+)+y/',
    '/([a-z]+)*=/',
    '/(a{1,20}){1,20}b/',
    '/a*a*a*a*a*a*b/',
    '/(?:a?){30}a{30}/',
    '/\\s+$/',
    '/^(([a-z])+.)+[A-Z]([a-z])+$/',
    '/(.*)(.*)(.*)(.*)(.*)[^a]$/',
    '/((a+)+)+b/',
  ])('%s runs in linear time or is refused', (pattern) => {
    const started = performance.now();
    const results = [`${'a'.repeat(5_000)}!`, ' '.repeat(5_000), 'x'.repeat(5_000)].map((text) =>
      outcome(`${pattern}.test(text)`, { text }),
    );
    for (const result of results)
      expect([true, false, 'EXPRESSION_LIMIT', 'EXPRESSION_SYNTAX']).toContain(result);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('stops at the clock', () => {
    let time = 0;
    const expression = compileExpression('many.map(a => many.map(b => a * b))');
    const evaluate = (): unknown =>
      expression.evaluate({ many }, { maxSteps: 1e9, maxTimeMs: 5, now: () => time++ });
    expect(evaluate).toThrow(/longer than 5 ms/);
  });

  it('works near a full stack', () => {
    const deep = (left: number): unknown => {
      try {
        return left === 0 ? 0 : deep(left - 1);
      } finally {
        if (left % 997 === 0) outcome(`1${'+1'.repeat(400)}`);
      }
    };
    expect(() => deep(5_000)).not.toThrow();
  });
});
