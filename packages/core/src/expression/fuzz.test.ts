/* oxlint-disable no-restricted-globals, vitest/no-conditional-expect, vitest/expect-expect -- every random text is judged by `survives`, which also looks at real time */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FlowgraftError } from '../model/error.js';
import { compileExpression } from './compiled-expression.js';
import { expressionFunctions, expressionMethods } from './catalogue.js';
import { compileTemplate } from './template.js';

const plainWords =
  'a|b|x|x =>|(x, y) =>|items|input|.id|[0]|1|0|1e9|"s"|\'t\'|/a+/g|null|undefined|true|constructor|__proto__|prototype|this|new|function|await|Math|Object|JSON'.split(
    '|',
  );

const words = [
  ...'( ) [ ] { } , : ? ?. . ... => + - * / % ** === == != < > && || ?? ! typeof in ` ${ }} {{ \\ \' " ; = # @ ~ ^ & | ++ \n'.split(
    ' ',
  ),
  ...plainWords,
  ...expressionFunctions.map(({ name }) => `${name}(`),
  ...expressionMethods.map(({ name }) => `.${name}(`),
];

const scope = {
  a: 1,
  b: 'text',
  x: null,
  items: [{ id: 1 }, { id: 2 }, 'three', [4]],
  input: { id: 7, when: new Date(0), f: () => 1, list: [3, 1, 2], __proto__: null },
};

function survives(run: () => unknown): void {
  const started = performance.now();
  try {
    const result = run();
    expect(typeof result).not.toBe('function');
  } catch (error) {
    if (!(error instanceof FlowgraftError)) throw error;
    expect(error.code).toMatch(/^EXPRESSION_/);
  }
  expect(performance.now() - started).toBeLessThan(1_000);
}

describe('random text', () => {
  it('of words of the language throws nothing but our errors, soon', () => {
    const soup = fc
      .array(fc.constantFrom(...words), { maxLength: 25 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(soup, (text) => survives(() => compileExpression(text).evaluate(scope))),
      { seed: 1, numRuns: 8_000 },
    );
  }, 60_000);

  it('of any characters throws nothing but our errors', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        survives(() => compileExpression(text).evaluate(scope));
        survives(() => compileTemplate(`a {{ ${text} }} b`).evaluate(scope));
      }),
      { seed: 2, numRuns: 3_000 },
    );
  }, 60_000);

  it('of calls with random arguments throws nothing but our errors, soon', () => {
    const value = fc.constantFrom(
      'a',
      'b',
      'x',
      'items',
      'input',
      'input.list',
      '"s"',
      '-1',
      '1e9',
      'NaN',
      '[]',
      '{}',
      '{ length: 3 }',
      'undefined',
      'input.when',
      'x => x',
      '(x, y) => y',
      '/a*b/g',
      '...items',
      'true',
      '"id"',
    );
    const callee = fc.oneof(
      fc.constantFrom(...expressionFunctions.map(({ name }) => name)),
      fc
        .tuple(value, fc.constantFrom(...expressionMethods.map(({ name }) => name)))
        .map(([of, name]) => `(${of}).${name}`),
    );
    fc.assert(
      fc.property(callee, fc.array(value, { maxLength: 3 }), (name, args) => {
        survives(() => compileExpression(`${name}(${args.join(', ')})`).evaluate(scope));
      }),
      { seed: 3, numRuns: 20_000 },
    );
  }, 60_000);
});
