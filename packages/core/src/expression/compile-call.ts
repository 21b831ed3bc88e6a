/** Calls: functions and methods from the tables, found by the name in the text and never on data. */

import type { CallExpression, ExpressionNode } from './ast.js';
import { callbackMethods } from './callable.js';
import { type TakenArguments, compileArguments } from './compile-arguments.js';
import { failure } from './evaluation.js';
import { expressionFunctionTable } from './functions.js';
import { methodsNamed, receiverKind, refusedMethods } from './methods.js';
import { type Evaluate, type Place, missing, quote, tableName } from './place.js';
import { compileRegex } from './regex/regex.js';
import { SyntaxFailure } from './syntax-failure.js';
import { describeKind } from './values.js';

/** Compiles a call; with `chained` it is part of a chain and can give `missing`. */
export function compileCall(node: CallExpression, place: Place, chained: boolean): Evaluate {
  const { callee, start } = node;
  const name = tableName(callee, place.locals);
  if (name === undefined) return compileMethodCall(node, place, chained);
  const run = Object.hasOwn(expressionFunctionTable, name)
    ? expressionFunctionTable[name]
    : undefined;
  if (run === undefined) {
    const reason =
      name === 'Math.random' || name === 'Date.now'
        ? 'would give another result each time'
        : 'is not a function of expressions';
    throw new SyntaxFailure(`"${name}" ${reason}`, start);
  }
  const { values, callback } = compileArguments(node, name, 1, place);
  return (evaluation) => {
    const args = values(evaluation);
    const called = callback?.(evaluation);
    evaluation.position = start;
    return run(args, evaluation, called);
  };
}

function compileMethodCall(node: CallExpression, place: Place, chained: boolean): Evaluate {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.computed) {
    const advice =
      callee.type === 'MemberExpression'
        ? 'a method is called by its name: items.map(…)'
        : `${quote(callee, place)} is not a function of expressions`;
    throw new SyntaxFailure(advice, callee.start);
  }
  const { object, optional, property } = callee;
  const { name, start } = property as ExpressionNode & { type: 'Identifier' };
  const methods = methodsNamed(name);
  if (methods === undefined) {
    const hint = Object.hasOwn(refusedMethods, name) ? `: ${refusedMethods[name]}` : '';
    throw new SyntaxFailure(`there is no method "${name}"${hint}`, start);
  }
  const { values, callback } = methodArguments(node, name, start, place);
  const receiver =
    object.type === 'RegExpLiteral' && name === 'test'
      ? constantRegex(object)
      : place.compile(object, place, chained);
  const owner = quote(object, place);
  return (evaluation) => {
    const target = receiver(evaluation);
    const absent = target === undefined || target === null;
    if (chained && (target === missing || (optional && absent))) return missing;
    const method = methods[receiverKind(target)];
    if (method === undefined) {
      const kind = describeKind(target);
      const message = absent
        ? `${owner} is ${kind}; cannot call "${name}"`
        : `${owner} is ${kind}, which has no method "${name}"`;
      const hint = kind === 'an object' ? '; use Object.values(…) or Object.entries(…)' : '';
      throw failure(evaluation, start, message + hint);
    }
    const args = values(evaluation);
    const called = callback?.(evaluation);
    evaluation.position = start;
    return method(target as never, args, evaluation, called);
  };
}

function methodArguments(
  node: CallExpression,
  name: string,
  position: number,
  place: Place,
): TakenArguments {
  const taken = compileArguments(node, name, name.startsWith('replace') ? 1 : 0, place);
  if (taken.callback === undefined && callbackMethods.has(name))
    throw new SyntaxFailure(`${name} needs a function such as x => x.id`, position);
  return taken;
}

function constantRegex(node: ExpressionNode & { type: 'RegExpLiteral' }): Evaluate {
  const regex = compileRegex(node.pattern, node.flags, node.start);
  return () => regex;
}
