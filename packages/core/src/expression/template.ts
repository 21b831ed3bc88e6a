/** Text with `{{ … }}` in it. */

import type { ExpressionNode } from './ast.js';
import { startPlace } from './compile.js';
import { type CompiledExpression, compiled, compiling, isPath } from './compiled-expression.js';
import { type Evaluation, chargeOutput } from './evaluation.js';
import { jsonText } from './json-text.js';
import { concatenate } from './operators.js';
import { parseTokens } from './parse.js';
import { type Evaluate, type Place, compileValue, stepsOf } from './place.js';
import { referencesOf } from './references.js';
import { SyntaxFailure } from './syntax-failure.js';
import { type Token, tokenize } from './tokenize.js';
import { isDate, toText } from './values.js';

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

/**
 * Compiles a template: `Hello {{ input.name }}!` gives text; a template that is exactly one
 * `{{ … }}` gives the expression's value with its type.
 *
 * In text, missing values are empty, dates are ISO 8601, objects and arrays are JSON. `\{{` stands
 * for two braces.
 *
 * @throws {FlowgraftError} EXPRESSION_SYNTAX with a position in the template; EXPRESSION_LIMIT
 *   (`length`) for a template of more than 16 384 characters.
 */
export function compileTemplate(text: string): CompiledExpression {
  return compiling(text, () => {
    const parts = parseTemplate(text);
    const nodes = parts.filter((part) => typeof part !== 'string');
    const place = startPlace(text);
    const [only] = parts;
    const single = parts.length === 1 && only !== undefined && typeof only !== 'string';
    return compiled({
      text,
      references: nodes.flatMap(referencesOf),
      run: single ? compileValue(only, place) : compileParts(parts, place),
      steps: nodes.reduce((steps, node) => steps + stepsOf(node), parts.length),
      checked: !single || !isPath(only),
    });
  });
}

function compileParts(parts: readonly TemplatePart[], place: Place): Evaluate {
  const pieces = parts.map((part) =>
    typeof part === 'string' ? part : { start: part.start, run: compileValue(part, place) },
  );
  return (evaluation) => {
    let result = '';
    for (const piece of pieces) {
      let text = piece;
      if (typeof text !== 'string') {
        const value = text.run(evaluation);
        evaluation.position = text.start;
        text = pieceText(evaluation, value);
      }
      result = concatenate(evaluation, result, text);
    }
    chargeOutput(evaluation, result.length);
    return result;
  };
}

function pieceText(evaluation: Evaluation, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object' || isDate(value)) return toText(evaluation, value);
  return jsonText(evaluation, value) as string;
}
