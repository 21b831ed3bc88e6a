/** What the parts of the compiler share. */

import { type ExpressionNode, type SyntaxNode, childrenOf } from './ast.js';
import type { Evaluation } from './evaluation.js';
import { namespaces } from './names.js';
import { settle } from './values.js';

export type Evaluate = (evaluation: Evaluation) => unknown;

/** What a link of a chain gives when `?.` found nothing before it. */
export const missing: unique symbol = Symbol('missing');

/** What the compiler knows at a place of the text. */
export interface Place {
  readonly text: string;
  /** Parameters in sight, by name, with their slots. */
  readonly locals: ReadonlyMap<string, number>;
  /** The number of slots given out so far in the whole text. */
  readonly slots: { count: number };
  /**
   * Compiles a node to a closure whose value may be a lazy record, for operands that look into it.
   * With `chained` the node is part of a chain, and its value may be `missing`.
   */
  compile(node: ExpressionNode, place: Place, chained?: boolean): Evaluate;
}

/** Compiles a node to a closure whose value is plain data. */
export function compileValue(node: ExpressionNode, place: Place): Evaluate {
  const run = place.compile(node, place);
  const canBeLazy =
    node.type === 'Identifier'
      ? !place.locals.has(node.name)
      : /^(Member|Chain|Cond|Logical)/.test(node.type);
  if (!canBeLazy) return run;
  return (evaluation) => {
    const value = run(evaluation);
    return typeof value === 'object' ? settle(evaluation, value) : value;
  };
}

/**
 * The name in the tables that a node spells: `sum`, `Math.max`, `Math.PI`; undefined for methods,
 * parameters and all else.
 */
export function tableName(
  node: SyntaxNode,
  locals: { has(name: string): boolean },
): string | undefined {
  if (node.type === 'Identifier') return locals.has(node.name) ? undefined : node.name;
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined;
  const { name } = node.object;
  if (locals.has(name) || !namespaces.has(name)) return undefined;
  return node.computed ? name : `${name}.${(node.property as { name: string }).name}`;
}

/** The steps of running a node once, without those of its arrow functions. */
export function stepsOf(node: SyntaxNode): number {
  let steps = 1;
  for (const child of childrenOf(node))
    if (child.type !== 'ArrowFunctionExpression') steps += stepsOf(child);
  return steps;
}

/** A short quotation of a node's text, for messages. */
export function quote(node: ExpressionNode, { text }: Place): string {
  const source = text.slice(Math.max(node.start, node.end - 300), node.end).replace(/\s+/g, ' ');
  return source.length <= 80 ? source : `…${source.slice(-79)}`;
}
