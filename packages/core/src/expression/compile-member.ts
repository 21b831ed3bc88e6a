/** Member access and chains with `?.`. */

import type { ExpressionNode } from './ast.js';
import { constantTable } from './math-functions.js';
import { type Evaluate, type Place, missing, quote, tableName } from './place.js';
import { readProperty } from './property.js';
import { staticKeyOf } from './references.js';
import { SyntaxFailure } from './syntax-failure.js';
import { toKey } from './values.js';

type Member = ExpressionNode & { readonly type: 'MemberExpression' };

/** Compiles a chain: when one link finds nothing, all of it is undefined. */
export function compileChain(
  node: ExpressionNode & { type: 'ChainExpression' },
  place: Place,
): Evaluate {
  const run = place.compile(node.expression, place, true);
  return (evaluation) => {
    const value = run(evaluation);
    return value === missing ? undefined : value;
  };
}

export function compileMember(node: Member, place: Place, chained: boolean): Evaluate {
  const { object, property, optional } = node;
  const name = tableName(node, place.locals);
  if (name !== undefined) return constant(name, node.start);
  const target = place.compile(object, place, chained);
  const where = { owner: quote(object, place), position: property.start };
  const fixed = staticKeyOf(node);
  const key = fixed === undefined ? place.compile(property, place) : undefined;
  return (evaluation) => {
    const owner = target(evaluation);
    if (chained && (owner === missing || (optional && (owner === undefined || owner === null))))
      return missing;
    if (fixed !== undefined) return readProperty(evaluation, owner, fixed, where);
    const value = key?.(evaluation);
    evaluation.position = where.position;
    return readProperty(evaluation, owner, toKey(evaluation, value), where);
  };
}

/** A closure for a value of the language: `NaN`, `Math.PI`. */
export function constant(name: string, position: number): Evaluate {
  if (!Object.hasOwn(constantTable, name))
    throw new SyntaxFailure(`"${name}" is not a value; call one of its functions`, position);
  const value = constantTable[name];
  return () => value;
}
