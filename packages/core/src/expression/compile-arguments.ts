/** Lists of values with spreads in them, and arguments of calls, the function among them apart. */

import type { Argument, CallExpression, ExpressionNode, SpreadElement } from './ast.js';
import { type Callback, callbackMethods, callbackTakers, copyOf } from './callable.js';
import { compileArrow } from './compile-arrow.js';
import { type Evaluation, callFailure, charge } from './evaluation.js';
import { expressionFunctionTable } from './functions.js';
import { namesOf } from './names.js';
import { type Evaluate, type Place, compileValue, tableName } from './place.js';
import { misplacedFunction } from './refused-syntax.js';
import { compileRegex } from './regex/regex.js';
import { charactersOf } from './string-methods.js';
import { SyntaxFailure } from './syntax-failure.js';
import { describeKind } from './values.js';

const regexTakers = /* @__PURE__ */ namesOf('match matchAll replace replaceAll search split');

/** Functions that look into a lazy record instead of having all of it fetched. */
const lookInside = /* @__PURE__ */ namesOf(
  'Object.keys Object.hasOwn Object.values Object.entries isEmpty',
);

/** More would overflow the stack of JavaScript's own functions. */
const maxArguments = 10_000;

type Values = (evaluation: Evaluation) => unknown[];

/** What a call takes: its values, and the function if there is one among its arguments. */
export interface TakenArguments {
  readonly values: Values;
  readonly callback: ((evaluation: Evaluation) => Callback) | undefined;
}

/** Compiles the arguments of the function or method `name`, which takes functions at `callbackAt`. */
export function compileArguments(
  node: CallExpression,
  name: string,
  callbackAt: number,
  place: Place,
): TakenArguments {
  const takesCallback = callbackMethods.has(name) || callbackTakers.has(name);
  const rest: (ExpressionNode | SpreadElement)[] = [];
  let callback: TakenArguments['callback'];
  for (const [index, argument] of node.arguments.entries()) {
    const found =
      takesCallback && index === callbackAt ? compileCallback(argument, place) : undefined;
    callback ??= found;
    if (argument.type === 'ArrowFunctionExpression') {
      if (found === undefined)
        throw new SyntaxFailure(
          `${name} takes no function here; ${misplacedFunction}`,
          argument.start,
        );
    } else if (found === undefined) rest.push(argument);
  }
  const values = compileList(rest, place, name);
  const limited: Values = (evaluation) => {
    const args = values(evaluation);
    if (args.length > maxArguments)
      throw callFailure(evaluation, `a call takes at most ${maxArguments} arguments`);
    return args;
  };
  return { values: limited, callback };
}

/** An arrow function, or a function of the table by its name: that one gets the element alone. */
function compileCallback(argument: Argument, place: Place): TakenArguments['callback'] {
  if (argument.type === 'ArrowFunctionExpression') return compileArrow(argument, place);
  const name = tableName(argument, place.locals);
  if (name === undefined || !Object.hasOwn(expressionFunctionTable, name)) return undefined;
  const run = expressionFunctionTable[name];
  return (evaluation) => (value) => {
    charge(evaluation, 2);
    return run?.([value], evaluation, undefined);
  };
}

/** Compiles elements, or the arguments of `call`, to a closure that makes an array of their values. */
export function compileList(
  elements: readonly (ExpressionNode | SpreadElement)[],
  place: Place,
  call = '',
): Values {
  const runs = elements.map((element, index): Evaluate => {
    if (element.type === 'SpreadElement') return compileValue(element.argument, place);
    if (element.type === 'RegExpLiteral' && index === 0 && regexTakers.has(call)) {
      const regex = compileRegex(element.pattern, element.flags, element.start);
      return () => regex;
    }
    return lookInside.has(call) ? place.compile(element, place) : compileValue(element, place);
  });
  if (!elements.some(({ type }) => type === 'SpreadElement'))
    return (evaluation) => runs.map((run) => run(evaluation));
  return (evaluation) => {
    const list: unknown[] = [];
    for (const [index, run] of runs.entries()) {
      const value = run(evaluation);
      const { type, start } = elements[index] as SpreadElement;
      if (type !== 'SpreadElement') list.push(value);
      else for (const item of spreadItems(evaluation, value, start)) list.push(item);
    }
    return list;
  };
}

function spreadItems(evaluation: Evaluation, value: unknown, position: number): unknown[] {
  evaluation.position = position;
  // Beside the copy: it is put into the list as well.
  if (Array.isArray(value)) charge(evaluation, value.length);
  if (typeof value === 'string') return charactersOf(evaluation, value);
  if (Array.isArray(value)) return copyOf(evaluation, value);
  throw callFailure(
    evaluation,
    `only an array or a text can be spread here, not ${describeKind(value)}`,
  );
}
