/** Text with `{{ … }}` in it. */

import { startPlace } from './compile.js';
import { type CompiledExpression, compiled, compiling, isPath } from './compiled-expression.js';
import { type Evaluation, chargeOutput } from './evaluation.js';
import { jsonText } from './json-text.js';
import { concatenate } from './operators.js';
import { type TemplatePart, parseTemplate } from './parse-template.js';
import { type Evaluate, type Place, compileValue, stepsOf } from './place.js';
import { referencesOf } from './references.js';
import { isDate, toText } from './values.js';

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
