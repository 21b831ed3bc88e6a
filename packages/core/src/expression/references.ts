/** Finds what data an expression reads: paths of static keys that start at a free name. */

import { type ExpressionNode, type Pattern, type SyntaxNode, childrenOf } from './ast.js';
import { functionNames, isBuiltIn } from './names.js';

/** A part of the data that an expression reads. */
export interface ExpressionReference {
  /** Keys from a root name on: `['nodes', 'fetch', 'output', 'items', '0']`. */
  readonly path: readonly string[];
  /** Where the path starts in the text, in UTF-16 units. */
  readonly position: number;
  /** False where more follows that only the data decides: a computed key or a method call. */
  readonly exact: boolean;
}

type Names = ReadonlySet<string>;

export interface StaticPath {
  readonly path: readonly string[];
  readonly position: number;
}

/** The path of a node that is a name followed by static keys, else undefined. */
export function staticPathOf(node: ExpressionNode): StaticPath | undefined {
  const keys: string[] = [];
  let current = node.type === 'ChainExpression' ? node.expression : node;
  while (current.type === 'MemberExpression') {
    const key = staticKeyOf(current);
    if (key === undefined) return undefined;
    keys.push(key);
    current = current.object;
  }
  if (current.type !== 'Identifier') return undefined;
  return { path: [current.name, ...keys.reverse()], position: current.start };
}

/** The key of a member access that does not depend on data. */
export function staticKeyOf(
  node: ExpressionNode & { readonly type: 'MemberExpression' },
): string | undefined {
  const { property, computed } = node;
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && property.value !== null
    ? String(property.value)
    : undefined;
}

/** Names that a pattern binds. */
export function boundNames(pattern: Pattern): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  const parts =
    pattern.type === 'ArrayPattern'
      ? pattern.elements
      : pattern.properties.map(({ value }) => value);
  return parts.flatMap((part) => (part === null ? [] : boundNames(part)));
}

/** All references of an expression, in the order of the text. */
export function referencesOf(root: ExpressionNode): ExpressionReference[] {
  const found: ExpressionReference[] = [];
  visit(root, new Set(), found);
  return found;
}

function visit(node: SyntaxNode, locals: Names, found: ExpressionReference[]): void {
  const { type } = node;
  if (type === 'Identifier' || type === 'MemberExpression') return visitPath(node, locals, found);
  if (type === 'CallExpression') {
    const { callee } = node;
    // Only the path that a method belongs to goes on into the data; it is the receiver itself.
    if (callee.type === 'MemberExpression') visitOwner(callee.object, locals, found);
    for (const argument of node.arguments) {
      // A function's name as an argument (`map(slug)`) is no data.
      const isFunction =
        argument.type === 'Identifier' &&
        functionNames.has(argument.name) &&
        !locals.has(argument.name);
      if (!isFunction) visit(argument, locals, found);
    }
    return;
  }
  if (type === 'ArrowFunctionExpression')
    return visit(node.body, new Set([...locals, ...node.params.flatMap(boundNames)]), found);
  const skipsKey = type === 'Property' && !node.computed;
  for (const child of skipsKey ? [node.value] : childrenOf(node)) visit(child, locals, found);
}

/** Visits what a computed key or a method goes on from: a reference that starts it is not exact. */
function visitOwner(owner: ExpressionNode, locals: Names, found: ExpressionReference[]): void {
  const from = found.length;
  visit(owner, locals, found);
  const first = found[from];
  if (first?.position === owner.start) found[from] = { ...first, exact: false };
}

function visitPath(
  node: ExpressionNode & { type: 'Identifier' | 'MemberExpression' },
  locals: Names,
  found: ExpressionReference[],
): void {
  const path = staticPathOf(node);
  if (path !== undefined) {
    const root = path.path[0] as string;
    if (!locals.has(root) && !isBuiltIn(root)) found.push({ ...path, exact: true });
    return;
  }
  const { object, property, computed } = node as ExpressionNode & { type: 'MemberExpression' };
  visitOwner(object, locals, found);
  if (computed) visit(property, locals, found);
}
