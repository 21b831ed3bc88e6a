/** Splitting text with `{{ … }}` in it. */

import type { ExpressionNode } from './ast.js';
import { parseTokens } from './parse.js';
import { SyntaxFailure } from './syntax-failure.js';
import { type Token, tokenize } from './tokenize.js';

/** A stretch of text, or an expression. Positions count from the start of the whole template. */
export type TemplatePart = string | ExpressionNode;

const opening = /\\\{\{|\{\{/g;

/**
 * Splits a template into its texts and expressions.
 *
 * @throws {SyntaxFailure} When an expression is malformed or not closed.
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let last = 0;
  for (const { index, 0: mark } of text.matchAll(opening)) {
    if (index < last) continue;
    literal += text.slice(last, index);
    if (mark !== '{{') {
      literal += '{{';
      last = index + mark.length;
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    const tokens = tokenize(text, index + 2, true);
    const { start: end } = tokens.at(-1) as Token;
    if (!text.startsWith('}}', end)) throw new SyntaxFailure('"{{" is never closed', index);
    parts.push(parseTokens(tokens));
    last = end + 2;
  }
  literal += text.slice(last);
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return parts;
}
