import { describe, expect, it } from 'vitest';

import { expressionFunctions, expressionMethods } from './catalogue.js';
import { evaluateExpression } from './compiled-expression.js';
import { expressionFunctionTable } from './functions.js';
import { methodTables } from './methods.js';
import { functionNames, namespaces } from './names.js';
import { resultType } from './result-type.js';

const scope = {
  items: [
    { id: 'a', qty: 2, at: '2026-01-02', type: 'x' },
    { id: 'b', qty: 1, at: '2026-01-01', type: 'y' },
    { id: 'c', at: null, type: 'x' },
  ],
  when: new Date('2026-01-31T10:20:30.045Z'),
  invalid: new Date(Number.NaN),
  text: 'Hello',
  big: 12n,
  o: { a: 1, b: 2 },
  map: new Map(),
  sparse: [undefined, null, 1],
};
const evaluate = (text: string): unknown => evaluateExpression(text, scope);
const [a, b, c] = scope.items;

describe('functions', () => {
  it.each<[string, unknown]>([
    ['sum([1, 2, 3.5])', 6.5],
    ['sum([])', 0],
    ['sum(items.slice(0, 2), i => i.qty)', 3],
    ['sum(items.slice(0, 2), "qty")', 3],
    ['avg([1, 2])', 1.5],
    ['avg([])', undefined],
    ['min([3, 1, 2])', 1],
    ['max(items, "qty")', 2],
    ['max(items, i => i.at)', '2026-01-02'],
    ['min([])', undefined],
    ['max([when, parseDate(0)])', scope.when],
    ['max(["a", 1])', 'a'],
    ['round(1.005, 2)', 1.01],
    ['round(-2.5)', -3],
    ['round(1234, -2)', 1200],
    ['round(1e21, 2)', 1e21],
    ['round(5e-7, 7)', 5e-7],
    ['round(Infinity)', Infinity],
    ['clamp(7, 0, 5)', 5],
    ['range(3)', [0, 1, 2]],
    ['range(1, 6, 2)', [1, 3, 5]],
    ['range(3, 0, -1)', [3, 2, 1]],
    ['range(-1)', []],
    ['sortBy(items, "qty")', [b, a, c]],
    ['sortBy(items, "qty", "desc")', [a, b, c]],
    ['sortBy(items, i => i.id, "desc")', [c, b, a]],
    ['sortBy([3, 1, 2])', [1, 2, 3]],
    ['sortBy([c, null], "x")'.replace('c', 'o'), [scope.o, null]],
    ['groupBy(items, "type")', { x: [a, c], y: [b] }],
    ['Object.groupBy(items, i => i.type)', { x: [a, c], y: [b] }],
    ['keyBy(items, i => i.type)', { x: c, y: b }],
    ['keyBy([1, o], "a")', { undefined: 1, 1: scope.o }],
    ['unique([1, 2, 1, NaN, NaN, "1"])', [1, 2, NaN, '1']],
    ['unique(items, "type")', [a, b]],
    ['chunk([1, 2, 3], 2)', [[1, 2], [3]]],
    ['pick(o, ["a", "gone"])', { a: 1 }],
    ['omit(o, ["a"])', { b: 2 }],
    [
      '[isEmpty(""), isEmpty([]), isEmpty({}), isEmpty(null), isEmpty(undefined)]',
      [true, true, true, true, true],
    ],
    [
      '[isEmpty("a"), isEmpty([1]), isEmpty(o), isEmpty(0), isEmpty(when)]',
      [false, false, false, false, false],
    ],
    ['capitalize("élan")', 'Élan'],
    ['slug("  Crème Brûlée, n° 5! ")', 'creme-brulee-n-5'],
    ['parseDate("2026-03-04")', new Date('2026-03-04')],
    ['parseDate("2026-03-04 05:06")', new Date('2026-03-04T05:06Z')],
    ['parseDate("2026-03-04T05:06:07,5+02:00")', new Date('2026-03-04T03:06:07.500Z')],
    ['parseDate(0)', new Date(0)],
    ['Date.parse("2026-01-01" + " ".repeat(50) + "x")', NaN],
    ['addTime("2026-01-15", "1mo")', new Date('2026-02-15')],
    ['addTime("2026-03-31", "-1mo")', new Date('2026-02-28')],
    ['parseDate(when) === when', false],
    ['Date.parse("nonsense")', NaN],
    ['Date.parse("2026-01-01T00:00:00Z")', Date.UTC(2026, 0, 1)],
    ['addTime(when, "1d 2h")', new Date('2026-02-01T12:20:30.045Z')],
    ['addTime(when, "-1h 20m")', new Date('2026-01-31T09:00:30.045Z')],
    ['addTime(when, "1mo")', new Date('2026-02-28T10:20:30.045Z')],
    ['addTime("2024-02-29", "1y")', new Date('2025-02-28')],
    ['dateDiff("2026-01-01", "2026-01-02T12:00", "d")', 1.5],
    ['dateDiff("2026-01-02", "2026-01-01")', -86_400_000],
    ['formatDate(when)', '2026-01-31'],
    ['formatDate(when, "dd/MM/yyyy HH:mm:ss.SSS")', '31/01/2026 10:20:30.045'],
    ['formatDate(when, "yyyy-MM-dd HH:mm", "Asia/Tokyo")', '2026-01-31 19:20'],
    ['Number(big) + Number("0x10") + Number(true) + Number()', 29],
    [
      '[String(), String(null), String([1]), String(o), String(when), String(map)]',
      ['', 'null', '[1]', '{"a":1,"b":2}', '2026-01-31T10:20:30.045Z', '{}'],
    ],
    ['Boolean("")', false],
    ['parseInt("12px") + parseInt("ff", 16) + parseFloat("1.5x")', 268.5],
    [
      '[isNaN("x"), isFinite("1"), Number.isFinite("1"), Number.isNaN(NaN), Number.isSafeInteger(2 ** 53)]',
      [true, true, false, true, false],
    ],
    ['decodeURIComponent(encodeURIComponent("a/b ü"))', 'a/b ü'],
    ['decodeURI(encodeURI("http://x/ü"))', 'http://x/ü'],
    ['Object.fromEntries(Object.entries(o).map(([k, v]) => [v, k]))', { 1: 'a', 2: 'b' }],
    ['Object.keys("ab").concat(Object.keys(1))', ['0', '1']],
    [
      '[Object.hasOwn(o, "a"), Object.hasOwn(o, "toString"), Object.hasOwn(1, "a")]',
      [true, false, false],
    ],
    ['({ ...null, ...undefined, ...1, ..."ab", ...[7] })', { 0: 7, 1: 'b' }],
    ['Array.from("añ😀")', ['a', 'ñ', '😀']],
    ['Array.from([1, 2], x => x * 2)', [2, 4]],
    ['Array.from({})', []],
    [
      'JSON.stringify({ a: [1, undefined, NaN], b: undefined, c: when, d: invalid, e: {} }, null, 1)',
      '{\n "a": [\n  1,\n  null,\n  null\n ],\n "c": "2026-01-31T10:20:30.045Z",\n "d": null,\n "e": {}\n}',
    ],
    ['JSON.stringify(undefined)', undefined],
    ['Math.hypot(3, 4)', 5],
    ['Math.max()', -Infinity],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe('methods', () => {
  it.each<[string, unknown]>([
    ['items.entries().map(([i, x]) => i + x.id)', ['0a', '1b', '2c']],
    ['[..."abc"].keys()', [0, 1, 2]],
    ['sparse.join("-")', '--1'],
    ['[undefined, "b", undefined, "a"].sort()', ['a', 'b', undefined, undefined]],
    ['[1, 2, 3].indexOf(2, -1)', -1],
    ['[NaN].includes(NaN) && [NaN].indexOf(NaN)', -1],
    ['[1, 2, 1].lastIndexOf(1) + [1].lastIndexOf(5) + [NaN].lastIndexOf(NaN)', 0],
    ['[1, 2].reduce((s, x) => s + x)', 3],
    ['[1, [2, [3]]].flat()', [1, 2, [3]]],
    ['text.at(-1) + text.codePointAt(0)', 'o72'],
    ['text.localeCompare("hello") !== 0', true],
    ['"é".normalize("NFD").length', 2],
    ['"a-b".split("-", 1)', ['a']],
    ['"a-b".split()', ['a-b']],
    ['"a-b".split("-", -1)', ['a', 'b']],
    ['"a1b2".split(/\\d/, 2)', ['a', 'b']],
    ['"".split(/a/)', ['']],
    ['"".split(/(?:)/)', []],
    ['"".repeat(5)', ''],
    ['"aXbX".replace("X", x => x + "!")', 'aX!bX'],
    ['"a1b22".replace(/(\\d)(\\d)?/g, (m, one, two) => `<${one}|${two}>`)', 'a<1|undefined>b<2|2>'],
    ['"ab".replace(/(a)(b)/, "$2$1$3$01$0$")', 'ba$3a$0$'],
    ['"ab".replace(/b/g, (m, at) => at)', 'a1'],
    ['"abc".match(/(b)(x)?/)', ['b', 'b', undefined]],
    ['"abc".match(/x/g) ?? "none"', 'none'],
    ['"abc".match(/x/) ?? "none"', 'none'],
    [
      '"a1b2".matchAll(/([a-z])(\\d)/g)',
      [
        ['a1', 'a', '1'],
        ['b2', 'b', '2'],
      ],
    ],
    ['"abc".search(/z/)', -1],
    ['/x/.test()', false],
    ['(1.5).toFixed() + (255).toString(16) + (5).toString() + (12).toPrecision(1)', '2ff51e+1'],
    ['true.toString()', 'true'],
    [
      '[when.getFullYear(), when.getMonth(), when.getUTCDate(), when.getDay(), when.getHours(), when.getMinutes(), when.getSeconds(), when.getMilliseconds()]',
      [2026, 0, 31, 6, 10, 20, 30, 45],
    ],
    ['when.toISOString() === when.toJSON() && when.toString() === when.toISOString()', true],
    ['when.getTime() === when.valueOf()', true],
    ['invalid.toJSON()', null],
    ['`${invalid}`', 'Invalid Date'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe('escapes and classes', () => {
  it.each<[string, unknown]>([
    ['`a\r\nb\rc`', 'a\nb\nc'],
    ['"a\\\r\nb\\\rc\\\nd"', 'abcd'],
    ['"\\b\\f\\v\\q\\u{41}"', '\b\f\vqA'],
    ['/^\\x41\\u0042\\t\\0\\.$/.test("AB\\t\\0.")', true],
    ['/^[\\x41\\u0042\\b\\-\\n]+$/.test("AB\\b-\\n")', true],
    ['/^[\\w-.]+$/.test("a-.")', true],
    ['/^[^]$/.test("\\n") && !/[]/.test("a")', true],
    ['/^.$/.test("\\n") || /^.$/s.test("\\n")', true],
    ['/^[a\\-z-]+$/.test("a-z")', true],
    ['/\\s/.test("\\u00a0") && !/\\s/.test("é") && /\\S\\D\\W/.test("xy-")', true],
    ['/a\\Bb/.test("ab") && !/a\\bb/.test("ab")', true],
    ['/É/i.test("é") && /[à-ý]/i.test("É") && !/[^a]/i.test("A") && !/ß/i.test("SS")', true],
    ['/^b$/m.test("a\\nb\\nc") && !/^b$/.test("a\\nb")', true],
    ['"aaa".match(/a{2}?/)', ['aa']],
    ['"aaaa".match(/a{1,3}?/)', ['a']],
    ['"aaaa".match(/a{2,}/)', ['aaaa']],
    ['"aXa".match(/a(?:b|X|)a/)', ['aXa']],
    ['"ab".match(/(?:(a)|b)*/)', ['ab', undefined]],
  ])('%j', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    '/[a/.test("a")',
    '/[a-\\]/.test("a")',
    '/\\u00/.test("a")',
    '/\\01/.test("a")',
    '/a{1/.test("a")',
    '/(?<n>a)/.test("a")',
  ])('refuses %s', (text) => {
    expect(() => evaluate(text)).toThrow(expect.objectContaining({ code: 'EXPRESSION_SYNTAX' }));
  });
});

describe('failures say what was wrong', () => {
  it.each<[string, RegExp]>([
    ['gone', /"gone" is not defined; there are: items, when/],
    ['o.x.y', /^o\.x is undefined; cannot read "y"$/],
    ['o.x[0]', /o\.x is undefined; cannot read "0"/],
    ['o.x["a" + 1]', /cannot read "a1"/],
    ['null.x', /null is null/],
    ['o.x.map(i => i)', /^o\.x is undefined; cannot call "map"$/],
    ['o.map(i => i)', /^o is an object, which has no method "map"; use Object\.values/],
    ['text.map(i => i)', /text is text, which has no method "map"/],
    ['text.trim', /"trim" is a method of text; call it: trim\(…\)/],
    ['"a" + o', /an object cannot be used as text; use one of its fields or JSON\.stringify/],
    ['`${items}`', /an array cannot be used as text; use \.join/],
    ['items * 2', /an array cannot be used as a number/],
    ['o < 1', /an object cannot be used as a number/],
    ['o[{}]', /an object cannot be used as a key/],
    ['big + 1', /a bigint cannot be calculated with/],
    ['-big', /a bigint cannot be calculated with/],
    ['"a" in text', /"in" needs an object or an array on its right, not text/],
    ['[...o]', /only an array or a text can be spread here, not an object/],
    ['items.map(([x]) => x)', /an object cannot be taken apart as an array/],
    ['[null].map(({ x }) => x)', /the value is null; cannot read "x"/],
    ['[].reduce((s, x) => s)', /empty array with no initial value/],
    ['"a".repeat(-1)', /Invalid count value: -1/],
    ['"a".match("a")', /match needs a regular expression such as .*, not text/],
    ['"a".replaceAll(/a/, "")', /needs the flag g/],
    ['"a".normalize("X")', /NFC, NFD, NFKC, NFKD/],
    ['(1).toFixed(101)', /toFixed\(\) digits argument must be between 0 and 100/],
    ['invalid.toISOString()', /Invalid time value/],
    ['(sum)(5)', /^the call needs an array, not a number$/],
    ['sum(5)', /sum needs an array, not a number/],
    ['sortBy(items, "a", "down")', /"asc" or "desc"/],
    ['groupBy(items)', /groupBy needs a key/],
    ['range(0, 5, 0)', /a step that is not 0/],
    ['chunk([1], 0)', /size of 1 or more/],
    ['clamp(1, 5, 0)', /lower bound first/],
    ['round(1, 101)', /digits from -100 to 100/],
    ['Array.from(5)', /Array\.from needs an array/],
    ['Object.keys(null)', /Object\.keys needs an object, not null/],
    ['Object.fromEntries([1])', /pairs/],
    ['JSON.parse("{")', /could not be evaluated: .*JSON/],
    ['JSON.stringify(big)', /a bigint has no JSON/],
    ['JSON.stringify(1, ["a"])', /JSON\.stringify needs null as its replacer, not an array/],
    ['decodeURIComponent("%")', /URI malformed/],
    ['parseDate("yesterday")', /"yesterday" is not a date; use ISO 8601/],
    ['parseDate(true)', /a boolean is not a date/],
    ['parseDate(NaN)', /a number is not a date/],
    ['addTime(when, "soon")', /addTime needs a span/],
    ['addTime(when, "1".repeat(200))', /addTime needs a span/],
    ['addTime(when, "9999999999y")', /not a date/],
    ['dateDiff(when, when, "mo")', /dateDiff needs one of the units ms s m h d w, not "mo"/],
    ['formatDate(when, "HH", "Mars/Base")', /Invalid time zone specified: Mars\/Base/],
  ])('%s', (text, message) => {
    expect(() => evaluate(text)).toThrow(
      expect.objectContaining({
        code: 'EXPRESSION_FAILED',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});

describe('refused syntax names the construct and its place', () => {
  it.each<[string, number, RegExp]>([
    ['a = 1', 2, /there are no assignments/],
    ['a += 1', 2, /assignments/],
    ['a++', 1, /use \+ 1/],
    ['--a', 0, /use - 1/],
    ['a & b', 2, /bitwise/],
    ['a | upper', 2, /pipes/],
    ['a, b', 1, /an expression is one value/],
    ['a;', 1, /an expression is one value/],
    ['new Date()', 0, /parseDate/],
    ['this.a', 0, /name the value/],
    ['function () {}', 0, /arrow function/],
    ['a instanceof b', 2, /typeof or Array\.isArray/],
    ['if (a) b', 0, /condition \? a : b/],
    ['let a', 0, /variables/],
    ['delete a.b', 0, /omit/],
    ['1n', 1, /bigint literals/],
    ['1_', 1, /malformed number/],
    ['010', 1, /malformed number/],
    ['"abc', 0, /never closed/],
    ['"a\nb"', 0, /never closed/],
    ['`abc', 0, /never closed/],
    ['"\\8"', 1, /octal/],
    ['"\\xZZ"', 1, /malformed escape/],
    ['"\\u{110000}"', 1, /malformed escape/],
    ['a // b', 2, /comments/],
    ['/* a */ 1', 0, /comments/],
    ['/abc', 0, /never closed/],
    ['(a', 0, /"\(" is never closed/],
    ['a)', 1, /unexpected "\)"/],
    ['(a]', 0, /"\(" is never closed/],
    ['`${a]`', 0, /"\$\{" is never closed/],
    ['`${a b}`', 5, /expected "}"|unexpected/],
    ['`${}`', 3, /unexpected a template/],
    ['a.1', 1, /unexpected a number/],
    ['a.[b]', 2, /unexpected "\["/],
    ['a ? b', 5, /unexpected the end; expected ":"/],
    ['', 0, /unexpected the end/],
    ['a b', 2, /unexpected "b"/],
    ['-a ** 2', 0, /parentheses around the left side/],
    ['a ?? b || c', 5, /parentheses around \?\?/],
    ['a`b`', 1, /unexpected a template/],
    ['a?.()', 3, /unexpected "\("/],
    ['[, 1]', 1, /separates values/],
    ['({ a() {} })', 4, /unexpected "\("; expected ":"/],
    ['({ get a() {} })', 7, /unexpected "a"; expected ":"/],
    ['({ 1 })', 5, /expected ":"/],
    ['({ true })', 8, /expected ":"/],
    ['({ *a: 1 })', 3, /unexpected "\*"/],
    ['({ __proto__: 1 })', 3, /__proto__/],
    ['({ __proto__ })', 3, /__proto__/],
    ['x => x', 0, /only as the argument/],
    ['(x) => x', 0, /only as the argument/],
    ['[1].map(x\n=> x)', 10, /only as the argument/],
    ['[1].map(x => { return x })', 13, /one expression as its body/],
    ['[1].map((x, x) => x)', 12, /stands twice/],
    ['[1].map((...x) => x)', 9, /spreads only into/],
    ['[1].map((x = 1) => x)', 11, /default values/],
    ['[1].map(({ [x]: y }) => y)', 11, /unexpected "\["/],
    ['[1].map((1) => 1)', 9, /unexpected a number/],
    ['[1].map((true) => 1)', 9, /unexpected "true"/],
    ['[1].map(this => 1)', 8, /name the value/],
    ['[1].map((a, b, c, d) => 1)', 8, /at most three/],
    ['[1].map(5)', 4, /map needs a function/],
    ['[1].map()', 4, /map needs a function/],
    ['[1].map(1, x => x)', 11, /takes no function here/],
    ['[1].push(2)', 4, /use \[\.\.\.items, item\]/],
    ['[1].nothing()', 4, /there is no method "nothing"/],
    ['nothing()', 0, /"nothing" is not a function/],
    ['Math.random()', 0, /another result each time/],
    ['Math.nothing', 0, /"Math\.nothing" is not a value/],
    ['Math["PI"]', 0, /is not a value/],
    ['Math', 0, /call one of its functions/],
    ['typeof Math', 7, /call one of its functions/],
    ['a["b"]()', 0, /called by its name/],
    ['(a ? b : c)()', 1, /not a function of expressions/],
    ['[1].map(f => f())', 13, /not a function of expressions/],
    ['/a/', 0, /only before \.test/],
    ['/a/u.test("a")', 0, /the only flags are g, i, m and s/],
    ['/a/gg.test("a")', 0, /Invalid/],
    ['/(?=a)/.test("a")', 2, /look-around/],
    ['/(a)\\1/.test("a")', 4, /back references/],
    ['/(a*)*/.test("a")', 1, /must not be able to be empty/],
    ['/(a|b*)+/.test("a")', 1, /must not be able to be empty/],
    ['/(^)?/.test("a")', 1, /must not be able to be empty/],
    ['/*a/.test("a")', 0, /comments/],
    ['/+a/.test("a")', 0, /nothing to repeat/i],
    ['/a{2,1}/.test("a")', 0, /out of order/],
    ['/a}/.test("a")', 2, /before a mark makes it a character/],
    ['/a)/.test("a")', 0, /Unmatched/],
    ['/(a/.test("a")', 0, /Unterminated group/],
    ['/[b-a]/.test("a")', 0, /out of order/],
    ['/(a{50}){19}(a{50}){19}(a{50}){19}/.test("a")', 34, /it repeats too much/],
    [`/${'('.repeat(60)}a${')'.repeat(60)}/.test("a")`, 51, /nest deeper than 50/],
    ['/\\p/.test("a")', 1, /"\\p" is not available/],
  ])('%s at %i', (text, position, message) => {
    expect(() => evaluate(text)).toThrow(
      expect.objectContaining({
        code: 'EXPRESSION_SYNTAX',
        message: expect.stringMatching(message) as string,
        details: { text, position },
      }),
    );
  });
});

it('knows the functions by name as they are', () => {
  const plain = Object.keys(expressionFunctionTable).filter(
    (name) => !name.includes('.') && !namespaces.has(name),
  );

  expect([...functionNames].sort()).toEqual(plain.sort());
});

describe('the catalogue', () => {
  it('documents every function and method, and no other', () => {
    expect(expressionFunctions.map(({ name }) => name).sort()).toEqual(
      Object.keys(expressionFunctionTable).sort(),
    );
    for (const [kind, table] of Object.entries(methodTables)) {
      const names = expressionMethods.filter((doc) => doc.kind === kind).map(({ name }) => name);
      expect(names.sort()).toEqual(Object.keys(table ?? {}).sort());
    }
  });

  it.each([
    ...expressionFunctions.map((doc) => ({ kind: '' as const, ...doc })),
    ...expressionMethods,
  ])('names the result that the checker knows: $kind $name', ({ kind, name, signature }) => {
    const type = signature.slice(signature.lastIndexOf('): ') + 3);
    expect(resultType(kind, name)).toBe(type);
  });

  it('is the reference in the docs', async () => {
    const table = (rows: readonly { signature: string; description: string }[]): string =>
      rows.map(({ signature, description }) => `- \`${signature}\`: ${description}`).join('\n');
    const kinds = [...new Set(expressionMethods.map(({ kind }) => kind))];
    const titles = {
      string: 'Text',
      array: 'Arrays',
      number: 'Numbers',
      boolean: 'Booleans',
      date: 'Dates',
      regex: 'Regular expressions',
    };
    const sections = kinds.map(
      (kind) =>
        `## Methods: ${titles[kind]}\n\n${table(expressionMethods.filter((doc) => doc.kind === kind))}`,
    );
    const intro =
      '# Functions and methods of expressions\n\nGenerated from `packages/core/src/expression/catalogue.ts`; see [expressions](./expressions.md).';
    await expect(
      `${[intro, `## Functions\n\n${table(expressionFunctions)}`, ...sections].join('\n\n')}\n`,
    ).toMatchFileSnapshot('../../../../docs/expression-functions.md');
  });
});
