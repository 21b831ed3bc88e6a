/** What bindings read, found without compiling them. */

import type { ExpressionNode } from './ast.js';
import { isBuiltIn } from './names.js';
import { parseTemplate } from './parse-template.js';
import { maxTextLength, parseTokens } from './parse.js';
import { type ExpressionReference, referencesOf, staticPathOf } from './references.js';
import { SyntaxFailure } from './syntax-failure.js';
import { tokenize } from './tokenize.js';

const readers = {
  reference: (text: string) => referenceOf(parseTokens(tokenize(text))),
  expression: (text: string) => referencesOf(parseTokens(tokenize(text))),
  template: (text: string) =>
    parseTemplate(text).flatMap((part) => (typeof part === 'string' ? [] : referencesOf(part))),
} as const;

/**
 * The data that a reference, an expression or a template reads, in the order of the text: what `references` of the compiled
 * text says. Nothing where the text is not well formed; never throws on any text.
 */
export function readReferences(
  kind: 'reference' | 'expression' | 'template',
  text: string,
): readonly ExpressionReference[] {
  if (text.length > maxTextLength) return [];
  try {
    return readers[kind](text);
  } catch (failure) {
    if (failure instanceof SyntaxFailure) return [];
    throw failure;
  }
}

function referenceOf(node: ExpressionNode): ExpressionReference[] {
  const found = staticPathOf(node);
  const [root] = found?.path ?? [];
  if (found === undefined || root === undefined || isBuiltIn(root)) return [];
  return [{ ...found, exact: true }];
}
