/** Turns a syntax tree into closures. What can be decided from the text alone is decided here. */

import type { ExpressionNode, ObjectExpression, TemplateLiteral } from './ast.js';
import { compileList } from './compile-arguments.js';
import { compileCall } from './compile-call.js';
import { compileChain, compileMember, constant } from './compile-member.js';
import type { Evaluation } from './evaluation.js';
import { concatenate, operators, signed } from './operators.js';
import { isBuiltIn } from './names.js';
import { type Evaluate, type Place, compileValue } from './place.js';
import { rootReader } from './property.js';
import { SyntaxFailure } from './syntax-failure.js';
import { entriesOf, setKey, toKey, toPrimitive } from './values.js';

/** The place of a whole expression. */
export function startPlace(text: string): Place {
  return { text, locals: new Map(), slots: { count: 0 }, compile: compileNode };
}

type Operation = Extract<
  ExpressionNode,
  { type: 'UnaryExpression' | 'BinaryExpression' | 'LogicalExpression' | 'ConditionalExpression' }
>;

function compileNode(node: ExpressionNode, place: Place, chained = false): Evaluate {
  switch (node.type) {
    case 'Literal': {
      const { value } = node;
      return () => value;
    }
    case 'Identifier':
      return compileName(node.name, node.start, place);
    case 'MemberExpression':
      return compileMember(node, place, chained);
    case 'ChainExpression':
      return compileChain(node, place);
    case 'CallExpression':
      return compileCall(node, place, chained);
    case 'TemplateLiteral':
      return compileTemplateLiteral(node, place);
    case 'ArrayExpression':
      return compileList(node.elements, place);
    case 'ObjectExpression':
      return compileObject(node, place);
    case 'RegExpLiteral':
      throw new SyntaxFailure(
        'a regular expression can stand only before .test(…) or where a method of texts takes one',
        node.start,
      );
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return compileOperation(node, place);
  }
}

function compileName(name: string, position: number, place: Place): Evaluate {
  const slot = place.locals.get(name);
  if (slot !== undefined) return ({ slots }) => slots[slot];
  return isBuiltIn(name) ? constant(name, position) : rootReader(name, position);
}

function compileOperation(node: Operation, place: Place): Evaluate {
  if (node.type === 'UnaryExpression') return compileUnary(node, place);
  if (node.type === 'ConditionalExpression') {
    const test = compileNode(node.test, place);
    const consequent = compileNode(node.consequent, place);
    const alternate = compileNode(node.alternate, place);
    return (evaluation) => (test(evaluation) ? consequent(evaluation) : alternate(evaluation));
  }
  const left = compileNode(node.left, place);
  const right = compileNode(node.right, place);
  const { operator, start } = node;
  if (operator === '&&') return (evaluation) => left(evaluation) && right(evaluation);
  if (operator === '||') return (evaluation) => left(evaluation) || right(evaluation);
  if (operator === '??') return (evaluation) => left(evaluation) ?? right(evaluation);
  const operate = operators[operator];
  return (evaluation) => {
    const a = left(evaluation);
    const b = right(evaluation);
    evaluation.position = start;
    return operate(evaluation, a, b);
  };
}

function compileUnary(
  { operator, argument, start }: Operation & { type: 'UnaryExpression' },
  place: Place,
): Evaluate {
  // As in JavaScript, the type of a name that does not exist is `undefined`.
  const free =
    operator === 'typeof' &&
    argument.type === 'Identifier' &&
    !place.locals.has(argument.name) &&
    !isBuiltIn(argument.name);
  const run = free ? rootReader(argument.name) : compileNode(argument, place);
  if (operator === 'typeof') return (evaluation) => typeof run(evaluation);
  if (operator === '!') return (evaluation) => !run(evaluation);
  return (evaluation) => {
    const value = run(evaluation);
    evaluation.position = start;
    return signed(evaluation, operator, value);
  };
}

function compileTemplateLiteral({ quasis, expressions, start }: TemplateLiteral, place: Place) {
  const values = expressions.map((expression) => compileNode(expression, place));
  return (evaluation: Evaluation): string => {
    let text = '';
    for (const [index, quasi] of quasis.entries()) {
      text = concatenate(evaluation, text, quasi);
      const run = values[index];
      if (run === undefined) continue;
      const value = run(evaluation);
      evaluation.position = start;
      text = concatenate(evaluation, text, String(toPrimitive(evaluation, value, 'text')));
    }
    return text;
  };
}

type Fill = (evaluation: Evaluation, record: Record<string, unknown>) => void;

function compileObject({ properties }: ObjectExpression, place: Place): Evaluate {
  const fills = properties.map((property) => compileProperty(property, place));
  return (evaluation) => {
    const record: Record<string, unknown> = {};
    for (const fill of fills) fill(evaluation, record);
    return record;
  };
}

function compileProperty(property: ObjectExpression['properties'][number], place: Place): Fill {
  const { start } = property;
  if (property.type === 'SpreadElement') {
    const run = compileNode(property.argument, place);
    return (evaluation, record) => {
      const value = run(evaluation);
      evaluation.position = start;
      for (const [key, entry] of entriesOf(evaluation, value))
        setKey(evaluation, record, key, entry);
    };
  }
  const { key, computed } = property;
  const value = compileValue(property.value, place);
  const name = key.type === 'Identifier' && !computed ? () => key.name : compileNode(key, place);
  return (evaluation, record) => {
    const found = name(evaluation);
    evaluation.position = start;
    setKey(evaluation, record, String(toKey(evaluation, found)), value(evaluation));
  };
}
