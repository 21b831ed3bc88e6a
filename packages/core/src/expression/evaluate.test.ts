import { describe, expect, it } from 'vitest';

import { evaluateExpression } from './compiled-expression.js';

const scope = {
  input: {
    name: 'Ada',
    n: 3,
    nothing: null,
    list: [3, 1, 2],
    items: [
      { id: 'a', qty: 1, price: 10, tags: ['x'] },
      { id: 'b', qty: 2, price: 20, tags: ['y', 'z'] },
    ],
    when: new Date('2026-03-04T05:06:07.089Z'),
    big: 12n,
  },
};

const evaluate = (text: string): unknown => evaluateExpression(text, scope);

describe('literals and operators', () => {
  it.each<[string, unknown]>([
    ['1', 1],
    ['0x1F', 31],
    ['0b101 + 0o17', 20],
    ['1e3', 1000],
    ['1_000.5', 1000.5],
    ['.5', 0.5],
    ['"a\\n\\x41\\u0042\\u{1F600}\\0"', 'a\nAB😀\0'],
    ["'it\\'s'", "it's"],
    ['`a${1 + 1}b${"c"}`', 'a2bc'],
    ['`\\``', '`'],
    ['[1, ...[2, 3], ..."ab"]', [1, 2, 3, 'a', 'b']],
    [
      '({ a: 1, "b c": 2, 3: 3, ["d" + 1]: 4, ...{ e: 5 } })',
      { a: 1, 'b c': 2, 3: 3, d1: 4, e: 5 },
    ],
    ['true ? null : undefined', null],
    ['NaN', NaN],
    ['-Infinity', -Infinity],
    ['+"4" - -"2"', 6],
    ['!0', true],
    ['typeof nope', 'undefined'],
    ['typeof null', 'object'],
    ['2 ** 3 ** 2', 512],
    ['(-2) ** 2', 4],
    ['7 % 4 * 2', 6],
    ['1 + 2 + "3"', '33'],
    ['1 < 2 && "a" < "b"', true],
    ['null == undefined', true],
    ['0 == "0"', true],
    ['0 === "0"', false],
    ['1 != "1"', false],
    ['null == 0', false],
    ['[] == 0', false],
    ['null ?? 0 ?? 1', 0],
    ['"" || "x"', 'x'],
    ['(null ?? 1) || 2', 1],
    ['"a" in { a: 1 }', true],
    ['"toString" in {}', false],
    ['1 in [1]', false],
    ['1 ? 2 ? 3 : 4 : 5', 3],
    ['input.name', 'Ada'],
    ['input["na" + "me"]', 'Ada'],
    ['input?.gone?.deeper.still', undefined],
    ['input.gone?.map(x => x.id)', undefined],
    ['(input.gone?.a) ?? 1', 1],
    ['input.list[1]', 1],
    ['input.list[7]', undefined],
    ['input.name[0]', 'A'],
    ['input.name.length + input.list.length', 6],
    ['({ input })', { input: scope.input }],
    ['input.when - 0', scope.input.when.getTime()],
    ['`${input.when}`', '2026-03-04T05:06:07.089Z'],
    ['input.when > parseDate("2026-01-01")', true],
    ['input.big > 3', true],
    ['Math.PI', Math.PI],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe('arrow functions', () => {
  it.each<[string, unknown]>([
    ['input.items.filter(i => i.qty > 1).map(i => i.id)', ['b']],
    ['input.items.reduce((s, i) => s + i.qty * i.price, 0)', 50],
    ['input.items.map(({ id, qty: n }) => `${id}${n}`)', ['a1', 'b2']],
    ['Object.entries({ a: 1, b: 2 }).map(([k, v]) => k + v)', ['a1', 'b2']],
    [
      'input.list.map((x, i) => ({ x, i }))',
      [
        { x: 3, i: 0 },
        { x: 1, i: 1 },
        { x: 2, i: 2 },
      ],
    ],
    [
      'input.list.map(x => input.list.map(y => x * y))',
      [
        [9, 3, 6],
        [3, 1, 2],
        [6, 2, 4],
      ],
    ],
    ['["1", "", "2"].filter(Boolean).map(Number)', [1, 2]],
    ['[1.5].map(Math.floor)', [1]],
    ['[[1, 2]].map(([, b]) => b)', [2]],
    ['input.list.map(() => 1)', [1, 1, 1]],
    ['input.items.some(i => input.list.some(n => n === i.qty))', true],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});
